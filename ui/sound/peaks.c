/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/peaks.h"

/* Samples of the finest level that is kept; what is shorter is looked at sample by sample. */
#define FIRST_STEP 64
/* How many of one level make one of the next. */
#define STEP 16
#define N_LEVELS 8

struct LmuPeaks {
  const gint16 *samples;
  gsize n;
  LmuPeak *levels[N_LEVELS];
  gsize lengths[N_LEVELS]; /* of a level; 0: it is not there, nor any above */
};

static inline void
widen(LmuPeak *peak, LmuPeak by)
{
  peak->least = MIN(peak->least, by.least);
  peak->most = MAX(peak->most, by.most);
}

static LmuPeak
of_samples(const gint16 *samples, gsize n)
{
  LmuPeak peak = {samples[0], samples[0]};

  for (gsize i = 1; i < n; i++) {
    peak.least = MIN(peak.least, samples[i]);
    peak.most = MAX(peak.most, samples[i]);
  }
  return peak;
}

static LmuPeak
of_peaks(const LmuPeak *peaks, gsize n)
{
  LmuPeak peak = peaks[0];

  for (gsize i = 1; i < n; i++)
    widen(&peak, peaks[i]);
  return peak;
}

LmuPeaks *
lmu_peaks_new(const gint16 *samples, gsize n)
{
  LmuPeaks *self = g_new0(LmuPeaks, 1);
  gsize below = n;

  self->samples = samples;
  self->n = n;
  for (guint level = 0; level < N_LEVELS; level++) {
    gsize step = level == 0 ? FIRST_STEP : STEP, length = (below + step - 1) / step;

    if (below <= step)
      break;
    self->levels[level] = g_new(LmuPeak, length);
    self->lengths[level] = length;
    for (gsize i = 0; i < length; i++) {
      gsize left = MIN(step, below - i * step);

      self->levels[level][i] = level == 0 ? of_samples(samples + i * step, left)
                                          : of_peaks(self->levels[level - 1] + i * step, left);
    }
    below = length;
  }
  return self;
}

void
lmu_peaks_free(LmuPeaks *peaks)
{
  if (!peaks)
    return;
  for (guint level = 0; level < N_LEVELS; level++)
    g_free(peaks->levels[level]);
  g_free(peaks);
}

/* The peak of entries @from up to @to of what lies below @level: samples for the first one. */
static LmuPeak
of_below(const LmuPeaks *peaks, guint level, gsize from, gsize to)
{
  return level == 0 ? of_samples(peaks->samples + from, to - from)
                    : of_peaks(peaks->levels[level - 1] + from, to - from);
}

LmuPeak
lmu_peaks_get(const LmuPeaks *peaks, gsize from, gsize to)
{
  LmuPeak peak;

  to = MIN(to, peaks->n);
  if (from >= to)
    return (LmuPeak){0, 0};
  peak = of_below(peaks, 0, from, from + 1);
  /* What does not fill an entry of the level above is looked at one by one, at both ends; the rest
   * goes one level up. */
  for (guint level = 0; from < to; level++) {
    gsize step = level == 0 ? FIRST_STEP : STEP;
    gsize first = (from + step - 1) / step, last = to / step;

    if (level == N_LEVELS || peaks->lengths[level] == 0 || first >= last) {
      widen(&peak, of_below(peaks, level, from, to));
      break;
    }
    if (from < first * step)
      widen(&peak, of_below(peaks, level, from, first * step));
    if (last * step < to)
      widen(&peak, of_below(peaks, level, last * step, to));
    from = first;
    to = last;
  }
  return peak;
}
