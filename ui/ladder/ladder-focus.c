/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-focus.h"

#include "ui/ladder/ladder-row.h"

/* FALSE where the row at @position is not in sight. */
static gboolean
focus_row(GtkListView *list, guint position)
{
  for (GtkWidget *item = gtk_widget_get_first_child(GTK_WIDGET(list)); item;
       item = gtk_widget_get_next_sibling(item)) {
    GtkWidget *row = gtk_widget_get_first_child(item);

    if (LMU_IS_LADDER_ROW(row) && lmu_ladder_row_get_index(LMU_LADDER_ROW(row)) == position)
      return gtk_widget_grab_focus(item);
  }
  return FALSE;
}

/* The list would give the keyboard to the row that had it last, and not to the one that a search
 * selected. */
gboolean
lmu_ladder_focus_selected(GtkListView *list)
{
  GtkSelectionModel *selection = gtk_list_view_get_model(list);
  guint selected;

  g_return_val_if_fail(GTK_IS_SINGLE_SELECTION(selection), FALSE);

  selected = gtk_single_selection_get_selected(GTK_SINGLE_SELECTION(selection));
  return (selected != GTK_INVALID_LIST_POSITION && focus_row(list, selected)) ||
         gtk_widget_grab_focus(GTK_WIDGET(list));
}

void
lmu_ladder_focus_pass_on(GtkListView *list)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(list));

  if (root && gtk_root_get_focus(root) == GTK_WIDGET(list))
    lmu_ladder_focus_selected(list);
}
