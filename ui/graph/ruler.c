/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/ruler.h"

#include "ui/graph/graph.h"

#include <math.h>

#define HEIGHT 22
/* Pixels that a tick with its time takes. */
#define TICK_ROOM 110

struct _LmuGraphRuler {
  GtkWidget parent_instance;
  LmuGraphAxis *axis;
};

G_DEFINE_FINAL_TYPE(LmuGraphRuler, lmu_graph_ruler, GTK_TYPE_WIDGET)

/* "10:02:27", with the milliseconds where ticks are closer than a second. */
static char *
tick_text(gint64 time_ns, gint64 step)
{
  char text[LM_TIME_TEXT_SIZE];
  char *dot;

  lm_time_format_clock(time_ns, text);
  dot = strrchr(text, '.');
  if (dot && step >= LM_NS_PER_S)
    *dot = '\0';
  return g_strdup(text);
}

static void
append_time(GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double x,
            const GdkRGBA *colour)
{
  PangoLayout *layout = gtk_widget_create_pango_layout(widget, text);
  PangoAttrList *attributes = pango_attr_list_new();
  int width, height, all = gtk_widget_get_width(widget);

  pango_attr_list_insert(attributes, pango_attr_scale_new(PANGO_SCALE_SMALL));
  pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum"));
  pango_layout_set_attributes(layout, attributes);
  pango_layout_get_pixel_size(layout, &width, &height);
  x = CLAMP(x - width / 2.0, 2, MAX(2, all - width - 2));
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)round(x), 5));
  gtk_snapshot_append_layout(snapshot, layout, colour);
  gtk_snapshot_restore(snapshot);
  pango_attr_list_unref(attributes);
  g_object_unref(layout);
}

static void
append_ticks(LmuGraphRuler *self, GtkSnapshot *snapshot, double width, double cursor_x,
             const GdkRGBA *colour)
{
  gint64 from = lmu_graph_axis_get_from(self->axis), to = lmu_graph_axis_get_to(self->axis);
  gint64 step = lmu_graph_axis_step(lm_time_sub(to, from), (guint)MAX(width / TICK_ROOM, 1));
  GdkRGBA dim = *colour;
  gint64 time;

  if (step <= 0)
    return;
  dim.alpha *= 0.7f;
  time = from - from % step;
  for (guint n = 0; n < 100 && time <= to; n++, time = lm_time_add(time, step)) {
    double x = lmu_graph_plot_x() + lmu_graph_axis_place(self->axis, time, width);
    g_autofree char *text = NULL;

    if (time < from)
      continue;
    text = tick_text(time, step);
    gtk_snapshot_append_color(snapshot, &dim, &GRAPHENE_RECT_INIT((float)floor(x), 0, 1, 4));
    /* The cursor's time takes the place of those that it would lie upon. */
    if (fabs(x - lmu_graph_plot_x() - cursor_x) > TICK_ROOM * 0.75)
      append_time(GTK_WIDGET(self), snapshot, text, x, &dim);
  }
}

static void
lmu_graph_ruler_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuGraphRuler *self = LMU_GRAPH_RULER(widget);
  GtkStyleContext *style = gtk_widget_get_style_context(widget);
  double width = lmu_graph_plot_width(gtk_widget_get_width(widget));
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  double x = lmu_graph_axis_place(self->axis, cursor, width);
  char text[LM_TIME_TEXT_SIZE];
  gboolean shown = cursor != LM_TIME_NONE && x >= 0 && x <= width;
  GdkRGBA colour;

  gtk_style_context_get_color(style, &colour);
  append_ticks(self, snapshot, width, shown ? x : -width, &colour);
  if (shown)
    append_time(widget, snapshot, lm_time_format_clock(cursor, text), lmu_graph_plot_x() + x,
                &colour);
}

static void
lmu_graph_ruler_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 100;
}

static void
lmu_graph_ruler_dispose(GObject *object)
{
  LmuGraphRuler *self = LMU_GRAPH_RULER(object);

  if (self->axis)
    g_signal_handlers_disconnect_by_data(self->axis, self);
  g_clear_object(&self->axis);
  G_OBJECT_CLASS(lmu_graph_ruler_parent_class)->dispose(object);
}

static void
lmu_graph_ruler_class_init(LmuGraphRulerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_graph_ruler_dispose;
  widget_class->snapshot = lmu_graph_ruler_snapshot;
  widget_class->measure = lmu_graph_ruler_measure;
  gtk_widget_class_set_css_name(widget_class, "graphruler");
  /* The graphs say their times themselves. */
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lmu_graph_ruler_init(LmuGraphRuler *self)
{
}

GtkWidget *
lmu_graph_ruler_new(LmuGraphAxis *axis)
{
  LmuGraphRuler *self = g_object_new(LMU_TYPE_GRAPH_RULER, NULL);

  self->axis = g_object_ref(axis);
  g_signal_connect_swapped(axis, "changed", G_CALLBACK(gtk_widget_queue_draw), self);
  g_signal_connect_swapped(axis, "cursor-changed", G_CALLBACK(gtk_widget_queue_draw), self);
  return GTK_WIDGET(self);
}
