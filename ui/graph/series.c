/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/series.h"

#include "base/time.h"

enum { FLAG_DUPLICATE = 2, FLAG_REORDERED = 4 };

static int
compare_times(const void *a, const void *b)
{
  const LmStreamPoint *left = a, *right = b;

  return (left->time_ns > right->time_ns) - (left->time_ns < right->time_ns);
}

void
lmu_series_set(LmuSeries *series, const LmStreamPoint *points, gsize n)
{
  gboolean ordered = TRUE;

  lmu_series_clear(series);
  series->points = n > 0 ? g_memdup2(points, n * sizeof *points) : NULL;
  series->n_points = n;
  for (gsize i = 0; i < n; i++) {
    if (points[i].lost > 0 && (guint)points[i].lost > series->max_gap)
      series->max_gap = (guint)points[i].lost;
    if (i > 0 && points[i].time_ns < points[i - 1].time_ns)
      ordered = FALSE;
  }
  /* Frames of a capture can go back in time. */
  if (!ordered)
    qsort(series->points, n, sizeof *points, compare_times);
}

void
lmu_series_clear(LmuSeries *series)
{
  g_clear_pointer(&series->points, g_free);
  series->n_points = 0;
  series->max_gap = 0;
}

gsize
lmu_series_find(const LmuSeries *series, gint64 time_ns)
{
  gsize low = 0, high = series->n_points;

  while (low < high) {
    gsize middle = low + (high - low) / 2;

    if (series->points[middle].time_ns < time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const LmStreamPoint *
lmu_series_nearest(const LmuSeries *series, gint64 time_ns)
{
  gsize index = lmu_series_find(series, time_ns);

  if (series->n_points == 0)
    return NULL;
  if (index == series->n_points)
    return &series->points[index - 1];
  if (index > 0 && lm_time_sub(time_ns, series->points[index - 1].time_ns) <
                       lm_time_sub(series->points[index].time_ns, time_ns))
    index--;
  return &series->points[index];
}

static void
spread_add(LmuSpread *spread, gboolean first, float value)
{
  if (first) {
    *spread = (LmuSpread){value, value, value, value};
    return;
  }
  spread->least = MIN(spread->least, value);
  spread->most = MAX(spread->most, value);
  spread->last = value;
}

static void
column_add(LmuSeriesColumn *column, const LmStreamPoint *point, float delta_ms)
{
  gboolean first = column->n_packets == 0;

  spread_add(&column->delta, first, delta_ms);
  spread_add(&column->jitter, first, point->jitter_ms);
  column->n_packets++;
  if (point->lost > 0) {
    column->lost += (guint)point->lost;
    column->gap = MAX(column->gap, (guint)point->lost);
  }
  if (point->flags & (FLAG_DUPLICATE | FLAG_REORDERED))
    column->n_odd++;
}

void
lmu_series_gather(const LmuSeries *series, gint64 from_ns, gint64 to_ns, LmuSeriesColumn *columns,
                  gsize n)
{
  double scale;

  if (n == 0)
    return;
  memset(columns, 0, n * sizeof *columns);
  if (to_ns < from_ns)
    return;
  scale = to_ns > from_ns ? (double)n / (double)lm_time_sub(to_ns, from_ns) : 0;
  for (gsize i = lmu_series_find(series, from_ns); i < series->n_points; i++) {
    const LmStreamPoint *point = &series->points[i];
    gsize column;

    if (point->time_ns > to_ns)
      break;
    column = (gsize)((double)lm_time_sub(point->time_ns, from_ns) * scale);
    /* The first packet has no delta, and a line that begins at 0 would say that it has. */
    column_add(&columns[MIN(column, n - 1)], point,
               i == 0 && series->n_points > 1 ? series->points[1].delta_ms : point->delta_ms);
  }
}
