/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyboard stays in the list when the row that has it goes, as where its call is evicted: GTK
 * leaves it with nothing, and no key would do anything any more. */

#include "ui/calls/call-view-private.h"

#include <math.h>

#define FRAMES 30 /* for so many a row is looked for */

static GtkWidget *
focused(LmuCallView *self)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
  return root ? gtk_root_get_focus(root) : NULL;
}

/* Before rows change, and where the keyboard comes to one. */
static void
note_place(LmuCallView *self)
{
  graphene_rect_t place;
  GtkWidget *focus = focused(self);
  if (focus && self->keyboard_list && gtk_widget_compute_bounds(focus, self->keyboard_list, &place))
    self->keyboard_y = place.origin.y;
}

/* Of the rows that are wholly in sight the one that is nearest to where it was: any other would be
 * scrolled to. NULL: none is. */
static GtkWidget *
find_nearest(GtkWidget *list, float y)
{
  GtkWidget *found = NULL;
  float least = INFINITY, height = (float)gtk_widget_get_height(list);
  for (GtkWidget *row = gtk_widget_get_first_child(list); row;
       row = gtk_widget_get_next_sibling(row)) {
    graphene_rect_t place;
    if (!gtk_widget_compute_bounds(row, list, &place) || place.size.height < 1 ||
        place.origin.y < 0 || place.origin.y + place.size.height > height)
      continue;
    float far = fabsf(place.origin.y - y);
    if (far >= least)
      continue;
    least = far;
    found = row;
  }
  return found;
}

/* In the frame that takes a row away others have no place yet. */
static gboolean
frame_cb(GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  LmuCallView *self = data;
  gboolean wanted = !focused(self) && gtk_widget_get_mapped(list);
  GtkWidget *row = wanted ? find_nearest(list, self->keyboard_y) : NULL;
  if (wanted && --self->keyboard_frames && (!row || !gtk_widget_grab_focus(row)))
    return G_SOURCE_CONTINUE;
  self->keyboard_id = 0;
  return G_SOURCE_REMOVE;
}

static void
focus_changed_cb(LmuCallView *self)
{
  GtkWidget *focus = focused(self);
  if (focus) {
    GtkWidget *list = gtk_widget_get_ancestor(focus, GTK_TYPE_LIST_VIEW);
    gboolean within = list && gtk_widget_is_ancestor(list, GTK_WIDGET(self->column_view));
    self->keyboard_list = within ? list : NULL;
    note_place(self);
  } else if (self->keyboard_list && !self->keyboard_id) {
    self->keyboard_frames = FRAMES;
    self->keyboard_id = gtk_widget_add_tick_callback(self->keyboard_list, frame_cb, self, NULL);
  }
}

static void
root_changed_cb(LmuCallView *self)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
  if (root)
    g_signal_connect_object(root, "notify::focus-widget", G_CALLBACK(focus_changed_cb), self,
                            G_CONNECT_SWAPPED);
}

void
lmu_call_view_init_keyboard(LmuCallView *self)
{
  g_signal_connect_swapped(self->list, "items-changed", G_CALLBACK(note_place), self);
  g_signal_connect(self, "notify::root", G_CALLBACK(root_changed_cb), NULL);
}
