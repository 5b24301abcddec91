/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/timeline/bins.h"

static gboolean
counts(const LmCallRow *row, gboolean other)
{
  return row->index != LM_NONE && row->start_ns != LM_TIME_NONE && (row->number == 0) == other;
}

void
lmu_bins_clear(LmuBins *bins)
{
  g_clear_pointer(&bins->bins, g_free);
  *bins = (LmuBins){0};
}

static void
add(LmuBins *bins, gint64 start_ns, guint calls, guint failed)
{
  LmuBin *bin = &bins->bins[lmu_bins_at(bins, start_ns)];
  bin->calls += calls;
  bin->failed += failed;
  bins->calls += calls;
  bins->failed += failed;
  bins->highest = MAX(bins->highest, bin->calls);
}

/* Calls are about in the order of time, so that most blocks of a large table are in one bin. */
static void
add_block(LmuBins *bins, const LmuCallRows *rows, guint block, gboolean other)
{
  const LmuCallSpan *span = lmu_call_rows_span(rows, block, other);
  if (span->n == 0)
    return;
  if (lmu_bins_at(bins, span->first_ns) == lmu_bins_at(bins, span->last_ns)) {
    add(bins, span->first_ns, span->n, span->n_failed);
    return;
  }
  guint32 begin = block * LMU_CALL_BLOCK_ROWS;
  for (guint32 i = begin; i < rows->n_rows && i - begin < LMU_CALL_BLOCK_ROWS; i++) {
    const LmCallRow *row = &lmu_call_rows_get(rows, i)->row;
    if (counts(row, other))
      add(bins, row->start_ns, 1, row->state == LM_CALL_FAILED);
  }
}

void
lmu_bins_count(LmuBins *bins, const LmuCallRows *rows, gboolean other, guint n_bins)
{
  gint64 first = G_MAXINT64, last = G_MININT64;
  lmu_bins_clear(bins);
  for (guint block = 0; block < rows->n_blocks; block++) {
    const LmuCallSpan *span = lmu_call_rows_span(rows, block, other);
    first = span->n ? MIN(first, span->first_ns) : first;
    last = span->n ? MAX(last, span->last_ns) : last;
  }
  if (first > last || n_bins == 0)
    return;
  bins->n_bins = n_bins;
  bins->bins = g_new0(LmuBin, n_bins);
  bins->first_ns = first;
  /* Rounded up, so that the last call is in the last bin. */
  bins->bin_ns = lm_time_sub(last, first) / n_bins + 1;
  for (guint block = 0; block < rows->n_blocks; block++)
    add_block(bins, rows, block, other);
}

gint64
lmu_bins_time(const LmuBins *bins, guint index)
{
  gint64 span;
  if (__builtin_mul_overflow(bins->bin_ns, (gint64)index, &span))
    return G_MAXINT64;
  return lm_time_add(bins->first_ns, span);
}

guint
lmu_bins_at(const LmuBins *bins, gint64 time_ns)
{
  if (bins->n_bins == 0 || time_ns <= bins->first_ns)
    return 0;
  gint64 index = lm_time_sub(time_ns, bins->first_ns) / bins->bin_ns;
  return (guint)MIN(index, (gint64)bins->n_bins - 1);
}
