/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* When the calls of each host began, rang, were answered and ended, so that it can be said how much
 * two such times near each other mean: little at a host where that happens all the time. */

#include "base/time.h"

typedef enum {
  LM_TIMES_STARTS,  /* of the calls that a host makes */
  LM_TIMES_RINGING, /* the others of the calls that end at it */
  LM_TIMES_ANSWERS,
  LM_TIMES_ENDS,
  LM_N_TIMES,
  /* Not times but spans, of the same calls. */
  LM_TIMES_SETUP = LM_N_TIMES, /* from the start to the answer */
  LM_TIMES_DELAY,              /* from the start until it rings */
  LM_TIMES_LENGTH, /* from the answer, or the start of what was not answered, to the end */
  LM_TIMES_LAG, /* from the start of a call that may have come in to that of one that its host makes
                 */
} LmTimesKind;

typedef struct {
  int64_t time_ns;
  uint32_t host;
  uint8_t kind; /* LmTimesKind */
} LmTimesRow;

typedef struct {
  LmTimesRow *rows; /* sorted by kind, host and time */
  size_t n, capacity;
} LmTimes;

/* Notes a time; LM_TIME_NONE is passed over. */
void lm_times_add(LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns);
/* After the last one. */
void lm_times_sort(LmTimes *times);
void lm_times_clear(LmTimes *times);
/* How many of the rows of @host are from @from_ns on and before @to_ns. */
size_t lm_times_count(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t from_ns,
                      int64_t to_ns);
/* How many a second there are around @time_ns, without one that is asked about, and never 0. */
double lm_times_rate(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns);
/* What part of the other spans is about as long as @span_ns; never 0. */
double lm_times_share(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t span_ns);
