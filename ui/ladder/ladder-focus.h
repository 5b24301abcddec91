/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which row of the ladder has the keyboard. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives the selected row of @list the keyboard, or the list itself where that row is not in sight;
 * FALSE where it could not. @list shows LmuLadderRow and has a GtkSingleSelection. */
gboolean lmu_ladder_focus_selected(GtkListView *list);
/* To be called when rows have come: a list without rows keeps the keyboard itself, and goes on
 * doing so. */
void lmu_ladder_focus_pass_on(GtkListView *list);

G_END_DECLS
