/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-row.h"

#include "ladder/draw.h"

#include <math.h>

struct _LmuLadderRow {
  GtkWidget parent_instance;
  LmuLadderPainter *painter;
  LmuLadderItem *item;
  gulong redraw_handler;
};

G_DEFINE_FINAL_TYPE(LmuLadderRow, lmu_ladder_row, GTK_TYPE_WIDGET)

int
lmu_ladder_min_width(const LmLadder *ladder)
{
  return ladder && ladder->n_columns > 0 ? (int)ceil(lm_ladder_geometry(ladder, 0).width) : 0;
}

/* What a screen reader says stands on the list item, which is what has the focus. */
static void
update_words(LmuLadderRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent(GTK_WIDGET(self));
  const LmLadderRow *row = self->item ? lmu_ladder_item_get_row(self->item) : NULL;
  LmText words = LM_TEXT_INIT;

  if (!row || !parent)
    return;
  lm_ladder_describe_row(lmu_ladder_model_get_ladder(lmu_ladder_item_get_model(self->item)), row,
                         &words);
  if (words.str)
    gtk_accessible_update_property(GTK_ACCESSIBLE(parent), GTK_ACCESSIBLE_PROPERTY_LABEL, words.str,
                                   -1);
  lm_text_clear(&words);
}

static void
redraw_cb(LmuLadderRow *self)
{
  update_words(self);
  gtk_widget_queue_resize(GTK_WIDGET(self));
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
lmu_ladder_row_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuLadderRow *self = LMU_LADDER_ROW(widget);
  int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
  const LmLadder *ladder;
  LmLadderGeometry geometry;
  cairo_t *cr;

  if (!self->item || !lmu_ladder_item_get_row(self->item) || width <= 0)
    return;
  ladder = lmu_ladder_model_get_ladder(lmu_ladder_item_get_model(self->item));
  geometry = lm_ladder_geometry(ladder, width);
  cr = gtk_snapshot_append_cairo(snapshot, &GRAPHENE_RECT_INIT(0, 0, width, height));
  lm_ladder_draw_row(ladder, &geometry, lmu_ladder_item_get_index(self->item),
                     lmu_ladder_painter_begin(self->painter, cr));
  cairo_destroy(cr);
}

static void
lmu_ladder_row_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  LmuLadderRow *self = LMU_LADDER_ROW(widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int)LM_LADDER_ROW_HEIGHT;
  else
    *minimum = *natural = self->item ? lmu_ladder_min_width(lmu_ladder_model_get_ladder(
                                           lmu_ladder_item_get_model(self->item)))
                                     : 0;
}

static void
lmu_ladder_row_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_ladder_row_parent_class)->css_changed(widget, change);
  gtk_widget_queue_draw(widget);
}

static void
lmu_ladder_row_dispose(GObject *object)
{
  lmu_ladder_row_set_item(LMU_LADDER_ROW(object), NULL);
  g_clear_object(&LMU_LADDER_ROW(object)->painter);
  G_OBJECT_CLASS(lmu_ladder_row_parent_class)->dispose(object);
}

static void
lmu_ladder_row_class_init(LmuLadderRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_row_dispose;
  widget_class->snapshot = lmu_ladder_row_snapshot;
  widget_class->measure = lmu_ladder_row_measure;
  widget_class->css_changed = lmu_ladder_row_css_changed;
  gtk_widget_class_set_css_name(widget_class, "ladderrow");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lmu_ladder_row_init(LmuLadderRow *self)
{
}

GtkWidget *
lmu_ladder_row_new(LmuLadderPainter *painter)
{
  LmuLadderRow *self = g_object_new(LMU_TYPE_LADDER_ROW, NULL);

  self->painter = g_object_ref(painter);
  return GTK_WIDGET(self);
}

void
lmu_ladder_row_set_item(LmuLadderRow *self, LmuLadderItem *item)
{
  if (self->item == item)
    return;
  if (self->item)
    g_clear_signal_handler(&self->redraw_handler, lmu_ladder_item_get_model(self->item));
  g_set_object(&self->item, item);
  if (!item)
    return;
  self->redraw_handler = g_signal_connect_swapped(lmu_ladder_item_get_model(item), "redraw",
                                                  G_CALLBACK(redraw_cb), self);
  redraw_cb(self);
}
