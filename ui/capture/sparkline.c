/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/sparkline.h"

#define PIXELS_A_FIGURE 2.5
#define HEIGHT 28

struct _LmuSparkline {
  GtkWidget parent_instance;
  double *figures;
  guint n, most;
};

G_DEFINE_FINAL_TYPE(LmuSparkline, lmu_sparkline, GTK_TYPE_WIDGET)

static void
lmu_sparkline_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  LmuSparkline *self = LMU_SPARKLINE(widget);
  *minimum = *natural =
      orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : (int)(self->most * PIXELS_A_FIGURE);
  *minimum_baseline = *natural_baseline = -1;
}

/* The line through the figures from @from on that follow each other; returns behind the last. */
static guint
trace(LmuSparkline *self, cairo_t *cr, guint from, double left, double step, double unit,
      double bottom)
{
  guint i = from;
  for (; i < self->n && self->figures[i] >= 0; i++) {
    double x = left + i * step, y = bottom - self->figures[i] * unit;
    if (i == from)
      cairo_move_to(cr, x, y);
    else
      cairo_line_to(cr, x, y);
  }
  return i;
}

static void
draw(LmuSparkline *self, cairo_t *cr, double width, double height, gboolean rtl)
{
  double highest = 1, step = width / MAX(self->most - 1, 1u), bottom = height - 1.5;
  double left = width - step * (self->n - 1);
  GdkRGBA color;
  gtk_style_context_get_color(gtk_widget_get_style_context(GTK_WIDGET(self)), &color);
  for (guint i = 0; i < self->n; i++)
    highest = MAX(highest, self->figures[i]);
  if (rtl) {
    cairo_translate(cr, width, 0);
    cairo_scale(cr, -1, 1);
  }
  cairo_set_line_width(cr, 1.5);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  for (guint from = 0, to; from < self->n; from = to + 1) {
    to = trace(self, cr, from, left, step, (height - 4) / highest, bottom);
    if (to == from)
      continue;
    gdk_cairo_set_source_rgba(cr, &color);
    cairo_stroke_preserve(cr);
    cairo_line_to(cr, left + (to - 1) * step, bottom);
    cairo_line_to(cr, left + from * step, bottom);
    cairo_close_path(cr);
    color.alpha *= 0.2f;
    gdk_cairo_set_source_rgba(cr, &color);
    cairo_fill(cr);
    color.alpha *= 5;
  }
}

static void
lmu_sparkline_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuSparkline *self = LMU_SPARKLINE(widget);
  float width = (float)gtk_widget_get_width(widget), height = (float)gtk_widget_get_height(widget);
  if (self->n < 2)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo(snapshot, &GRAPHENE_RECT_INIT(0, 0, width, height));
  draw(self, cr, width, height, gtk_widget_get_direction(widget) == GTK_TEXT_DIR_RTL);
  cairo_destroy(cr);
}

static void
lmu_sparkline_finalize(GObject *object)
{
  g_free(LMU_SPARKLINE(object)->figures);
  G_OBJECT_CLASS(lmu_sparkline_parent_class)->finalize(object);
}

static void
lmu_sparkline_class_init(LmuSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = lmu_sparkline_finalize;
  widget_class->measure = lmu_sparkline_measure;
  widget_class->snapshot = lmu_sparkline_snapshot;
  gtk_widget_class_set_css_name(widget_class, "sparkline");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_sparkline_init(LmuSparkline *self)
{
}

GtkWidget *
lmu_sparkline_new(guint most)
{
  LmuSparkline *self = g_object_new(LMU_TYPE_SPARKLINE, NULL);
  self->most = most;
  self->figures = g_new0(double, most);
  return GTK_WIDGET(self);
}

void
lmu_sparkline_set(LmuSparkline *self, const double *figures, guint n)
{
  self->n = MIN(n, self->most);
  for (guint i = 0; i < self->n; i++)
    self->figures[i] = figures[n - self->n + i];
  gtk_widget_queue_draw(GTK_WIDGET(self));
}
