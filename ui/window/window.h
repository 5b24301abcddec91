/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A window on one session: header bar, sidebar, and the views. All that it can do are actions of
 * the group "win", which are also on D-Bus; see ui/window/window-actions.c. */

#include "capture/live.h"
#include "ui/capture/found-captures.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_WINDOW (lmu_window_get_type())
G_DECLARE_FINAL_TYPE(LmuWindow, lmu_window, LMU, WINDOW, AdwApplicationWindow)

LmuWindow *lmu_window_new(AdwApplication *application);
/* Opens @paths, merged by time, instead of what the window shows; "-" is standard input. */
void lmu_window_open(LmuWindow *self, const char *const *paths, gsize n);
/* Shows a capture that runs, which it takes, instead. */
void lmu_window_open_live(LmuWindow *self, LmLive *live, LmHepFeed *feed);
/* Shows what an earlier run has left: captures that were taken up, each in an empty window, and
 * bars that ask what is to become of those that have ended. Takes @found. */
void lmu_window_show_found(LmuWindow *self, LmuFoundCaptures *found);
/* Says @text in a bar, until that is closed. */
void lmu_window_tell(LmuWindow *self, const char *text);
/* Begins a capture on @interfaces, ended by NULL, of what @filter asks for; either may be NULL: as
 * the last time, or all. */
void lmu_window_begin_capture(LmuWindow *self, const char *const *interfaces, const char *filter);
/* Whether nothing was ever opened in it. */
gboolean lmu_window_is_empty(LmuWindow *self);

G_END_DECLS
