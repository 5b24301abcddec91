/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A small picture of the newest figures, without scales: the highest of them reaches its top. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_SPARKLINE (lmu_sparkline_get_type())
G_DECLARE_FINAL_TYPE(LmuSparkline, lmu_sparkline, LMU, SPARKLINE, GtkWidget)

/* As wide as @most figures. */
GtkWidget *lmu_sparkline_new(guint most);
/* The newest last; below 0 where there is none. They are borrowed for the time of the call. */
void lmu_sparkline_set(LmuSparkline *self, const double *figures, guint n);

G_END_DECLS
