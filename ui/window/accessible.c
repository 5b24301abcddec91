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
