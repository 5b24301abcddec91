/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/feeder.h"

#include "base/arena.h"
#include "base/slab.h"
#include "base/time.h"
#include "base/wait.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* A batch is large enough that handing it over costs nothing beside the work on it, and small
 * enough that all of them stay in the second-level cache. */
#define BATCH_FRAMES 256
#define N_BATCHES 16u
/* Batches of frames that lie ready for the tracker's thread, should it run out of work. */
#define FRAMED_AHEAD 4u
/* Turns of a waiting loop before a thread lays itself to sleep: some microseconds, because most
 * waits are shorter than going to sleep and waking up. */
#define SPIN_TURNS 400
#define FRAMES_AHEAD 8
/* Where the UDP payload of an untagged IPv4 frame begins. */
#define HEADERS_BYTES 42

/* What one thread writes and the other one looks at lies in a line of the cache of its own, or else
 * they take it from each other without need. */
#define LINE _Alignas(64)

typedef struct {
  LINE atomic_uint decoded; /* its number + 1 when its packets are ready */
  size_t n;
  size_t n_fragments;
  LmNet *net; /* decodes ahead; keeps its counters until the batch is taken */
  LmFrame frames[BATCH_FRAMES];
  LmPacket packets[BATCH_FRAMES];
  LmReading readings[BATCH_FRAMES];
  LmSipMessage scratch; /* for taking messages apart */
  LmVec secrets;        /* LmCaptureNote: came while the frames were read */
  LmArena arena;        /* what is kept of them */
} Batch;

typedef struct {
  LINE atomic_bool sleeps;
  pthread_cond_t wake;
} Sleeper;

/* Batches are numbered from 0; number n lies in slot n % N_BATCHES. Each goes through the stages in
 * order: framed by the reader, claimed and decoded by whoever is free, freed by the tracker. */
struct LmFeeder {
  LmMerge *merge;
  LmNet *net;
  uint32_t *n_notes; /* of each capture, that were looked at */
  pthread_t thread;
  bool has_thread;
  bool taken; /* batch number n_freed is with the tracker */
  atomic_bool stop;
  pthread_mutex_t mutex; /* for going to sleep and waking up alone */
  LINE atomic_uint n_framed;
  atomic_bool ended;
  LINE atomic_uint n_claimed;
  LINE atomic_uint n_freed;
  Sleeper feeding, tracking;
  Batch batches[N_BATCHES];
};

/* Sleeping and waking. Whoever changes something looks afterwards whether the other one sleeps;
 * whoever goes to sleep says so and then looks once more whether something changed. One of the two
 * sees the other (all of it is sequentially consistent). */

static void
wake(LmFeeder *feeder, Sleeper *sleeper)
{
  if (!atomic_load(&sleeper->sleeps))
    return;
  pthread_mutex_lock(&feeder->mutex);
  pthread_cond_signal(&sleeper->wake);
  pthread_mutex_unlock(&feeder->mutex);
}

/* Until @ready; until @until_ns of CLOCK_MONOTONIC if that is not LM_TIME_NONE: then false. */
static bool
sleep_until(LmFeeder *feeder, Sleeper *sleeper, bool (*ready)(LmFeeder *), int64_t until_ns)
{
  bool in_time = true;
  pthread_mutex_lock(&feeder->mutex);
  atomic_store(&sleeper->sleeps, true);
  while (!ready(feeder) && in_time) {
    if (until_ns != LM_TIME_NONE)
      in_time = lm_wait_until(&sleeper->wake, &feeder->mutex, until_ns);
    else
      pthread_cond_wait(&sleeper->wake, &feeder->mutex);
  }
  atomic_store(&sleeper->sleeps, false);
  pthread_mutex_unlock(&feeder->mutex);
  return in_time;
}

static inline void
pause_for_a_moment(void)
{
#if defined __x86_64__ || defined __i386__
  __builtin_ia32_pause();
#endif
}

static bool
spin_until(LmFeeder *feeder, bool (*ready)(LmFeeder *))
{
  for (int turn = 0; turn < SPIN_TURNS; turn++) {
    if (ready(feeder))
      return true;
    pause_for_a_moment();
  }
  return false;
}

/* The stages */

static unsigned
n_in_use(LmFeeder *feeder)
{
  return atomic_load(&feeder->n_framed) - atomic_load(&feeder->n_freed);
}

