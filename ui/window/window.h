/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A window on one session: header bar, sidebar, and the views. All that it can do are actions of
 * the group "win", which are also on D-Bus; see ui/window/window-actions.c. */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_WINDOW (lmu_window_get_type())
G_DECLARE_FINAL_TYPE(LmuWindow, lmu_window, LMU, WINDOW, AdwApplicationWindow)

LmuWindow *lmu_window_new(AdwApplication *application);
/* Opens @paths, merged by time, instead of what the window shows; "-" is standard input. */
void lmu_window_open(LmuWindow *self, const char *const *paths, gsize n);
/* Whether nothing was ever opened in it. */
gboolean lmu_window_is_empty(LmuWindow *self);

G_END_DECLS
