/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How smooth a window is: what every frame of it cost, and how long its main loop did not run. For
 * the programs of the benchmark that open a window of the program's own.
 *
 * A frame's time is that of its layout (CSS, measuring, allocating, and with it the making of list
 * rows) and of its snapshot. Drawing what was snapshot is the renderer's work, which is the
 * processor's under Xvfb and the graphics card's elsewhere, and is kept apart. Main thread only.
 */

#include <gtk/gtk.h>
#include <stdio.h>

typedef struct Frames Frames;

/* Of all frames since frames_reset(), in milliseconds. */
typedef struct {
  guint n;                       /* frames */
  double p50_ms, p99_ms, max_ms; /* layout and snapshot together */
  double layout_p99_ms, layout_max_ms;
  double snapshot_p99_ms, snapshot_max_ms;
  double update_max_ms, render_p99_ms; /* animations; the renderer */
  double blocked_max_ms;               /* the longest the main loop did not run, the renderer's time
                                        * taken off */
  double blocked_with_render_max_ms;
} FramesFigures;

/* @window must be realized (gtk_widget_realize(), or shown), and is one of a kind: other windows of
 * its class must not be drawn meanwhile. Owned: frames_free(), before the window goes. */
Frames *frames_new(GtkWindow *window);
void frames_free(Frames *frames);
/* Begins anew: forgets the frames so far. */
void frames_reset(Frames *frames);
/* The frames since then, with the time up to now as time that the main loop may have stood still.
 */
FramesFigures frames_figures(Frames *frames);
/* Writes them as members of a JSON object, each followed by a comma: "PREFIX_frames",
 * "PREFIX_frame_p50_ms", "PREFIX_frame_p99_ms", "PREFIX_frame_max_ms", "PREFIX_layout_p99_ms",
 * "PREFIX_layout_max_ms", "PREFIX_snapshot_p99_ms", "PREFIX_snapshot_max_ms",
 * "PREFIX_update_max_ms", "PREFIX_render_p99_ms", "PREFIX_blocked_max_ms",
 * "PREFIX_blocked_with_render_max_ms". */
void frames_print(Frames *frames, const char *prefix, FILE *out);

/* Has the window drawn, and runs the main loop until it is: what was changed before is on the
 * screen then. */
void frames_draw(Frames *frames);
/* Runs the main loop until @done returns TRUE or @timeout_ms have gone; FALSE if they have. */
gboolean frames_wait(gboolean (*done)(gpointer data), gpointer data, guint timeout_ms);
/* Runs it for @ms, come what may. */
void frames_run(guint ms);
/* Milliseconds since @begin_us, a g_get_monotonic_time(). */
double frames_since_ms(gint64 begin_us);