/* Keeps the secrets among the notes that came with the frames of @batch: the captures' lists are
 * the reader's alone, and grow. */
static void
note_secrets(LmFeeder *feeder, Batch *batch)
{
  lm_vec_clear(&batch->secrets);
  for (size_t i = 0; i < lm_merge_n_captures(feeder->merge); i++) {
    const LmCapture *capture = lm_merge_capture(feeder->merge, i);
    for (size_t n = lm_capture_n_notes(capture); feeder->n_notes[i] < n;) {
      const LmCaptureNote *note = lm_capture_note(capture, feeder->n_notes[i]++);
      if (note->kind == LM_CAPTURE_SECRETS)
        *(LmCaptureNote *)lm_vec_push(&batch->secrets) = *note;
    }
  }
}

/* For the reader alone, and only where there is room. */
static void
read_frames(LmFeeder *feeder)
{
  unsigned number = atomic_load(&feeder->n_framed);
  Batch *batch = &feeder->batches[number % N_BATCHES];
  batch->n = lm_merge_read(feeder->merge, batch->frames, BATCH_FRAMES);
  note_secrets(feeder, batch);
  if (batch->n == 0)
    atomic_store(&feeder->ended, true);
  else
    atomic_store(&feeder->n_framed, number + 1);
  wake(feeder, &feeder->tracking);
}

static void
read_packet(Batch *batch, size_t i)
{
  lm_reading_make(&batch->packets[i], &batch->arena, &batch->scratch, &batch->readings[i]);
}

static void
decode(Batch *batch)
{
  batch->n_fragments = 0;
  lm_arena_reset(&batch->arena);
  for (size_t i = 0; i < batch->n; i++) {
    /* The headers of a frame lie in memory that nobody has looked at yet. */
    if (i + FRAMES_AHEAD < batch->n) {
      __builtin_prefetch(batch->frames[i + FRAMES_AHEAD].data);
      __builtin_prefetch(batch->frames[i + FRAMES_AHEAD].data + HEADERS_BYTES);
      /* The other thread had this one last. */
      __builtin_prefetch(&batch->readings[i + FRAMES_AHEAD], 1);
    }
    batch->n_fragments +=
        lm_net_decode(batch->net, &batch->frames[i], &batch->packets[i]) == LM_PACKET_FRAGMENT;
    read_packet(batch, i);
  }
}

/* Decodes the oldest batch that nobody has begun with; false if there is none. */
static bool
decode_next(LmFeeder *feeder)
{
  unsigned number = atomic_load(&feeder->n_claimed);
  do
    if (number == atomic_load(&feeder->n_framed))
      return false;
  while (!atomic_compare_exchange_weak(&feeder->n_claimed, &number, number + 1));
  Batch *batch = &feeder->batches[number % N_BATCHES];
  decode(batch);
  atomic_store(&batch->decoded, number + 1);
  wake(feeder, &feeder->tracking);
  return true;
}

/* The thread that runs ahead */

static bool
may_read(LmFeeder *feeder)
{
  return !atomic_load(&feeder->ended) && n_in_use(feeder) < N_BATCHES &&
         atomic_load(&feeder->n_framed) - atomic_load(&feeder->n_claimed) < FRAMED_AHEAD;
}

/* Half of the batches are free: so that it does not wake up for each one. */
static bool
is_worth_waking(LmFeeder *feeder)
{
  return atomic_load(&feeder->stop) || n_in_use(feeder) <= N_BATCHES / 2;
}

static void *
run(void *data)
{
  LmFeeder *feeder = data;
  while (!atomic_load(&feeder->stop)) {
    lm_slab_stock();
    if (may_read(feeder))
      read_frames(feeder);
    else if (decode_next(feeder))
      continue;
    else if (atomic_load(&feeder->ended))
      break;
    else if (!spin_until(feeder, is_worth_waking))
      sleep_until(feeder, &feeder->feeding, is_worth_waking, LM_TIME_NONE);
  }
  lm_slab_unstock();
  return NULL;
}

/* The thread that takes */

static bool
is_decoded(LmFeeder *feeder)
{
  unsigned number = atomic_load(&feeder->n_freed);
  return atomic_load(&feeder->batches[number % N_BATCHES].decoded) == number + 1;
}

static bool
has_ended(LmFeeder *feeder)
{
  return atomic_load(&feeder->ended) && n_in_use(feeder) == 0;
}

