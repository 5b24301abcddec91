/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names for what can have the keyboard but is made by a library's widget. */

#include <adwaita.h>

G_BEGIN_DECLS

/* Names the scrolled windows in @root, itself among them, that a template cannot reach. */
void lmu_name_scrolled_windows(GtkWidget *root, const char *label);
/* Names the row of titles that @view makes, which can have the keyboard. */
void lmu_name_column_titles(GtkColumnView *view, const char *label);
/* Whether @cell, a cell's child in a column view, is the first of its row: the one that names it.
 */
gboolean lmu_names_row(GtkWidget *cell);
/* Names the row that @cell stands in. */
void lmu_name_row(GtkWidget *cell, const char *label);
/* Scrolls to row @position. GTK 4.8 has no function for that; the list in a column view has an
 * action. */
void lmu_scroll_column_view(GtkColumnView *view, guint position);
/* Shows page @name of @stack. The others are hidden and not only out of sight: assistive tools
 * would read a page that was shown once at its old place. */
void lmu_show_page(GtkStack *stack, const char *name);
/* Names the button of @split's menu, and leaves the other one the name that its label gives it. */
void lmu_name_split_button(AdwSplitButton *split, const char *menu_label);
/* Names the first visible button within @row, which made it itself. */
void lmu_name_button_of(GtkWidget *row, const char *label);

G_END_DECLS
