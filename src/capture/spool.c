/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/spool.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "base/wait.h"
#include "capture/map.h"
#include "capture/nameless.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RESERVE_BYTES (256ull << 30) /* of address space, not of memory */
#define RESERVE_MIN_BYTES (64ull << 20)
enum { INPUT_BYTES = 256 << 10 };

/* How often a waiting thread looks whether its opener gave up. */
#define LOOK_INTERVAL_NS 20000000L

struct LmSpool {
  int input, file, wake; /* @wake: an eventfd that cancelling makes readable */
  LmMap *map;
  LmDecompressor *decompressor;
  pthread_t thread;
  pthread_mutex_t lock; /* with @changed: around waiting for the three below */
  pthread_cond_t changed;
  _Atomic uint64_t available;
  atomic_bool finished, cancelled;
  const LmCancel *opener; /* set: the one who waits gives up. Borrowed; may be NULL */
  _Atomic uint64_t input_bytes;
  _Atomic LmCompression compression;
  LmError error; /* the thread's, until @finished */
};

static LmMap *
reserve(int fd, uint64_t expected_bytes, LmError *error)
{
  uint64_t bytes = RESERVE_BYTES;
  while (expected_bytes && bytes / 2 >= expected_bytes && bytes > RESERVE_MIN_BYTES)
    bytes /= 2;
  LmMap *map = NULL;
  for (; !map && bytes >= RESERVE_MIN_BYTES; bytes /= 2)
    if (bytes <= SIZE_MAX)
      map = lm_map_open(fd, (size_t)bytes);
  if (!map)
    lm_error_set(error, LM_ERROR_UNREADABLE, _("there is no address space for it (%s)"),
                 strerror(errno));
  return map;
}

static bool
spool_write(void *user, const uint8_t *bytes, size_t len)
{
  LmSpool *spool = user;
  uint64_t available = atomic_load_explicit(&spool->available, memory_order_relaxed);
  if (len > lm_map_len(spool->map) - available)
    return lm_error_set(&spool->error, LM_ERROR_LIMIT,
                        _("it holds more than the %zu MiB that can be mapped"),
                        lm_map_len(spool->map) >> 20);
  for (size_t done = 0; done < len;) {
    ssize_t n = write(spool->file, bytes + done, len - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return lm_error_set(
          &spool->error, LM_ERROR_DAMAGED,
          _("the temporary file cannot be written (%s); set TMPDIR to a folder with room"),
          strerror(n < 0 ? errno : ENOSPC));
    done += (size_t)n;
  }
  pthread_mutex_lock(&spool->lock);
  atomic_store_explicit(&spool->available, available + len, memory_order_release);
  pthread_cond_broadcast(&spool->changed);
  pthread_mutex_unlock(&spool->lock);
  return !atomic_load(&spool->cancelled);
}

/* Waits for input or for being cancelled: bytes read, 0 at the end, -1 when there is nothing more
 * to be done. */
static ssize_t
read_input(LmSpool *spool, uint8_t *bytes, size_t len)
{
  for (;;) {
    struct pollfd fds[] = {{.fd = spool->input, .events = POLLIN},
                           {.fd = spool->wake, .events = POLLIN}};
    if (poll(fds, 2, -1) < 0 && errno != EINTR)
      break;
    if (atomic_load(&spool->cancelled))
      return -1;
    if (!fds[0].revents)
      continue;
    ssize_t n = read(spool->input, bytes, len);
    if (n >= 0) {
      atomic_fetch_add(&spool->input_bytes, (uint64_t)n);
      return n;
    }
    if (errno != EINTR && errno != EAGAIN)
      break;
  }
  lm_error_set(&spool->error, LM_ERROR_DAMAGED, _("reading failed (%s)"), strerror(errno));
  return -1;
}

/* Reads until the first bytes can be told apart, or the end. */
static ssize_t
read_head(LmSpool *spool, uint8_t *bytes)
{
  size_t len = 0;
  while (len < LM_COMPRESSION_MAGIC_BYTES) {
    ssize_t n = read_input(spool, bytes + len, INPUT_BYTES - len);
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    len += (size_t)n;
  }
  return (ssize_t)len;
}

static void
pump(LmSpool *spool, uint8_t *bytes)
{
  ssize_t n = read_head(spool, bytes);
  if (n <= 0)
    return;
  LmCompression compression = lm_compression_detect(lm_slice(bytes, (size_t)n));
  atomic_store(&spool->compression, compression);
  if (compression != LM_COMPRESSION_NONE) {
    spool->decompressor = lm_decompressor_new(compression, spool_write, spool);
    if (!spool->decompressor) {
      lm_error_set(&spool->error, LM_ERROR_DAMAGED, _("there is no memory to decompress it"));
      return;
    }
  }
  for (; n > 0; n = read_input(spool, bytes, INPUT_BYTES)) {
    LmSlice in = lm_slice(bytes, (size_t)n);
    if (spool->decompressor ? !lm_decompressor_feed(spool->decompressor, in, &spool->error)
                            : !spool_write(spool, in.data, in.len))
      return;
  }
  if (n == 0 && spool->decompressor)
    lm_decompressor_finish(spool->decompressor, &spool->error);
}

static void *
run(void *user)
{
  LmSpool *spool = user;
  uint8_t *bytes = lm_alloc(INPUT_BYTES);
  pump(spool, bytes);
  free(bytes);
  pthread_mutex_lock(&spool->lock);
  atomic_store(&spool->finished, true);
  pthread_cond_broadcast(&spool->changed);
  pthread_mutex_unlock(&spool->lock);
  return NULL;
}

static bool
start_thread(LmSpool *spool, LmError *error)
{
  /* Signals are for the threads that expect them; faults still come to the thread that made them.
   */
  sigset_t all, old;
  sigfillset(&all);
  sigdelset(&all, SIGBUS);
  sigdelset(&all, SIGSEGV);
  sigdelset(&all, SIGILL);
  sigdelset(&all, SIGFPE);
  sigdelset(&all, SIGABRT);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  int failure = pthread_create(&spool->thread, NULL, run, spool);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (failure)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("no thread can be started (%s)"),
                        strerror(failure));
  pthread_setname_np(spool->thread, "capture-spool");
  return true;
}