static bool
has_work(LmFeeder *feeder)
{
  return is_decoded(feeder) || has_ended(feeder) ||
         atomic_load(&feeder->n_claimed) != atomic_load(&feeder->n_framed);
}

static void
hand_back(LmFeeder *feeder)
{
  if (!feeder->taken)
    return;
  feeder->taken = false;
  atomic_fetch_add(&feeder->n_freed, 1);
  if (n_in_use(feeder) <= N_BATCHES / 2)
    wake(feeder, &feeder->feeding);
}

/* What had to wait for its turn: fragments are put together in the capture's order. */
static void
complete(LmFeeder *feeder, Batch *batch)
{
  lm_net_take_counters(feeder->net, batch->net);
  for (size_t i = 0; i < batch->n && batch->n_fragments; i++) {
    if (batch->packets[i].kind != LM_PACKET_FRAGMENT)
      continue;
    lm_net_decode(feeder->net, &batch->frames[i], &batch->packets[i]);
    read_packet(batch, i);
    batch->n_fragments--;
  }
}

static LmFeederResult
take(LmFeeder *feeder, LmFeederBatch *out)
{
  Batch *batch = &feeder->batches[atomic_load(&feeder->n_freed) % N_BATCHES];
  complete(feeder, batch);
  *out = (LmFeederBatch){batch->packets, batch->readings, batch->n, &batch->secrets};
  feeder->taken = true;
  return LM_FEEDER_BATCH;
}

static bool
wait_for_work(LmFeeder *feeder, int timeout_ms)
{
  if (!feeder->has_thread) {
    read_frames(feeder);
    return true;
  }
  if (spin_until(feeder, has_work))
    return true;
  return sleep_until(feeder, &feeder->tracking, has_work,
                     lm_time_now_ns(CLOCK_MONOTONIC) + timeout_ms * LM_NS_PER_MS);
}

LmFeederResult
lm_feeder_take(LmFeeder *feeder, int timeout_ms, LmFeederBatch *out)
{
  hand_back(feeder);
  for (;;) {
    if (is_decoded(feeder))
      return take(feeder, out);
    if (has_ended(feeder))
      return LM_FEEDER_END;
    if (!decode_next(feeder) && !wait_for_work(feeder, timeout_ms))
      return LM_FEEDER_WAITING;
  }
}

LmFeeder *
lm_feeder_new(LmMerge *merge, LmNet *net, const LmKeys *keys, unsigned max_threads)
{
  LmFeeder *feeder = lm_alloc_lines(sizeof *feeder);
  feeder->merge = merge;
  feeder->net = net;
  pthread_mutex_init(&feeder->mutex, NULL);
  lm_wait_init(&feeder->feeding.wake);
  lm_wait_init(&feeder->tracking.wake);
  feeder->n_notes = lm_alloc(lm_merge_n_captures(merge) * sizeof *feeder->n_notes);
  for (unsigned i = 0; i < N_BATCHES; i++) {
    feeder->batches[i].secrets = LM_VEC_INIT(LmCaptureNote);
    feeder->batches[i].net = lm_net_new_ahead();
    lm_net_use_keys(feeder->batches[i].net, keys);
  }
  if (max_threads > 1 && sysconf(_SC_NPROCESSORS_ONLN) > 1)
    feeder->has_thread = pthread_create(&feeder->thread, NULL, run, feeder) == 0;
  return feeder;
}

static void
stop_thread(LmFeeder *feeder)
{
  if (!atomic_load(&feeder->ended))
    lm_merge_cancel(feeder->merge);
  atomic_store(&feeder->stop, true);
  wake(feeder, &feeder->feeding);
  pthread_join(feeder->thread, NULL);
}

void
lm_feeder_free(LmFeeder *feeder)
{
  if (!feeder)
    return;
  if (feeder->has_thread)
    stop_thread(feeder);
  for (unsigned i = 0; i < N_BATCHES; i++) {
    lm_vec_clear(&feeder->batches[i].secrets);
    lm_arena_clear(&feeder->batches[i].arena);
    lm_net_free(feeder->batches[i].net);
  }
  pthread_cond_destroy(&feeder->feeding.wake);
  pthread_cond_destroy(&feeder->tracking.wake);
  pthread_mutex_destroy(&feeder->mutex);
  free(feeder->n_notes);
  free(feeder);
}
