/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/feeder.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* A batch is large enough that handing it over costs nothing beside reading it, and small enough
 * that all of them stay in the second-level cache. */
#define BATCH_FRAMES 256
#define N_BATCHES 4
#define FRAMES_AHEAD 8
#define ETHERNET_BYTES 14

typedef struct {
  size_t n;
  LmFrame frames[BATCH_FRAMES];
  LmPacket packets[BATCH_FRAMES];
  LmReading readings[BATCH_FRAMES];
  LmSipMessage messages[BATCH_FRAMES];
  LmArena arena; /* of the messages */
} Batch;

struct LmFeeder {
  LmMerge *merge;
  LmNet *net;
  pthread_t thread;
  pthread_mutex_t mutex; /* guards what follows */
  pthread_cond_t filled, freed;
  unsigned n_filled, n_freed; /* batches since the start; filled - freed are full or taken */
  bool taken;                 /* the oldest full one is with the tracker */
  bool ended, stop;
  Batch batches[N_BATCHES];
};

static Batch *
wait_for_room(LmFeeder *feeder)
{
  pthread_mutex_lock(&feeder->mutex);
  while (feeder->n_filled - feeder->n_freed == N_BATCHES && !feeder->stop)
    pthread_cond_wait(&feeder->freed, &feeder->mutex);
  Batch *batch = feeder->stop ? NULL : &feeder->batches[feeder->n_filled % N_BATCHES];
  pthread_mutex_unlock(&feeder->mutex);
  return batch;
}

static void
pass_on(LmFeeder *feeder, bool ended)
{
  pthread_mutex_lock(&feeder->mutex);
  if (ended)
    feeder->ended = true;
  else
    feeder->n_filled++;
  pthread_cond_signal(&feeder->filled);
  pthread_mutex_unlock(&feeder->mutex);
}

/* Everything that can be known of a packet by itself is found out in this thread: the tracker is
 * the one that takes longer. */
static void
read_batch(LmFeeder *feeder, Batch *batch)
{
  size_t n_messages = 0;
  if (batch->arena.chunk)
    lm_arena_clear(&batch->arena);
  for (size_t i = 0; i < batch->n; i++) {
    /* The headers of a frame lie in memory that nobody has looked at yet. */
    if (i + FRAMES_AHEAD < batch->n)
      __builtin_prefetch(batch->frames[i + FRAMES_AHEAD].data + ETHERNET_BYTES);
    lm_net_decode(feeder->net, &batch->frames[i], &batch->packets[i]);
    n_messages += lm_reading_make(&batch->packets[i], &batch->arena, &batch->messages[n_messages],
                                  &batch->readings[i]);
  }
}

static void *
run(void *data)
{
  LmFeeder *feeder = data;
  for (Batch *batch; (batch = wait_for_room(feeder));) {
    batch->n = lm_merge_read(feeder->merge, batch->frames, BATCH_FRAMES);
    read_batch(feeder, batch);
    pass_on(feeder, batch->n == 0);
    if (batch->n == 0)
      break;
  }
  return NULL;
}

static void
destroy(LmFeeder *feeder)
{
  pthread_mutex_destroy(&feeder->mutex);
  pthread_cond_destroy(&feeder->filled);
  pthread_cond_destroy(&feeder->freed);
  for (size_t i = 0; i < N_BATCHES; i++)
    lm_arena_clear(&feeder->batches[i].arena);
  free(feeder);
}

LmFeeder *
lm_feeder_new(LmMerge *merge, LmNet *net, LmError *error)
{
  LmFeeder *feeder = lm_alloc(sizeof *feeder);
  feeder->merge = merge;
  feeder->net = net;
  pthread_mutex_init(&feeder->mutex, NULL);
  pthread_cond_init(&feeder->filled, NULL);
  pthread_cond_init(&feeder->freed, NULL);
  int failure = pthread_create(&feeder->thread, NULL, run, feeder);
  if (failure == 0)
    return feeder;
  lm_error_set(error, LM_ERROR_UNREADABLE, _("no thread can be started (%s)"), strerror(failure));
  destroy(feeder);
  return NULL;
}

void
lm_feeder_free(LmFeeder *feeder)
{
  if (!feeder)
    return;
  pthread_mutex_lock(&feeder->mutex);
  bool ended = feeder->ended;
  feeder->stop = true;
  pthread_cond_signal(&feeder->freed);
  pthread_mutex_unlock(&feeder->mutex);
  if (!ended)
    lm_merge_cancel(feeder->merge);
  pthread_join(feeder->thread, NULL);
  destroy(feeder);
}

static struct timespec
deadline(int timeout_ms)
{
  struct timespec when;
  clock_gettime(CLOCK_REALTIME, &when);
  int64_t ns = when.tv_nsec + timeout_ms * LM_NS_PER_MS;
  when.tv_sec += ns / LM_NS_PER_S;
  when.tv_nsec = ns % LM_NS_PER_S;
  return when;
}

static void
hand_back(LmFeeder *feeder)
{
  if (!feeder->taken)
    return;
  feeder->taken = false;
  feeder->n_freed++;
  pthread_cond_signal(&feeder->freed);
}

LmFeederResult
lm_feeder_take(LmFeeder *feeder, int timeout_ms, LmFeederBatch *out)
{
  LmFeederResult result = LM_FEEDER_BATCH;
  struct timespec until = deadline(timeout_ms);
  pthread_mutex_lock(&feeder->mutex);
  hand_back(feeder);
  while (feeder->n_filled == feeder->n_freed && !feeder->ended && result == LM_FEEDER_BATCH)
    if (pthread_cond_timedwait(&feeder->filled, &feeder->mutex, &until))
      result = LM_FEEDER_WAITING;
  if (feeder->n_filled != feeder->n_freed) {
    const Batch *batch = &feeder->batches[feeder->n_freed % N_BATCHES];
    *out = (LmFeederBatch){batch->packets, batch->readings, batch->n};
    feeder->taken = true;
    result = LM_FEEDER_BATCH;
  } else if (feeder->ended) {
    result = LM_FEEDER_END;
  }
  pthread_mutex_unlock(&feeder->mutex);
  return result;
}
