/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-header.h"

#include "base/i18n.h"
#include "ladder/draw.h"

#include <math.h>

struct _LmuLadderHeader {
  GtkWidget parent_instance;
  LmuLadderPainter *painter;
  LmuLadderModel *model;
  GtkAdjustment *adjustment;
};

G_DEFINE_FINAL_TYPE(LmuLadderHeader, lmu_ladder_header, GTK_TYPE_WIDGET)

/* The width that the rows have. */
static double
rows_width(LmuLadderHeader *self)
{
  double page = gtk_adjustment_get_page_size(self->adjustment);

  if (page < 1)
    return gtk_widget_get_width(GTK_WIDGET(self));
  return MAX(page, gtk_adjustment_get_upper(self->adjustment));
}

static void
lmu_ladder_header_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuLadderHeader *self = LMU_LADDER_HEADER(widget);
  const LmLadder *ladder = self->model ? lmu_ladder_model_get_ladder(self->model) : NULL;
  int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
  double value, scale;
  LmLadderGeometry geometry;
  cairo_t *cr;

  if (!ladder || width <= 0)
    return;
  value = gtk_adjustment_get_value(self->adjustment);
  scale = lmu_ladder_painter_get_scale(self->painter);
  geometry = lm_ladder_geometry(ladder, rows_width(self) / scale);
  lm_ladder_geometry_show(&geometry, value / scale, (value + width) / scale);
  cr = gtk_snapshot_append_cairo(snapshot, &GRAPHENE_RECT_INIT(0, 0, width, height));
  /* As the rows, it goes away under the times; at first there is room above them. */
  cairo_rectangle(cr, MIN(value, geometry.margin_x * scale), 0, width, height);
  cairo_clip(cr);
  cairo_translate(cr, -value, 0);
  cairo_scale(cr, scale, scale);
  lm_ladder_draw_header(ladder, &geometry, lmu_ladder_painter_begin(self->painter, cr));
  cairo_destroy(cr);
}

static void
lmu_ladder_header_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  LmuLadderHeader *self = LMU_LADDER_HEADER(widget);
  double scale = self->painter ? lmu_ladder_painter_get_scale(self->painter) : 1;

  *minimum = *natural =
      orientation == GTK_ORIENTATION_VERTICAL ? (int)ceil(LM_LADDER_HEADER_HEIGHT * scale) : 0;
}

static void
lmu_ladder_header_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_ladder_header_parent_class)->css_changed(widget, change);
  gtk_widget_queue_resize(widget);
  gtk_widget_queue_draw(widget);
}

static gboolean
lmu_ladder_header_query_tooltip(GtkWidget *widget, int x, int y, gboolean keyboard,
                                GtkTooltip *tooltip)
{
  LmuLadderHeader *self = LMU_LADDER_HEADER(widget);
  const LmLadder *ladder = self->model ? lmu_ladder_model_get_ladder(self->model) : NULL;
  LmLadderGeometry geometry;
  double scale, at;

  if (!ladder || keyboard)
    return FALSE;
  scale = lmu_ladder_painter_get_scale(self->painter);
  at = (x + gtk_adjustment_get_value(self->adjustment)) / scale;
  geometry = lm_ladder_geometry(ladder, rows_width(self) / scale);
  for (guint i = 0; i < ladder->n_columns; i++) {
    const LmLadderColumn *column = &ladder->columns[i];
    g_autofree char *text = NULL;

    if (fabs(at - geometry.first_x - i * geometry.column_distance) > geometry.column_distance / 2)
      continue;
    text = g_strdup_printf("%s%s%s%s%s", column->name,
                           g_str_equal(column->name, column->address) ? "" : "\n",
                           g_str_equal(column->name, column->address) ? "" : column->address,
                           *column->role_text ? "\n" : "", column->role_text);
    gtk_tooltip_set_text(tooltip, text);
    return TRUE;
  }
  return FALSE;
}

static void
lmu_ladder_header_dispose(GObject *object)
{
  LmuLadderHeader *self = LMU_LADDER_HEADER(object);

  if (self->model)
    g_signal_handlers_disconnect_by_data(self->model, self);
  if (self->adjustment)
    g_signal_handlers_disconnect_by_data(self->adjustment, self);
  g_clear_object(&self->painter);
  g_clear_object(&self->model);
  g_clear_object(&self->adjustment);
  G_OBJECT_CLASS(lmu_ladder_header_parent_class)->dispose(object);
}

static void
lmu_ladder_header_class_init(LmuLadderHeaderClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_header_dispose;
  widget_class->snapshot = lmu_ladder_header_snapshot;
  widget_class->measure = lmu_ladder_header_measure;
  widget_class->css_changed = lmu_ladder_header_css_changed;
  widget_class->query_tooltip = lmu_ladder_header_query_tooltip;
  gtk_widget_class_set_css_name(widget_class, "ladderheader");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_ladder_header_init(LmuLadderHeader *self)
{
  gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip(GTK_WIDGET(self), TRUE);
}

static void
model_redraw_cb(LmuLadderHeader *self)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);
  g_autoptr(GString) words = g_string_new(_("Hosts:"));

  for (guint i = 0; ladder && i < ladder->n_columns; i++) {
    const LmLadderColumn *column = &ladder->columns[i];

    g_string_append_printf(words, "%s %s", i ? "," : "", column->name);
    if (*column->role_words)
      g_string_append_printf(words, " (%s)", column->role_words);
  }
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str,
                                 -1);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_ladder_header_connect(LmuLadderHeader *self, LmuLadderPainter *painter, LmuLadderModel *model,
                          GtkAdjustment *adjustment)
{
  g_return_if_fail(!self->model && !self->adjustment);

  self->painter = g_object_ref(painter);
  self->model = g_object_ref(model);
  self->adjustment = g_object_ref(adjustment);
  g_signal_connect_swapped(model, "redraw", G_CALLBACK(model_redraw_cb), self);
  g_signal_connect_swapped(adjustment, "value-changed", G_CALLBACK(gtk_widget_queue_draw), self);
  g_signal_connect_swapped(adjustment, "changed", G_CALLBACK(gtk_widget_queue_draw), self);
}
