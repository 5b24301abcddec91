/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where in the list of calls one is. */

#include "ui/calls/call-view-private.h"

#include "ui/window/accessible.h"

#define AWAY_ROWS 206u /* GTK keeps widgets for so many rows about those in sight */

/* What holds the rows. */
static GtkWidget *
inner_list(LmuCallView *self)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->column_view));
  while (!GTK_IS_LIST_VIEW(child))
    child = gtk_widget_get_next_sibling(child);
  return child;
}

/* The position of the first row in sight; all rows are of one height. */
static guint
first_in_sight(LmuCallView *self)
{
  GtkWidget *row = gtk_widget_get_first_child(inner_list(self));
  GtkAdjustment *place = gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(self->column_view));
  int height = row ? gtk_widget_get_height(row) : 0;
  return height ? (guint)gtk_adjustment_get_value(place) / (guint)height
                : GTK_INVALID_LIST_POSITION;
}

/* Rows from @begin up to @end are about to go. Where they are what is in sight, the list is away
 * from them meanwhile: GTK would drop the widgets of 200 rows and make as many, 0.3 s. */
static void
leaving_cb(LmuCallView *self, guint begin, guint end)
{
  guint first = first_in_sight(self), n = g_list_model_get_n_items(G_LIST_MODEL(self->list));
  if (first < begin || first >= end || (begin == 0 && end == n))
    return;
  self->top = lmu_call_list_get_index(self->list, end < n ? end : begin - 1);
  if (end < n)
    lmu_scroll_column_view(self->column_view, MIN(end + AWAY_ROWS, n - 1));
  else
    lmu_scroll_column_view(self->column_view, begin - MIN(begin, AWAY_ROWS));
}

void
lmu_call_view_come_back(LmuCallView *self)
{
  if (self->top == LM_NONE)
    return;
  guint position = lmu_call_list_find(self->list, self->top);
  if (position != GTK_INVALID_LIST_POSITION)
    lmu_scroll_column_view(self->column_view, position);
  self->top = LM_NONE;
  self->followed = G_MAXUINT32;
}

void
lmu_call_view_init_place(LmuCallView *self)
{
  self->top = LM_NONE;
  g_signal_connect_swapped(self->list, "leaving", G_CALLBACK(leaving_cb), self);
}
