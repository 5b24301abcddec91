/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/series.h"

#include "base/time.h"

static int
compare_times(gconstpointer a, gconstpointer b, gpointer data)
{
  const LmRtpPacket *rows = data;
  guint left = *(const guint32 *)a, right = *(const guint32 *)b;

  if (rows[left].time_ns != rows[right].time_ns)
    return rows[left].time_ns < rows[right].time_ns ? -1 : 1;
  return (left > right) - (left < right);
}

/* Frames of a capture can go back in time. */
static void
put_in_order(LmuSeries *series)
{
  gboolean ordered = TRUE;

  for (guint i = 1; i < series->n_rows && ordered; i++)
    ordered = series->rows[i].time_ns >= series->rows[i - 1].time_ns;
  if (ordered)
    return;
  series->order = g_new(guint32, series->n_rows);
  for (guint i = 0; i < series->n_rows; i++)
    series->order[i] = i;
  g_qsort_with_data(series->order, (int)series->n_rows, sizeof *series->order, compare_times,
                    series->detail->packets->rows);
}

static inline void
range_add(LmuRange *range, gboolean first, float value)
{
  if (first)
    range->first = range->least = range->most = value;
  range->least = MIN(range->least, value);
  range->most = MAX(range->most, value);
  range->last = value;
}

static void
column_add(LmuSeriesColumn *column, const LmuSeries *series, guint index)
{
  const LmRtpPacket *packet = lmu_series_at(series, index);
  gboolean first = column->n_packets == 0;
  /* The first packet has no delta, and a line that begins at 0 would say that it has. */
  const LmRtpPacket *delta = index == 0 && series->n_rows > 1 ? lmu_series_at(series, 1) : packet;

  range_add(&column->ranges[LMU_DELTA], first, delta->delta_ms);
  range_add(&column->ranges[LMU_JITTER], first, packet->jitter_ms);
  range_add(&column->ranges[LMU_SKEW], first, packet->skew_ms);
  range_add(&column->ranges[LMU_RATE], first, packet->kbits_per_s);
  column->n_packets++;
  column->flags |= packet->flags;
  column->lost += packet->lost_before;
  column->gap = MAX(column->gap, packet->lost_before);
  column->n_late += (packet->flags & LM_RTP_LATE(0)) != 0;
  column->n_odd += (packet->flags & (LM_RTP_DUPLICATE | LM_RTP_REORDERED)) != 0;
}

/* @column goes on with what is in @next, which is not empty. */
static void
column_merge(LmuSeriesColumn *column, const LmuSeriesColumn *next)
{
  if (column->n_packets == 0) {
    *column = *next;
    return;
  }
  for (guint i = 0; i < LMU_N_QUANTITIES; i++) {
    column->ranges[i].least = MIN(column->ranges[i].least, next->ranges[i].least);
    column->ranges[i].most = MAX(column->ranges[i].most, next->ranges[i].most);
    column->ranges[i].last = next->ranges[i].last;
  }
  column->n_packets += next->n_packets;
  column->flags |= next->flags;
  column->lost += next->lost;
  column->gap = MAX(column->gap, next->gap);
  column->n_late += next->n_late;
  column->n_odd += next->n_odd;
}

/* Whole blocks alone; what is left over at the end is looked at packet by packet. */
static void
sum_up(LmuSeries *series)
{
  guint n = series->n_rows / LMU_SERIES_BLOCK;

  for (guint level = 0; level < LMU_SERIES_LEVELS && n > 0; level++, n /= LMU_SERIES_BLOCK) {
    LmuSeriesColumn *blocks = g_new0(LmuSeriesColumn, n);

    for (guint i = 0; i < n; i++)
      for (guint j = i * LMU_SERIES_BLOCK; j < (i + 1) * LMU_SERIES_BLOCK; j++)
        if (level == 0)
          column_add(&blocks[i], series, j);
        else
          column_merge(&blocks[i], &series->blocks[level - 1][j]);
    series->blocks[level] = blocks;
    series->n_blocks[level] = n;
  }
}

static void
find_problems(LmuSeries *series)
{
  g_autoptr(GArray) problems = g_array_new(FALSE, FALSE, sizeof(guint32));

  for (guint i = 0; i < series->n_rows; i++) {
    const LmRtpPacket *packet = lmu_series_at(series, i);

    series->max_gap = MAX(series->max_gap, packet->lost_before);
    if (packet->flags & LM_RTP_PROBLEMS)
      g_array_append_val(problems, i);
  }
  series->n_problems = problems->len;
  series->problems = (guint32 *)(gpointer)g_array_free(g_steal_pointer(&problems), FALSE);
}

LmuSeries *
lmu_series_new(LmStreamDetail *detail)
{
  LmuSeries *series = g_new0(LmuSeries, 1);

  g_ref_count_init(&series->references);
  series->detail = detail;
  series->rows = detail->packets->rows;
  series->n_rows = detail->packets->n;
  put_in_order(series);
  sum_up(series);
  find_problems(series);
  return series;
}

