/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/source.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The map is populated in steps of this size: one system call a step costs less than a fault every
 * 64 KiB, and does not keep those waiting who work on what was read. */
#define AHEAD_BYTES ((uint64_t)256 << 10)
/* The kernel is told of so much more, for a disk that is slower than we are. */
#define ADVICE_BYTES ((uint64_t)4 << 20)

static bool
explain_open(const char *name, int cause, LmError *error)
{
  if (cause == ENOENT)
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        _("%s: there is no such file; check the name and the folder"), name);
  if (cause == EACCES || cause == EPERM)
    return lm_error_set(
        error, LM_ERROR_UNREADABLE,
        _("%s: you have no permission to read it; ask its owner, or have it copied for you"), name);
  if (cause == EMFILE || cause == ENFILE)
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        _("%s: too many files are open; open fewer at once"), name);
  return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: it cannot be opened (%s)"), name,
                      strerror(cause));
}

static bool
open_spool(LmSource *source, int fd, uint64_t file_bytes, const char *name, const LmCancel *cancel,
           LmError *error)
{
  uint64_t expected = 0;
  if (file_bytes && file_bytes < UINT64_MAX / LM_LIMIT_DECOMPRESSION_RATIO)
    expected = file_bytes * LM_LIMIT_DECOMPRESSION_RATIO + LM_DECOMPRESS_FREE_BYTES;
  LmError cause = {0};
  source->spool = lm_spool_new(fd, expected, cancel, &cause);
  if (!source->spool)
    return lm_error_set(error, cause.code, "%s: %s", name, cause.message);
  source->data = lm_spool_data(source->spool);
  source->total_bytes = file_bytes;
  return true;
}

static bool
open_map(LmSource *source, int fd, uint64_t file_bytes, const char *name, LmError *error)
{
  if (file_bytes > SIZE_MAX / 2 || !(source->map = lm_map_open(fd, (size_t)file_bytes))) {
    int cause = errno;
    close(fd);
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: it cannot be mapped (%s)"), name,
                        strerror(cause));
  }
  source->fd = fd;
  source->data = lm_map_data(source->map);
  source->available = source->total_bytes = file_bytes;
  madvise((void *)(uintptr_t)source->data, (size_t)file_bytes, MADV_SEQUENTIAL);
  return true;
}

bool
lm_source_open(LmSource *source, const char *path, const char *name, const LmCancel *cancel,
               LmError *error)
{
  *source = (LmSource){.fd = -1, .opener = cancel};
  bool standard_input = strcmp(path, "-") == 0;
  /* A named pipe must not hold the opening up: waiting is the spool's, which can be cancelled. */
  int fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                          : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0)
    return explain_open(name, errno, error);
  struct stat status;
  if (fstat(fd, &status) < 0) {
    int cause = errno;
    close(fd);
    return explain_open(name, cause, error);
  }
  if (S_ISDIR(status.st_mode)) {
    close(fd);
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        _("%s: it is a folder, not a capture file; name the files in it"), name);
  }
  /* Standard input may be a file of which somebody has already read a part: only the rest counts.
   */
  if (!S_ISREG(status.st_mode) || lseek(fd, 0, SEEK_CUR) != 0)
    return open_spool(source, fd, 0, name, cancel, error);
  if (status.st_size == 0) {
    close(fd);
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        _("%s: the file is empty (0 bytes); it was never written, or not copied"),
                        name);
  }
  uint8_t head[LM_COMPRESSION_MAGIC_BYTES];
  ssize_t n = pread(fd, head, sizeof head, 0);
  if (n < 0) {
    int cause = errno;
    close(fd);
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: it cannot be read (%s)"), name,
                        strerror(cause));
  }
  if (lm_compression_detect(lm_slice(head, (size_t)n)) != LM_COMPRESSION_NONE)
    return open_spool(source, fd, (uint64_t)status.st_size, name, cancel, error);
  return open_map(source, fd, (uint64_t)status.st_size, name, error);
}

void
lm_source_open_memory(LmSource *source, LmSlice bytes)
{
  *source =
      (LmSource){.fd = -1, .data = bytes.data, .available = bytes.len, .total_bytes = bytes.len};
}

