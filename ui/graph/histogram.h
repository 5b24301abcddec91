/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a figure of a stream's packets is spread, as bars. What stands in few bins is drawn at least
 * a pixel high, so that the tail is seen. */

#include "media/spread.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_HISTOGRAM (lmu_histogram_get_type())
G_DECLARE_FINAL_TYPE(LmuHistogram, lmu_histogram, LMU, HISTOGRAM, GtkWidget)

GtkWidget *lmu_histogram_new(const char *title);
/* In milliseconds; @nothing is said where there are none. */
void lmu_histogram_set_spread(LmuHistogram *self, const LmSpread *spread, const char *nothing);
/* Bar i is of @counts[i] things of i + 1 packets; the last of those that have more, too. @words
 * says what is to be seen. */
void lmu_histogram_set_runs(LmuHistogram *self, const guint32 *counts, guint n, const char *words);

G_END_DECLS
