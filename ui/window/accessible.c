/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/accessible.h"

/* Deeper than any composed widget is. */
#define MAX_DEPTH 8

static void
name_scrolled(GtkWidget *widget, const char *label, int depth)
{
  if (GTK_IS_SCROLLED_WINDOW(widget))
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                   -1);
  if (depth == MAX_DEPTH)
    return;
  GtkWidget *child = gtk_widget_get_first_child(widget);
  for (; child; child = gtk_widget_get_next_sibling(child))
    name_scrolled(child, label, depth + 1);
}

void
lmu_name_scrolled_windows(GtkWidget *root, const char *label)
{
  name_scrolled(root, label, 0);
}

static void
name(GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
name_button(GtkWidget *widget, const char *label, int depth)
{
  if (!gtk_widget_get_visible(widget))
    return FALSE;
  if (gtk_accessible_get_accessible_role(GTK_ACCESSIBLE(widget)) == GTK_ACCESSIBLE_ROLE_BUTTON) {
    name(widget, label);
    return TRUE;
  }
  GtkWidget *child = depth < MAX_DEPTH ? gtk_widget_get_first_child(widget) : NULL;
  while (child && !name_button(child, label, depth + 1))
    child = gtk_widget_get_next_sibling(child);
  return child != NULL;
}

void
lmu_name_button_of(GtkWidget *row, const char *label)
{
  name_button(row, label, 0);
}

void
lmu_name_column_titles(GtkColumnView *view, const char *label)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(view));
  for (; child; child = gtk_widget_get_next_sibling(child))
    if (g_strcmp0(gtk_widget_get_css_name(child), "header") == 0)
      name(child, label);
}

gboolean
lmu_names_row(GtkWidget *cell)
{
  GtkWidget *place = gtk_widget_get_parent(cell);
  return place && gtk_widget_get_parent(place) && !gtk_widget_get_prev_sibling(place);
}

void
lmu_name_row(GtkWidget *cell, const char *label)
{
  name(gtk_widget_get_parent(gtk_widget_get_parent(cell)), label);
}

void
lmu_show_page(GtkStack *stack, const char *page)
{
  GtkWidget *shown = gtk_stack_get_child_by_name(stack, page);
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(stack));

  /* A stack turns to another page by itself when the one that it shows is hidden. */
  gtk_widget_set_visible(shown, TRUE);
  gtk_stack_set_visible_child(stack, shown);
  for (; child; child = gtk_widget_get_next_sibling(child))
    gtk_widget_set_visible(child, child == shown);
}

void
lmu_name_split_button(AdwSplitButton *split, const char *menu_label)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(split));
  for (; child; child = gtk_widget_get_next_sibling(child)) {
    if (GTK_IS_MENU_BUTTON(child))
      name(child, menu_label);
    else if (GTK_IS_BUTTON(child))
      /* Its label names it already, without the mark of the mnemonic that stands in this one. */
      gtk_accessible_reset_property(GTK_ACCESSIBLE(child), GTK_ACCESSIBLE_PROPERTY_LABEL);
  }
}

void
lmu_scroll_column_view(GtkColumnView *view, guint position)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(view));
  for (; child; child = gtk_widget_get_next_sibling(child))
    if (GTK_IS_SCROLLABLE(child))
      gtk_widget_activate_action(child, "list.scroll-to-item", "u", position);
}
