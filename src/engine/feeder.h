/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The first of two stages: reads frames, decodes them to packets and takes SIP messages apart in a
 * thread of its own, ahead of the tracker, so that two cores share the work. Batches come in the
 * capture's order, so the result does not depend on how fast either stage is. The feeder borrows
 * the merge and the net; while it lives nobody else reads from them. One thread takes batches. */

#include "capture/merge.h"
#include "net/net.h"
#include "track/reading.h"

typedef struct LmFeeder LmFeeder;

typedef enum {
  LM_FEEDER_BATCH,   /* packets are there */
  LM_FEEDER_WAITING, /* none came within the time given: a pipe, or a slow disk */
  LM_FEEDER_END,
} LmFeederResult;

/* NULL with @error set if there can be no thread. Owned. */
LmFeeder *lm_feeder_new(LmMerge *merge, LmNet *net, LmError *error);
/* Cancels the merge, if it has not ended, and waits for the thread. */
void lm_feeder_free(LmFeeder *feeder);
/* Packets in the capture's order, and what was read from each. Borrowed until the next batch is
 * taken. */
typedef struct {
  const LmPacket *packets;
  const LmReading *readings;
  size_t n;
} LmFeederBatch;

/* Hands the batch taken before back, and takes the next. Waits for at most @timeout_ms. */
LmFeederResult lm_feeder_take(LmFeeder *feeder, int timeout_ms, LmFeederBatch *out);
