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

void
lmu_bins_count(LmuBins *bins, const LmuCallRows *rows, gboolean other, guint n_bins)
{
  gint64 first = G_MAXINT64, last = G_MININT64;
  lmu_bins_clear(bins);
  for (guint32 i = 0; i < rows->n_rows; i++) {
    const LmCallRow *row = &lmu_call_rows_get(rows, i)->row;
    if (!counts(row, other))
      continue;
    first = MIN(first, row->start_ns);
    last = MAX(last, row->start_ns);
  }
  if (first > last || n_bins == 0)
    return;
  bins->n_bins = n_bins;
  bins->bins = g_new0(LmuBin, n_bins);
  bins->first_ns = first;
  /* Rounded up, so that the last call is in the last bin. */
  bins->bin_ns = lm_time_sub(last, first) / n_bins + 1;
  for (guint32 i = 0; i < rows->n_rows; i++) {
    const LmCallRow *row = &lmu_call_rows_get(rows, i)->row;
    if (!counts(row, other))
      continue;
    LmuBin *bin = &bins->bins[lmu_bins_at(bins, row->start_ns)];
    bool failed = row->state == LM_CALL_FAILED;
    bin->calls++;
    bin->failed += failed;
    bins->calls++;
    bins->failed += failed;
    bins->highest = MAX(bins->highest, bin->calls);
  }
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
