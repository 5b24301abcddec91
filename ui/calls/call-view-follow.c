/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the newest call of a live capture in sight. */

#include "ui/calls/call-view-private.h"
#include "ui/model/session-live.h"
#include "ui/window/accessible.h"

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

static gboolean
frame_cb(GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  LmuCallView *self = data;
  self->follow_id = 0;
  lmu_call_view_follow_newest(self);
  return G_SOURCE_REMOVE;
}

/* A list that was never drawn cannot scroll yet. */
void
lmu_call_view_follow_newest(LmuCallView *self)
{
  guint32 row;
  guint position = self->follow ? find_newest(self, &row) : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION || row == self->followed || self->follow_id)
    return;
  if (!self->drawn) {
    self->drawn = gtk_widget_get_height(GTK_WIDGET(self->column_view)) > 0;
    self->follow_id =
        gtk_widget_add_tick_callback(GTK_WIDGET(self->column_view), frame_cb, self, NULL);
    return;
  }
  self->followed = row;
  lmu_scroll_column_view(self->column_view, position);
}

/* The end of the list at which the newest call stands. */
typedef enum { NO_END, UPPER_END, LOWER_END } End;

static End
newest_end(LmuCallView *self)
{
  guint32 row;
  guint n = g_list_model_get_n_items(G_LIST_MODEL(self->list));
  guint position = find_newest(self, &row);
  if (position == GTK_INVALID_LIST_POSITION)
    return NO_END;
  return position > n / 2 ? LOWER_END : UPPER_END;
}

/* A person goes to that end of the list, or away from it. */
static void
go(LmuCallView *self, End end, gboolean away)
{
  End newest = newest_end(self);
  if (newest == NO_END)
    return;
  if (away || newest != end)
    set_follow(self, FALSE);
  else if (self->session && lmu_session_is_capturing(self->session))
    set_follow(self, TRUE);
}

/* A wheel or a finger. */
static gboolean
scroll_cb(LmuCallView *self, double dx, double dy)
{
  End newest = newest_end(self);
  if ((newest == LOWER_END && dy < 0) || (newest == UPPER_END && dy > 0))
    set_follow(self, FALSE);
  return GDK_EVENT_PROPAGATE;
}

/* The scrollbar: its slider, or its trough. */
static gboolean
slide_cb(LmuCallView *self, GtkScrollType type, double value, GtkRange *range)
{
  GtkAdjustment *place = gtk_range_get_adjustment(range);
  double last = gtk_adjustment_get_upper(place) - gtk_adjustment_get_page_size(place);
  if (value >= last - 1)
    go(self, LOWER_END, FALSE);
  else if (value <= gtk_adjustment_get_lower(place) + 1)
    go(self, UPPER_END, FALSE);
  else
    go(self, NO_END, TRUE);
  return GDK_EVENT_PROPAGATE;
}

/* Before the list takes the key, which then selects another row. */
static gboolean
key_cb(LmuCallView *self, guint key)
{
  End newest = newest_end(self);
  self->to_newest = FALSE;
  if (key == GDK_KEY_Home || key == GDK_KEY_KP_Home) {
    self->to_newest = newest == UPPER_END;
    go(self, UPPER_END, FALSE);
  } else if (key == GDK_KEY_End || key == GDK_KEY_KP_End) {
    self->to_newest = newest == LOWER_END;
    go(self, LOWER_END, FALSE);
  } else if ((newest == LOWER_END && (key == GDK_KEY_Page_Up || key == GDK_KEY_KP_Page_Up)) ||
             (newest == UPPER_END && (key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down))) {
    go(self, NO_END, TRUE);
  }
  return GDK_EVENT_PROPAGATE;
}

static void
key_up_cb(LmuCallView *self)
{
  self->to_newest = FALSE;
}

void
lmu_call_view_selected_by_hand(LmuCallView *self)
{
  if (!self->to_newest)
    set_follow(self, FALSE);
}

static void
watch_scrollbar(LmuCallView *self)
{
  GtkWidget *window =
      gtk_widget_get_ancestor(GTK_WIDGET(self->column_view), GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *bar = gtk_scrolled_window_get_vscrollbar(GTK_SCROLLED_WINDOW(window));
  GtkWidget *range = gtk_widget_get_first_child(bar);
  if (GTK_IS_RANGE(range))
    g_signal_connect_object(range, "change-value", G_CALLBACK(slide_cb), self, G_CONNECT_SWAPPED);
}

void
lmu_call_view_init_follow(LmuCallView *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  gtk_event_controller_set_propagation_phase(wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(wheel, "scroll", G_CALLBACK(scroll_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self->column_view), wheel);
  GtkEventController *keys = gtk_event_controller_key_new();
  gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(keys, "key-pressed", G_CALLBACK(key_cb), self);
  g_signal_connect_swapped(keys, "key-released", G_CALLBACK(key_up_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self->column_view), keys);
  watch_scrollbar(self);
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
