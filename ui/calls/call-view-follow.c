/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the newest call of a live capture in sight. */

#include "ui/calls/call-view-private.h"

#define MOST_LOOKED_AT 64u /* newest rows, of which one may be in the list */

static void
set_follow(LmuCallView *self, gboolean follow)
{
  if (self->follow == follow)
    return;
  self->follow = follow;
  g_signal_emit_by_name(self, "follow-changed");
}

/* Where the newest call that the list shows stands in it. */
static guint
find_newest(LmuCallView *self, guint32 *row)
{
  guint n = self->session ? lmu_session_n_call_rows(self->session) : 0;
  for (guint i = 0; i < MIN(n, MOST_LOOKED_AT); i++) {
    guint position = lmu_call_list_find(self->list, n - 1 - i);
    *row = n - 1 - i;
    if (position != GTK_INVALID_LIST_POSITION)
      return position;
  }
  return GTK_INVALID_LIST_POSITION;
}

void
lmu_call_view_follow_newest(LmuCallView *self)
{
  guint32 row;
  guint position = self->follow ? find_newest(self, &row) : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION || row == self->followed)
    return;
  self->followed = row;
  lmu_call_view_scroll_to(self, position);
}

/* A wheel, a finger or a page key that goes away from the newest. */
static gboolean
scroll_cb(LmuCallView *self, double dx, double dy)
{
  guint32 row;
  guint n = g_list_model_get_n_items(G_LIST_MODEL(self->list));
  guint position = find_newest(self, &row);
  if (position != GTK_INVALID_LIST_POSITION &&
      ((position > n / 2 && dy < 0) || (position <= n / 2 && dy > 0)))
    set_follow(self, FALSE);
  return GDK_EVENT_PROPAGATE;
}

void
lmu_call_view_stop_following(LmuCallView *self)
{
  set_follow(self, FALSE);
}

void
lmu_call_view_init_follow(LmuCallView *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  gtk_event_controller_set_propagation_phase(wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(wheel, "scroll", G_CALLBACK(scroll_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self->column_view), wheel);
  self->followed = G_MAXUINT32;
}

void
lmu_call_view_set_follow(LmuCallView *self, gboolean follow)
{
  self->followed = G_MAXUINT32;
  set_follow(self, follow);
  lmu_call_view_follow_newest(self);
}

gboolean
lmu_call_view_get_follow(LmuCallView *self)
{
  return self->follow;
}
