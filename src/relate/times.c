/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/times.h"

#include "base/arena.h"

#include <stdlib.h>

#define AROUND_NS LM_NS_PER_S
#define PRIOR 0.5 /* that might have been, where none was */
/* Of spans that count as one: so much, and a part of the span. */
#define ALIKE_NS (15 * LM_NS_PER_MS)
#define ALIKE_PART 100
/* As if so many other spans had been seen, and so few alike. */
#define PRIOR_SPANS 2.0
#define PRIOR_ALIKE 0.1

void
lm_times_add(LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns)
{
  if (time_ns == LM_TIME_NONE)
    return;
  if (times->n == times->capacity) {
    times->capacity = times->capacity ? 2 * times->capacity : 64;
    times->rows = lm_realloc(times->rows, times->capacity * sizeof *times->rows);
  }
  times->rows[times->n++] = (LmTimesRow){time_ns, host, (uint8_t)kind};
}

static int
compare(const void *a, const void *b)
{
  const LmTimesRow *x = a, *y = b;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->host != y->host)
    return x->host < y->host ? -1 : 1;
  return (x->time_ns > y->time_ns) - (x->time_ns < y->time_ns);
}

void
lm_times_sort(LmTimes *times)
{
  if (times->n)
    qsort(times->rows, times->n, sizeof *times->rows, compare);
}

void
lm_times_clear(LmTimes *times)
{
  free(times->rows);
  *times = (LmTimes){0};
}

/* How many rows stand before @wanted. */
static size_t
before(const LmTimes *times, const LmTimesRow *wanted)
{
  size_t low = 0, high = times->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(&times->rows[middle], wanted) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t
lm_times_count(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t from_ns,
               int64_t to_ns)
{
  LmTimesRow from = {from_ns, host, (uint8_t)kind}, to = {to_ns, host, (uint8_t)kind};
  return before(times, &to) - before(times, &from);
}

double
lm_times_rate(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns)
{
  size_t n = lm_times_count(times, kind, host, lm_time_sub(time_ns, AROUND_NS),
                            lm_time_add(time_ns, AROUND_NS));
  double others = n > 1 ? (double)(n - 1) : 0;
  return (others + PRIOR) / (2.0 * AROUND_NS / LM_NS_PER_S);
}

double
lm_times_share(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t span_ns)
{
  int64_t alike_ns = ALIKE_NS + span_ns / ALIKE_PART;
  double alike = (double)lm_times_count(times, kind, host, lm_time_sub(span_ns, alike_ns),
                                        lm_time_add(span_ns, alike_ns));
  double all = (double)lm_times_count(times, kind, host, INT64_MIN, INT64_MAX);
  return (alike > 1 ? alike - 1 + PRIOR_ALIKE : PRIOR_ALIKE) /
         (all > 1 ? all - 1 + PRIOR_SPANS : PRIOR_SPANS);
}
