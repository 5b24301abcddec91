/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The graphs of some streams under each other on one time axis with one cursor. With Ctrl the wheel
 * zooms, with Shift or sideways it pans; dragging pans; plus, minus, the arrows and 0 do the same,
 * and Shift with an arrow moves the cursor. The cursor follows the pointer; a click makes it stay,
 * Escape lets it go.
 *
 * Actions, in the group "graph": zoom-in, zoom-out, zoom-fit.
 * Signal "cursor-placed": somebody put the cursor where it is now, so that it stays. */

#include "ui/graph/axis.h"
#include "ui/graph/graph.h"
#include "ui/graph/series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_GRAPH_STACK (lmu_graph_stack_get_type())
G_DECLARE_FINAL_TYPE(LmuGraphStack, lmu_graph_stack, LMU, GRAPH_STACK, GtkWidget)

/* @reset: others than before, so all of their time comes into view. */
void
lmu_graph_stack_set_series(LmuGraphStack *self, LmuSeries *const *series, guint n, gboolean reset);
/* What was decoded, of any streams. */
void lmu_graph_stack_set_levels(LmuGraphStack *self, LmuLevels *const *levels, guint n);
/* For whoever shares the time in view and the cursor. Borrowed. */
LmuGraphAxis *lmu_graph_stack_get_axis(LmuGraphStack *self);
/* Puts the cursor to @time_ns, where it stays, and into view; LM_TIME_NONE: takes it away. */
void lmu_graph_stack_place_cursor(LmuGraphStack *self, gint64 time_ns);
/* Where it was put, without the pointer that may be over the graphs; LM_TIME_NONE: nowhere. */
gint64 lmu_graph_stack_get_placed(LmuGraphStack *self);
void lmu_graph_stack_set_graph_visible(LmuGraphStack *self, LmuGraphWhat what, gboolean visible);

G_END_DECLS
