/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/times.h"

#include "base/arena.h"

#include <stdlib.h>

#define AROUND_NS LM_NS_PER_S
#define PRIOR 0.5 /* that might have been, where none was */

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

double
lm_times_rate(const LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns)
{
  LmTimesRow from = {lm_time_sub(time_ns, AROUND_NS), host, (uint8_t)kind};
  LmTimesRow to = {lm_time_add(time_ns, AROUND_NS), host, (uint8_t)kind};
  size_t n = before(times, &to) - before(times, &from);
  double others = n > 1 ? (double)(n - 1) : 0;
  return (others + PRIOR) / (2.0 * AROUND_NS / LM_NS_PER_S);
}