static void
destroy(LmSpool *spool)
{
  lm_map_close(spool->map);
  lm_decompressor_free(spool->decompressor);
  close(spool->input);
  if (spool->file >= 0)
    close(spool->file);
  if (spool->wake >= 0)
    close(spool->wake);
  pthread_cond_destroy(&spool->changed);
  pthread_mutex_destroy(&spool->lock);
  free(spool);
}

LmSpool *
lm_spool_new(int fd, uint64_t expected_bytes, const LmCancel *cancel, LmError *error)
{
  LmSpool *spool = lm_alloc(sizeof *spool);
  spool->input = fd;
  spool->opener = cancel;
  spool->wake = -1;
  pthread_mutex_init(&spool->lock, NULL);
  lm_wait_init(&spool->changed);
  spool->file = lm_nameless_open(error);
  if (spool->file >= 0)
    spool->map = reserve(spool->file, expected_bytes, error);
  if (spool->map) {
    spool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (spool->wake < 0)
      lm_error_set(error, LM_ERROR_UNREADABLE, _("too many files are open (%s)"), strerror(errno));
    else if (start_thread(spool, error))
      return spool;
  }
  destroy(spool);
  return NULL;
}

void
lm_spool_free(LmSpool *spool)
{
  if (!spool)
    return;
  lm_spool_cancel(spool);
  pthread_join(spool->thread, NULL);
  destroy(spool);
}

void
lm_spool_cancel(LmSpool *spool)
{
  pthread_mutex_lock(&spool->lock);
  atomic_store(&spool->cancelled, true);
  pthread_cond_broadcast(&spool->changed);
  pthread_mutex_unlock(&spool->lock);
  eventfd_write(spool->wake, 1);
}

const uint8_t *
lm_spool_data(const LmSpool *spool)
{
  return lm_map_data(spool->map);
}

uint64_t
lm_spool_available(const LmSpool *spool)
{
  return atomic_load_explicit(&spool->available, memory_order_acquire);
}

/* Nobody wakes a waiting thread when the flag that its opener gave is set, so it looks now and
 * then. */
static void
wait_a_little(LmSpool *spool)
{
  lm_wait_until(&spool->changed, &spool->lock, lm_time_now_ns(CLOCK_MONOTONIC) + LOOK_INTERVAL_NS);
}

uint64_t
lm_spool_wait(LmSpool *spool, uint64_t end)
{
  pthread_mutex_lock(&spool->lock);
  while (atomic_load(&spool->available) < end && !atomic_load(&spool->finished) &&
         !atomic_load(&spool->cancelled) && !lm_is_cancelled(spool->opener))
    wait_a_little(spool);
  pthread_mutex_unlock(&spool->lock);
  return lm_spool_available(spool);
}

bool
lm_spool_finished(const LmSpool *spool)
{
  return atomic_load(&spool->finished);
}

const LmError *
lm_spool_error(const LmSpool *spool)
{
  return &spool->error;
}

LmCompression
lm_spool_compression(const LmSpool *spool)
{
  return atomic_load(&spool->compression);
}

uint64_t
lm_spool_input_bytes(const LmSpool *spool)
{
  return atomic_load(&spool->input_bytes);
}
