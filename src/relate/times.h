/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* When the calls of each host began, rang, were answered and ended, so that it can be said how much
 * two such times near each other mean: little at a host where that happens all the time. And how
 * long that took. */

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
  uint32_t of;  /* row of the caller's that asks about it; LM_NONE: none */
  uint8_t kind; /* LmTimesKind */
} LmTimesRow;

typedef struct {
  LmTimesRow *rows; /* sorted by kind, host and time */
  size_t n, capacity;
} LmTimes;

/* Notes a time; LM_TIME_NONE is passed over. */
void lm_times_add(LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns, uint32_t of);
/* After the last one. */
void lm_times_sort(LmTimes *times);
void lm_times_clear(LmTimes *times);
/* How many of the rows of @host are from @from_ns on and before @to_ns. */
size_t lm_times_count(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t from_ns,
                      int64_t to_ns);
/* Tells of each row that somebody asks about: of a time, how many of its kind and host a second
 * there are around it, without itself, and never 0; of a span, what part of the others is about as
 * long, never 0 either. */
typedef void LmTimesTell(void *data, const LmTimesRow *row, double value);
void lm_times_weigh(const LmTimes *times, LmTimesTell *tell, void *data);