void
lm_source_open_follow(LmSource *source, LmFollow *follow, const LmCancel *cancel)
{
  *source =
      (LmSource){.fd = -1, .opener = cancel, .follow = follow, .data = lm_follow_data(follow)};
}

void
lm_source_close(LmSource *source)
{
  lm_map_close(source->map);
  lm_spool_free(source->spool);
  if (source->fd >= 0)
    close(source->fd);
  source->map = NULL;
  source->spool = NULL;
  source->fd = -1;
}

void
lm_source_cancel(LmSource *source)
{
  atomic_store(&source->cancelled, true);
  if (source->spool)
    lm_spool_cancel(source->spool);
  if (source->follow)
    lm_follow_cancel(source->follow);
}

bool
lm_source_is_cancelled(const LmSource *source)
{
  return atomic_load(&source->cancelled) || lm_is_cancelled(source->opener);
}

bool
lm_source_grow(LmSource *source, uint64_t end, bool wait)
{
  if (end > source->available && source->spool)
    source->available =
        wait ? lm_spool_wait(source->spool, end) : lm_spool_available(source->spool);
  if (end > source->available && source->follow)
    source->available = lm_follow_wait(source->follow, end, wait, source->opener);
  return end <= source->available;
}

bool
lm_source_turn(LmSource *source, uint64_t *offset)
{
  /* What is left of a block at the end of a file is damage, not the way to the next. */
  if (!source->follow || *offset != source->available || !lm_follow_turn(source->follow, offset))
    return false;
  source->available = *offset;
  return true;
}

bool
lm_source_finished(const LmSource *source)
{
  if (source->follow)
    return lm_follow_finished(source->follow);
  if (source->fed)
    return source->ended;
  return !source->spool || lm_spool_finished(source->spool);
}

/* Tells the kernel something about the @bytes of the map at @start, as far as they are there. */
static void
advise(const LmSource *source, uint64_t start, uint64_t bytes, int advice)
{
  if (start >= source->available)
    return;
  uint64_t left = source->available - start;
  madvise((uint8_t *)(uintptr_t)source->data + start, (size_t)(left < bytes ? left : bytes),
          advice);
}

bool
lm_source_advance(LmSource *source, uint64_t offset)
{
  atomic_store_explicit(&source->position, offset, memory_order_relaxed);
  if (!source->map || offset + AHEAD_BYTES / 2 < source->ahead ||
      source->ahead >= source->available)
    return false;
  uint64_t start = source->ahead > offset ? source->ahead : offset / AHEAD_BYTES * AHEAD_BYTES;
  /* Both are advice: where the kernel knows neither, the faults come one by one. */
  if (start % ADVICE_BYTES == 0)
    advise(source, start + ADVICE_BYTES, ADVICE_BYTES, MADV_WILLNEED);
#ifdef MADV_POPULATE_READ
  advise(source, start, AHEAD_BYTES, MADV_POPULATE_READ);
#endif
  source->ahead = start + AHEAD_BYTES;
  return true;
}

bool
lm_source_faulted(const LmSource *source)
{
  size_t fault;
  return source->map && lm_map_fault(source->map, &fault);
}

bool
lm_source_lost(LmSource *source)
{
  if (!source->map)
    return false;
  struct stat status;
  size_t fault;
  uint64_t before = source->available;
  if (fstat(source->fd, &status) == 0 && (uint64_t)status.st_size < before) {
    source->available = (uint64_t)status.st_size;
    lm_error_clear(&source->loss);
    lm_error_set(&source->loss, LM_ERROR_DAMAGED,
                 _("the file was cut to %llu of %llu bytes while it was read"),
                 (unsigned long long)status.st_size, (unsigned long long)source->total_bytes);
    return true;
  }
  if (!lm_map_fault(source->map, &fault) || fault >= before)
    return false;
  source->available = fault;
  lm_error_clear(&source->loss);
  lm_error_set(&source->loss, LM_ERROR_DAMAGED,
               _("the file cannot be read from byte %zu on; its disk may be failing"), fault);
  return true;
}

LmCompression
lm_source_compression(const LmSource *source)
{
  return source->spool ? lm_spool_compression(source->spool) : source->compression;
}

uint64_t
lm_source_bytes_read(const LmSource *source)
{
  return source->spool ? lm_spool_input_bytes(source->spool)
                       : atomic_load_explicit(&source->position, memory_order_relaxed);
}
