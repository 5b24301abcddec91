/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The graphs of one stream under each other on one time axis with one cursor. The wheel zooms, with
 * Shift or sideways it pans; dragging pans; plus, minus, the arrows and 0 do the same, and Shift
 * with an arrow moves the cursor.
 *
 * Actions, in the group "graph": zoom-in, zoom-out, zoom-fit. */

#include "track/stream.h"
#include "ui/graph/axis.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_GRAPH_STACK (lmu_graph_stack_get_type())
G_DECLARE_FINAL_TYPE(LmuGraphStack, lmu_graph_stack, LMU, GRAPH_STACK, GtkWidget)

/* Copies @points. @reset: another stream, so all of its time comes into view. */
void lmu_graph_stack_set_points(LmuGraphStack *self, const LmStreamPoint *points, gsize n,
                                gboolean reset);

G_END_DECLS