LmuSeries *
lmu_series_ref(LmuSeries *series)
{
  g_ref_count_inc(&series->references);
  return series;
}

void
lmu_series_unref(LmuSeries *series)
{
  if (!g_ref_count_dec(&series->references))
    return;
  for (guint i = 0; i < LMU_SERIES_LEVELS; i++)
    g_free(series->blocks[i]);
  lm_stream_detail_free(series->detail);
  g_free(series->order);
  g_free(series->problems);
  g_free(series);
}

guint
lmu_series_find(const LmuSeries *series, gint64 time_ns)
{
  guint low = 0, high = series->n_rows;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (lmu_series_at(series, middle)->time_ns < time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const LmRtpPacket *
lmu_series_nearest(const LmuSeries *series, gint64 time_ns)
{
  guint index = lmu_series_find(series, time_ns);

  if (series->n_rows == 0)
    return NULL;
  if (index == series->n_rows)
    return lmu_series_at(series, index - 1);
  if (index > 0 && lm_time_sub(time_ns, lmu_series_at(series, index - 1)->time_ns) <
                       lm_time_sub(lmu_series_at(series, index)->time_ns, time_ns))
    index--;
  return lmu_series_at(series, index);
}

const LmRtpPacket *
lmu_series_next_problem(const LmuSeries *series, gint64 time_ns, int by)
{
  guint low = 0, high = series->n_problems;

  /* The first problem behind @time_ns, or at it where one goes back. */
  while (low < high) {
    guint middle = low + (high - low) / 2;
    gint64 at = lmu_series_at(series, series->problems[middle])->time_ns;

    if (by < 0 ? at < time_ns : at <= time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  if (by < 0)
    return low > 0 ? lmu_series_at(series, series->problems[low - 1]) : NULL;
  return low < series->n_problems ? lmu_series_at(series, series->problems[low]) : NULL;
}

const LmRtcpWord *
lmu_series_word(const LmuSeries *series, gint64 time_ns)
{
  const LmStreamDetail *detail = series->detail;
  guint low = 0, high = detail->n_words;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (detail->words[middle].time_ns <= time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 ? &detail->words[low - 1] : NULL;
}

const LmWorkingInterval *
lmu_series_interval(const LmuSeries *series, gint64 time_ns)
{
  const LmWorking *working = &series->detail->working;
  guint low = 0, high = working->n_intervals;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (working->intervals[middle].start_ns <= time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0 ||
      lm_time_sub(time_ns, working->intervals[low - 1].start_ns) >= LM_WORKING_INTERVAL_NS)
    return NULL;
  return &working->intervals[low - 1];
}

/* The largest block that begins with packet @index and ends before @end; NULL: none. @n is how many
 * packets are in it. */
static const LmuSeriesColumn *
block_at(const LmuSeries *series, guint index, guint end, guint *n)
{
  guint size = LMU_SERIES_BLOCK;
  const LmuSeriesColumn *block = NULL;

  for (guint level = 0; level < LMU_SERIES_LEVELS; level++, size *= LMU_SERIES_BLOCK) {
    if (index % size != 0 || index / size >= series->n_blocks[level] || end - index < size)
      break;
    block = &series->blocks[level][index / size];
    *n = size;
  }
  return block;
}

/* The first packet from @low on that is not in column @column any more. */
static guint
column_end(const LmuSeries *series, guint low, gint64 to_ns, gint64 next_ns, gboolean last)
{
  guint high = series->n_rows, step = 1;

  /* Columns are short beside the series: the end is near. */
  for (guint at = low; at < high; at += step, step *= 2) {
    gint64 time_ns = lmu_series_at(series, at)->time_ns;

    if (last ? time_ns > to_ns : time_ns >= next_ns) {
      high = at;
      break;
    }
    low = at;
  }
  while (low < high) {
    guint middle = low + (high - low) / 2;
    gint64 time_ns = lmu_series_at(series, middle)->time_ns;

    if (last ? time_ns > to_ns : time_ns >= next_ns)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void
lmu_series_gather(const LmuSeries *series, gint64 from_ns, gint64 to_ns, LmuSeriesColumn *columns,
                  gsize n)
{
  guint at;
  double width;

  if (n == 0)
    return;
  memset(columns, 0, n * sizeof *columns);
  if (to_ns < from_ns)
    return;
  width = (double)lm_time_sub(to_ns, from_ns) / (double)n;
  at = lmu_series_find(series, from_ns);
  for (gsize i = 0; i < n && at < series->n_rows; i++) {
    gboolean last = i + 1 == n;
    gint64 next_ns = lm_time_add(from_ns, (gint64)(width * (double)(i + 1)));
    guint end = column_end(series, at, to_ns, next_ns, last);

    while (at < end) {
      guint size = 1;
      const LmuSeriesColumn *block = block_at(series, at, end, &size);

      if (block)
        column_merge(&columns[i], block);
      else
        column_add(&columns[i], series, at);
      at += size;
    }
  }
}
