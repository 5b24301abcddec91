/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names for what can have the keyboard but is made by a library's widget. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the scrolled windows in @root, itself among them, that a template cannot reach. */
void lmu_name_scrolled_windows(GtkWidget *root, const char *label);

G_END_DECLS
