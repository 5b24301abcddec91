/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The least and the most of any stretch of samples, found in the same time however long it is: four
 * hours of sound are drawn as fast as four seconds. Immutable once made; any thread. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint16 least, most;
} LmuPeak;

typedef struct LmuPeaks LmuPeaks;

/* @samples is borrowed and must outlive it. Owned: lmu_peaks_free(). */
LmuPeaks *lmu_peaks_new(const gint16 *samples, gsize n);
void lmu_peaks_free(LmuPeaks *peaks);
/* Of the samples from @from up to and without @to, as far as there are any; both 0 where there are
 * none. */
LmuPeak lmu_peaks_get(const LmuPeaks *peaks, gsize from, gsize to);

G_END_DECLS
