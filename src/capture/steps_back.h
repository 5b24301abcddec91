/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the times of a capture go back: somebody set the clock, or packets were put together out of
 * their order. Every interface has its own times, as a probe far away has its own clock; what is
 * late by less than a second is usual where several queues are emptied in turns, and is not told.
 * One thread looks, any thread may ask. */

#include "base/time.h"
#include "base/vec.h"
#include "capture/frame.h"

#include <stdatomic.h>

#define LM_STEP_BACK_NS LM_NS_PER_S

typedef struct {
  LmVec newest; /* int64_t an interface: its last time, or where it went back to */
  atomic_uint n;
  _Atomic int64_t most_ns, first_ns;
} LmStepsBack;

/* What is told of it. */
typedef struct {
  unsigned n;       /* times */
  int64_t most_ns;  /* the longest step */
  int64_t first_ns; /* the time from which the first one went back; since the Unix epoch */
} LmStepsBackSum;

void lm_steps_back_init(LmStepsBack *steps);
void lm_steps_back_clear(LmStepsBack *steps);
/* Looks at the next @n frames. */
void lm_steps_back_look(LmStepsBack *steps, const LmFrame *frames, size_t n);
/* What was found so far. */
LmStepsBackSum lm_steps_back_sum(const LmStepsBack *steps);
/* Adds what was found in another capture. */
void lm_steps_back_join(LmStepsBackSum *sum, const LmStepsBackSum *more);
