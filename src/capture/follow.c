/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/follow.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "base/vec.h"
#include "base/wait.h"
#include "capture/map.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of addresses, not of memory; two months at 12 MB a second, as 50,000 packets of calls are. */
#define RESERVE_BYTES (64ull << 40)
#define RESERVE_MIN_BYTES (64ull << 20)
/* So much is dropped at a time, and kept behind the reader. */
#define DROP_BYTES (4ull << 20)
/* Nobody says when a file has grown, so it is looked at so often while somebody waits. */
#define LOOK_INTERVAL_NS 10000000L

typedef struct {
  LmMap *map;
  int fd;              /* -1: it was let go */
  uint64_t start, end; /* the end is known once there is another one */
  bool nameless;       /* it never had a name that could go */
} File;

struct LmFollow {
  uint8_t *data;
  size_t reserved;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  LmVec files;      /* File */
  uint32_t current; /* the reader's */
  uint32_t first;   /* no file before it is held */
  uint64_t dropped; /* up to here pages were given back */
  bool finished, cancelled;
};

/* Every file that is there is held open, and in weeks become more than most programs may hold. */
static void
allow_files(void)
{
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

LmFollow *
lm_follow_new(LmError *error)
{
  size_t reserved = RESERVE_BYTES;
  void *data = MAP_FAILED;
  for (; data == MAP_FAILED && reserved >= RESERVE_MIN_BYTES; reserved /= 2)
    data = mmap(NULL, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    lm_error_set(error, LM_ERROR_UNREADABLE, _("there is no address space for it (%s)"),
                 strerror(errno));
    return NULL;
  }
  allow_files();
  LmFollow *follow = lm_alloc(sizeof *follow);
  follow->data = data;
  follow->reserved = reserved * 2;
  follow->files = LM_VEC_INIT(File);
  pthread_mutex_init(&follow->lock, NULL);
  lm_wait_init(&follow->changed);
  return follow;
}

void
lm_follow_free(LmFollow *follow)
{
  if (!follow)
    return;
  for (uint32_t i = 0; i < follow->files.len; i++) {
    File *file = lm_vec_at(&follow->files, i);
    lm_map_close(file->map);
    if (file->fd >= 0)
      close(file->fd);
  }
  munmap(follow->data, follow->reserved);
  lm_vec_clear(&follow->files);
  pthread_cond_destroy(&follow->changed);
  pthread_mutex_destroy(&follow->lock);
  free(follow);
}

static uint64_t
file_bytes(const File *file)
{
  struct stat status;
  return fstat(file->fd, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* Some file systems have no files as large as that, and map no more than they may become. */
static LmMap *
map_at(LmFollow *follow, const File *file)
{
  LmMap *map = NULL;
  for (uint64_t len = follow->reserved - file->start; !map && len >= RESERVE_MIN_BYTES / 2;
       len /= 2)
    map = lm_map_open_at(file->fd, (size_t)len, follow->data + file->start);
  return map;
}

/* Behind the last file, on a page of its own. */
static bool
map_next(LmFollow *follow, File *file)
{
  struct stat status;
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  if (follow->files.len) {
    File *last = lm_vec_at(&follow->files, follow->files.len - 1);
    uint64_t bytes = file_bytes(last), pages = (bytes + page - 1) / page + 1;
    last->end = last->start + bytes;
    file->start = last->start + pages * page;
    if (file->start >= follow->reserved)
      return false;
    lm_map_shorten(last->map, (size_t)(pages * page));
  }
  file->nameless = fstat(file->fd, &status) != 0 || status.st_nlink == 0;
  file->map = map_at(follow, file);
  return file->map != NULL;
}

bool
lm_follow_add(LmFollow *follow, int fd, LmError *error)
{
  File file = {.fd = fd};
  pthread_mutex_lock(&follow->lock);
  bool ok = map_next(follow, &file);
  if (ok)
    *(File *)lm_vec_push(&follow->files) = file;
  pthread_cond_broadcast(&follow->changed);
  pthread_mutex_unlock(&follow->lock);
  if (ok)
    return true;
  close(fd);
  return lm_error_set(error, LM_ERROR_LIMIT, _("it holds more than the %zu MiB that can be mapped"),
                      follow->reserved >> 20);
}

void
lm_follow_finish(LmFollow *follow)
{
  pthread_mutex_lock(&follow->lock);
  follow->finished = true;
  pthread_cond_broadcast(&follow->changed);
  pthread_mutex_unlock(&follow->lock);
}

const uint8_t *
lm_follow_data(const LmFollow *follow)
{
  return follow->data;
}

/* No more bytes will come in the reader's file. */
static bool
is_final(const LmFollow *follow)
{
  return follow->finished || follow->current + 1 < follow->files.len;
}

static void
wait_a_little(LmFollow *follow)
{
  lm_wait_until(&follow->changed, &follow->lock,
                lm_time_now_ns(CLOCK_MONOTONIC) + LOOK_INTERVAL_NS);
}

uint64_t
lm_follow_wait(LmFollow *follow, uint64_t end, bool wait, const LmCancel *cancel)
{
  uint64_t available = 0;
  pthread_mutex_lock(&follow->lock);
  for (;;) {
    /* In this order: bytes may come between the two questions, but none after the first says so. */
    bool final = is_final(follow);
    if (follow->current < follow->files.len) {
      const File *file = lm_vec_at(&follow->files, follow->current);
      available = file->start + file_bytes(file);
    }
    if (available >= end || final || !wait || follow->cancelled || lm_is_cancelled(cancel))
      break;
    wait_a_little(follow);
  }
  pthread_mutex_unlock(&follow->lock);
  return available;
}

bool
lm_follow_turn(LmFollow *follow, uint64_t *offset)
{
  pthread_mutex_lock(&follow->lock);
  bool more = follow->current + 1 < follow->files.len;
  if (more) {
    const File *file = lm_vec_at(&follow->files, ++follow->current);
    *offset = file->start;
  }
  pthread_mutex_unlock(&follow->lock);
  return more;
}

bool
lm_follow_finished(LmFollow *follow)
{
  pthread_mutex_lock(&follow->lock);
  bool finished = follow->finished && follow->current + 1 >= follow->files.len;
  pthread_mutex_unlock(&follow->lock);
  return finished;
}

void
lm_follow_cancel(LmFollow *follow)
{
  pthread_mutex_lock(&follow->lock);
  follow->cancelled = true;
  pthread_cond_broadcast(&follow->changed);
  pthread_mutex_unlock(&follow->lock);
}

/* 0 for what does not lie in the files. */
static uint64_t
offset_of(const LmFollow *follow, const uint8_t *at)
{
  uintptr_t offset = (uintptr_t)at - (uintptr_t)follow->data;
  return at && offset < follow->reserved ? offset : 0;
}

/* The first that the reader is done with and whose name is gone. */
static File *
find_gone(LmFollow *follow, const uint8_t *at)
{
  struct stat status;
  for (uint32_t i = follow->first; i < follow->current; i++) {
    File *file = lm_vec_at(&follow->files, i);
    if (file->fd < 0 && i == follow->first)
      follow->first++;
    if (file->fd >= 0 && !file->nameless && offset_of(follow, at) >= file->end &&
        fstat(file->fd, &status) == 0 && status.st_nlink == 0)
      return file;
  }
  return NULL;
}

bool
lm_follow_gone(LmFollow *follow, const uint8_t *at, LmSlice *bytes)
{
  pthread_mutex_lock(&follow->lock);
  const File *file = find_gone(follow, at);
  if (file)
    *bytes = lm_slice(follow->data + file->start, (size_t)(file->end - file->start));
  pthread_mutex_unlock(&follow->lock);
  return file != NULL;
}

void
lm_follow_let_go(LmFollow *follow, const uint8_t *at)
{
  pthread_mutex_lock(&follow->lock);
  File *file = find_gone(follow, at);
  if (file) {
    lm_map_empty(file->map);
    close(file->fd);
    file->fd = -1;
  }
  pthread_mutex_unlock(&follow->lock);
}

void
lm_follow_drop(LmFollow *follow, const uint8_t *at, bool again)
{
  uint64_t behind = offset_of(follow, at);
  uint64_t end = behind > DROP_BYTES ? (behind - DROP_BYTES) / DROP_BYTES * DROP_BYTES : 0;
  if (again)
    follow->dropped = 0;
  if (end <= follow->dropped)
    return;
  madvise(follow->data + follow->dropped, (size_t)(end - follow->dropped), MADV_DONTNEED);
  follow->dropped = end;
}
