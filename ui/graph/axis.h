/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The time axis that graphs share: all of a stream's time, the part of it that is in view, and one
 * cursor. Times are nanoseconds since the epoch. Main thread.
 *
 * Signals: "changed": the part in view is another; "cursor-changed": the cursor or the play head
 * moved. */

#include "base/time.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define LMU_TYPE_GRAPH_AXIS (lmu_graph_axis_get_type())
G_DECLARE_FINAL_TYPE(LmuGraphAxis, lmu_graph_axis, LMU, GRAPH_AXIS, GObject)

LmuGraphAxis *lmu_graph_axis_new(void);
/* All of the time. What is in view stays where it was zoomed in and still fits; @reset shows all.
 */
void lmu_graph_axis_set_extent(LmuGraphAxis *self, gint64 start_ns, gint64 end_ns, gboolean reset);
/* Whether @time_ns lies within all of the time. */
gboolean lmu_graph_axis_holds(LmuGraphAxis *self, gint64 time_ns);
gint64 lmu_graph_axis_get_from(LmuGraphAxis *self);
gint64 lmu_graph_axis_get_to(LmuGraphAxis *self);
gboolean lmu_graph_axis_is_zoomed(LmuGraphAxis *self);
/* Makes what is in view @factor times as long, the point at @place (0 to 1) staying where it is. */
void lmu_graph_axis_zoom(LmuGraphAxis *self, double factor, double place);
/* Moves by @part of what is in view; to the right if positive. */
void lmu_graph_axis_pan(LmuGraphAxis *self, double part);
/* How much of the time stays in view with one step in, and by what part of it one pans; a wheel's
 * click is one step. */
#define LMU_GRAPH_ZOOM_STEP 0.8
#define LMU_GRAPH_PAN_STEP 0.15
/* A turn of the wheel: sideways, or with @sideways set, it pans; with @zooming set it zooms around
 * @place. FALSE for what is left to whoever scrolls what does not fit. */
gboolean lmu_graph_axis_scroll(LmuGraphAxis *self, double dx, double dy, gboolean sideways,
                               gboolean zooming, double place);
void lmu_graph_axis_reset(LmuGraphAxis *self);
/* LM_TIME_NONE: no cursor. */
void lmu_graph_axis_set_cursor(LmuGraphAxis *self, gint64 time_ns);
gint64 lmu_graph_axis_get_cursor(LmuGraphAxis *self);
/* What is heard just now; LM_TIME_NONE: nothing. */
void lmu_graph_axis_set_play(LmuGraphAxis *self, gint64 time_ns);
gint64 lmu_graph_axis_get_play(LmuGraphAxis *self);
/* Between times and places in a width of @width pixels. */
double lmu_graph_axis_place(LmuGraphAxis *self, gint64 time_ns, double width);
gint64 lmu_graph_axis_time(LmuGraphAxis *self, double x, double width);
/* The distance of ticks, a round length of time, of which at most @most lie within @span_ns. */
gint64 lmu_graph_axis_step(gint64 span_ns, guint most);

G_END_DECLS
