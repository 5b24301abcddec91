/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyboard stays within the window.
 *
 * GTK 4.8 lets a row that goes from its list keep the focus until the next frame, though it is in
 * no window any more. Keys that come meanwhile reach nothing, not even the shortcuts. So the focus
 * goes at once to what the row was in. */

#include "ui/window/window-private.h"

static void
root_changed_cb(LmuWindow *self, GParamSpec *spec, GtkWidget *widget)
{
  GtkWidget *left = gtk_widget_get_parent(widget);
  if (gtk_widget_get_root(widget) || gtk_window_get_focus(GTK_WINDOW(self)) != widget)
    return;
  while (left && gtk_widget_get_root(left) != GTK_ROOT(self))
    left = gtk_widget_get_parent(left);
  gtk_root_set_focus(GTK_ROOT(self), left == GTK_WIDGET(self) ? NULL : left);
}

static void
focus_changed_cb(LmuWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(self));
  if (self->watched_focus)
    g_clear_signal_handler(&self->watched_id, self->watched_focus);
  g_set_weak_pointer(&self->watched_focus, focus);
  self->watched_id =
      focus ? g_signal_connect_swapped(focus, "notify::root", G_CALLBACK(root_changed_cb), self)
            : 0;
}

void
lmu_window_init_focus(LmuWindow *self)
{
  self->focus_id =
      g_signal_connect(self, "notify::focus-widget", G_CALLBACK(focus_changed_cb), NULL);
}

void
lmu_window_drop_focus(LmuWindow *self)
{
  g_clear_signal_handler(&self->focus_id, self);
  if (self->watched_focus)
    g_clear_signal_handler(&self->watched_id, self->watched_focus);
  g_clear_weak_pointer(&self->watched_focus);
}
