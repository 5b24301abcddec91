/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The first of two stages: reads frames, decodes them to packets and takes SIP messages apart, all
 * that can be done to a frame by itself. A thread of its own runs ahead of the tracker; the
 * tracker's thread, when it has nothing to track, takes a share of that work, so that two cores are
 * busy whatever a capture holds. What needs its turn, IP fragments, is done when the batch is
 * taken. Batches come in the capture's order, so the result depends neither on the number of
 * threads nor on how fast they are. The feeder borrows the merge and the net; while it lives nobody
 * else uses them. One thread takes batches. */

#include "capture/merge.h"
#include "net/net.h"
#include "track/reading.h"

typedef struct LmFeeder LmFeeder;

/* The one that takes batches and the one that runs ahead of it. */
#define LM_FEEDER_MAX_THREADS 2

typedef enum {
  LM_FEEDER_BATCH,   /* packets are there */
  LM_FEEDER_WAITING, /* none came within the time given: a pipe, or a slow disk */
  LM_FEEDER_END,
} LmFeederResult;

/* With @max_threads 1, on a machine with one processor or where no thread can be started, the
 * taking thread does everything, and lm_feeder_take() waits for as long as the input does. @keys
 * may be NULL. Owned. */
LmFeeder *lm_feeder_new(LmMerge *merge, LmNet *net, const LmKeys *keys, unsigned max_threads);
/* Cancels the merge, if it has not ended, and waits for the thread. */
void lm_feeder_free(LmFeeder *feeder);
/* Packets in the capture's order, and what was read from each. Borrowed until the next batch is
 * taken. */
typedef struct {
  const LmPacket *packets;
  const LmReading *readings;
  size_t n;
  const LmVec *secrets; /* LmCaptureNote: secrets that the capture gave up to these packets, behind
                           those of the batch before; borrowed from the capture */
} LmFeederBatch;

/* Hands the batch taken before back, and takes the next. Waits for at most @timeout_ms. */
LmFeederResult lm_feeder_take(LmFeeder *feeder, int timeout_ms, LmFeederBatch *out);
