/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-sideways.h"

#include "ladder/draw.h"

#define FRAMES_TO_WAIT 1

struct _LmuLadderSideways {
  GObject parent_instance;
  GtkWidget *list; /* borrowed; NULL when it was stopped */
  GtkAdjustment *adjustment;
  LmuLadderModel *model;
  LmuLadderPainter *painter;
  guint tick_id;
  guint position; /* of the row that is to be shown */
  int frames;     /* to be waited for */
};

G_DEFINE_FINAL_TYPE(LmuLadderSideways, lmu_ladder_sideways, G_TYPE_OBJECT)

/* How the rows are laid out, and how large a pixel of the drawing is. */
static LmLadderGeometry
rows_geometry(LmuLadderSideways *self, double *scale)
{
  double width = MAX(gtk_adjustment_get_upper(self->adjustment),
                     gtk_adjustment_get_page_size(self->adjustment));

  *scale = lmu_ladder_painter_get_scale(self->painter);
  return lm_ladder_geometry(lmu_ladder_model_get_ladder(self->model), width / *scale);
}

static void
scrolled_cb(LmuLadderSideways *self)
{
  GtkWidget *item = self->list ? gtk_widget_get_first_child(self->list) : NULL;

  for (; item; item = gtk_widget_get_next_sibling(item)) {
    GtkWidget *row = gtk_widget_get_first_child(item);

    if (row)
      gtk_widget_queue_draw(row);
  }
}

static void
show_row(LmuLadderSideways *self)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);
  double scale, x1, x2, from, to;
  LmLadderGeometry geometry;

  if (!ladder)
    return;
  geometry = rows_geometry(self, &scale);
  from = gtk_adjustment_get_value(self->adjustment) / scale;
  to = from + gtk_adjustment_get_page_size(self->adjustment) / scale;
  if (from > 0)
    from += geometry.margin_x;
  if (!lm_ladder_row_extent(ladder, &geometry, self->position, &x1, &x2) ||
      lm_ladder_is_seen(&geometry, x1, x2, from, to))
    return;
  /* To the left, where nothing slides over it. */
  from = x1 - geometry.margin_x - geometry.column_distance / 2;
  gtk_adjustment_set_value(self->adjustment, from * scale);
}

static gboolean
tick_cb(GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  LmuLadderSideways *self = data;

  if (self->frames-- > 0)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  show_row(self);
  return G_SOURCE_REMOVE;
}

static gboolean
key_pressed_cb(LmuLadderSideways *self, guint key, guint code, GdkModifierType state)
{
  int step = key == GDK_KEY_Left || key == GDK_KEY_KP_Left     ? -1
             : key == GDK_KEY_Right || key == GDK_KEY_KP_Right ? 1
                                                               : 0;
  double scale, distance;

  if (!step || (state & gtk_accelerator_get_default_mod_mask()) ||
      !lmu_ladder_model_get_ladder(self->model))
    return FALSE;
  distance = rows_geometry(self, &scale).column_distance * scale;
  gtk_adjustment_set_value(self->adjustment,
                           gtk_adjustment_get_value(self->adjustment) + step * distance);
  return TRUE;
}

static void
lmu_ladder_sideways_dispose(GObject *object)
{
  LmuLadderSideways *self = LMU_LADDER_SIDEWAYS(object);

  lmu_ladder_sideways_stop(self);
  g_clear_object(&self->adjustment);
  g_clear_object(&self->model);
  g_clear_object(&self->painter);
  G_OBJECT_CLASS(lmu_ladder_sideways_parent_class)->dispose(object);
}

static void
lmu_ladder_sideways_class_init(LmuLadderSidewaysClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_sideways_dispose;
}

static void
lmu_ladder_sideways_init(LmuLadderSideways *self)
{
}

LmuLadderSideways *
lmu_ladder_sideways_new(GtkListView *list, GtkAdjustment *adjustment, LmuLadderModel *model,
                        LmuLadderPainter *painter)
{
  LmuLadderSideways *self = g_object_new(LMU_TYPE_LADDER_SIDEWAYS, NULL);
  GtkEventController *keys = gtk_event_controller_key_new();

  self->list = GTK_WIDGET(list);
  self->adjustment = g_object_ref(adjustment);
  self->model = g_object_ref(model);
  self->painter = g_object_ref(painter);
  g_signal_connect_object(adjustment, "value-changed", G_CALLBACK(scrolled_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(adjustment, "changed", G_CALLBACK(scrolled_cb), self, G_CONNECT_SWAPPED);
  /* Before the list, which takes these keys and does nothing with them. */
  gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object(keys, "key-pressed", G_CALLBACK(key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller(self->list, keys);
  return self;
}

void
lmu_ladder_sideways_stop(LmuLadderSideways *self)
{
  if (self->tick_id)
    gtk_widget_remove_tick_callback(self->list, self->tick_id);
  self->tick_id = 0;
  self->list = NULL;
}

void
lmu_ladder_sideways_show(LmuLadderSideways *self, guint position)
{
  self->position = position;
  self->frames = FRAMES_TO_WAIT;
  if (!self->tick_id && self->list)
    self->tick_id = gtk_widget_add_tick_callback(self->list, tick_cb, self, NULL);
}
