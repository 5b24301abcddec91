/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Times are signed nanoseconds since the Unix epoch; arithmetic on them saturates. */

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define LM_TIME_NONE INT64_MIN /* "no time", "not known" */
#define LM_TIME_TEXT_SIZE 96
#define LM_NS_PER_S 1000000000LL
#define LM_NS_PER_MS 1000000LL

/* @a - @b and @a + @b without overflow: at the ends of the range they stay there. */
static inline int64_t
lm_time_sub(int64_t a, int64_t b)
{
  int64_t result;
  if (__builtin_sub_overflow(a, b, &result))
    return a < 0 ? INT64_MIN + 1 : INT64_MAX;
  return result;
}

static inline int64_t
lm_time_add(int64_t a, int64_t b)
{
  int64_t result;
  if (__builtin_add_overflow(a, b, &result))
    return a < 0 ? INT64_MIN + 1 : INT64_MAX;
  return result;
}

/* What @clock shows now. */
int64_t lm_time_now_ns(clockid_t clock);

/* Reads a span of time as people write it: "+0.25", "-250ms", "90 s"; ns, us, ms, s, m and h, and
 * seconds where no unit stands. False if it is none, or beyond 290 years. */
bool lm_time_parse_span(LmSlice text, int64_t *span_ns);

/* Each of these fills @out, which holds LM_TIME_TEXT_SIZE bytes, and returns it. */
char *lm_time_format_clock(int64_t time_ns, char *out);    /* "10:02:11.002", local time */
char *lm_time_format_iso(int64_t time_ns, char *out);      /* "2026-11-21T10:02:11.002000000Z" */
char *lm_time_format_duration(int64_t span_ns, char *out); /* "12:08", "1:02:08" */
char *lm_time_format_delta(int64_t span_ns, char *out);    /* "+0.3 ms", "+312 ms", "+31.4 s" */
