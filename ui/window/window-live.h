/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Live capture in the window, as its files share it. */

#include "ui/window/window-private.h"

G_BEGIN_DECLS

/* window-live.c */
gboolean lmu_window_is_capturing(LmuWindow *self);
/* Begins a capture. Once it runs, what is shown gives way if it @restarts; else it has a window of
 * its own, unless this one is empty. A failure is said. */
void lmu_window_capture(LmuWindow *self, const LmuCaptureOptions *options, gboolean restarts);
/* It runs: takes @live and @feed. In @window if that is empty, or one of its own. */
void lmu_window_live_started(GtkWindow *window, LmLive *live, LmHepFeed *feed,
                             const LmuCaptureOptions *options);
/* @self if it is empty, else a new window. Borrowed. */
LmuWindow *lmu_window_empty_one(LmuWindow *self);
/* The session that the window has now is live. */
void lmu_window_begin_live(LmuWindow *self);
void lmu_window_reset_live(LmuWindow *self);
void lmu_window_live_done(LmuWindow *self, const LmError *error);
void lmu_window_show_live(LmuWindow *self);
/* Actions and buttons as they may be used now. */
void lmu_window_update_live(LmuWindow *self);
void lmu_window_reports_counted(LmuWindow *self);
void lmu_window_drop_live(LmuWindow *self);

/* window-live-actions.c */
void lmu_window_init_live(LmuWindow *self);
void lmu_window_choose_capture(LmuWindow *self);

/* window-live-ask.c */
/* Before the window closes, or shows @paths (ended by NULL; NULL: it closes) instead: TRUE where
 * a capture runs, and what becomes of it is asked first. */
gboolean lmu_window_ask_live(LmuWindow *self, const char *const *paths);

/* window-live-save.c: the capture has ended; all its files become one. */
void lmu_window_save_capture(LmuWindow *self);
void lmu_window_save_capture_to(LmuWindow *self, const char *path);

G_END_DECLS
