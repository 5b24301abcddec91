/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/times.h"

#include "base/arena.h"
#include "base/vec.h"

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
lm_times_add(LmTimes *times, LmTimesKind kind, uint32_t host, int64_t time_ns, uint32_t of)
{
  if (time_ns == LM_TIME_NONE)
    return;
  if (times->n == times->capacity) {
    times->capacity = times->capacity ? 2 * times->capacity : 64;
    times->rows = lm_realloc(times->rows, times->capacity * sizeof *times->rows);
  }
  times->rows[times->n++] = (LmTimesRow){time_ns, host, of, (uint8_t)kind};
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
  LmTimesRow from = {from_ns, host, LM_NONE, (uint8_t)kind};
  LmTimesRow to = {to_ns, host, LM_NONE, (uint8_t)kind};
  return before(times, &to) - before(times, &from);
}

static double
rate(size_t n)
{
  double others = n > 1 ? (double)(n - 1) : 0;
  return (others + PRIOR) / (2.0 * AROUND_NS / LM_NS_PER_S);
}

static double
share(size_t alike, size_t all)
{
  return (alike > 1 ? (double)(alike - 1) + PRIOR_ALIKE : PRIOR_ALIKE) /
         (all > 1 ? (double)(all - 1) + PRIOR_SPANS : PRIOR_SPANS);
}

/* The rows from @first on, up to @end, are of one kind and host. */
static void
weigh_group(const LmTimes *times, size_t first, size_t end, LmTimesTell *tell, void *data)
{
  size_t from = first, to = first;
  for (size_t i = first; i < end; i++) {
    const LmTimesRow *row = &times->rows[i];
    bool span = row->kind >= LM_N_TIMES;
    int64_t around_ns = span ? ALIKE_NS + row->time_ns / ALIKE_PART : AROUND_NS;
    while (from < i && times->rows[from].time_ns < lm_time_sub(row->time_ns, around_ns))
      from++;
    while (to < end && times->rows[to].time_ns < lm_time_add(row->time_ns, around_ns))
      to++;
    if (row->of != LM_NONE)
      tell(data, row, span ? share(to - from, end - first) : rate(to - from));
  }
}

void
lm_times_weigh(const LmTimes *times, LmTimesTell *tell, void *data)
{
  for (size_t first = 0, end; first < times->n; first = end) {
    const LmTimesRow *row = &times->rows[first];
    for (end = first + 1;
         end < times->n && times->rows[end].kind == row->kind && times->rows[end].host == row->host;
         end++)
      ;
    weigh_group(times, first, end, tell, data);
  }
}
