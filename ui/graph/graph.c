/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/graph.h"

#include "base/i18n.h"
#include "ui/graph/graph-private.h"

#include <adwaita.h>
#include <math.h>

struct _LmuGraph {
  GtkWidget parent_instance;
  const LmuGraphKind *kind;
  LmuGraphAxis *axis;
  LmuGraphData *data;
  GdkTexture *drawn; /* the data as they were drawn last; NULL: to be drawn again */
  int drawn_width, drawn_height;
  gboolean quiet; /* see LmuGraphKind */
};

static const LmuGraphKind *const kinds[LMU_N_GRAPHS] = {
    [LMU_GRAPH_DELAY] = &lmu_graph_delay, [LMU_GRAPH_SKEW] = &lmu_graph_skew,
    [LMU_GRAPH_LOSS] = &lmu_graph_loss,   [LMU_GRAPH_RATE] = &lmu_graph_rate,
    [LMU_GRAPH_LEVEL] = &lmu_graph_level, [LMU_GRAPH_SCORE] = &lmu_graph_score,
};

G_DEFINE_FINAL_TYPE(LmuGraph, lmu_graph, GTK_TYPE_WIDGET)

double
lmu_graph_plot_x(void)
{
  return LMU_GRAPH_MARGIN;
}

double
lmu_graph_plot_width(int width)
{
  return MAX(width - 2 * LMU_GRAPH_MARGIN, 1);
}

static LmuGraphPlot
get_plot(LmuGraph *self)
{
  int width = gtk_widget_get_width(GTK_WIDGET(self));
  int height = gtk_widget_get_height(GTK_WIDGET(self));
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  LmuGraphPlot plot = {.data = self->data,
                       .axis = self->axis,
                       .n_columns = (gsize)lmu_graph_plot_width(width),
                       .top = LMU_GRAPH_TITLE,
                       .height = MAX(height - LMU_GRAPH_TITLE - LMU_GRAPH_FOOT, 1),
                       .palette = dark ? &lm_palette_dark : &lm_palette_light,
                       .colours = lmu_graph_colours(dark)};

  lmu_graph_data_gather(self->data, self->axis, plot.n_columns);
  gtk_style_context_get_color(gtk_widget_get_style_context(GTK_WIDGET(self)), &plot.text);
  self->kind->prepare(&plot);
  return plot;
}

static int
append_text(GtkWidget *widget, GtkSnapshot *snapshot, const char *markup, double x, double width,
            gboolean right, gboolean bold, const GdkRGBA *colour)
{
  PangoLayout *layout = gtk_widget_create_pango_layout(widget, NULL);
  PangoAttrList *attributes;
  int text_width;

  pango_layout_set_markup(layout, markup, -1);
  attributes = pango_attr_list_copy(pango_layout_get_attributes(layout));
  if (!attributes)
    attributes = pango_attr_list_new();

  if (width < 1) {
    g_object_unref(layout);
    pango_attr_list_unref(attributes);
    return 0;
  }
  pango_attr_list_insert(attributes, pango_attr_scale_new(PANGO_SCALE_SMALL));
  pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum"));
  if (bold)
    pango_attr_list_insert(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes(layout, attributes);
  pango_layout_set_width(layout, (int)width * PANGO_SCALE);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size(layout, &text_width, NULL);
  pango_layout_set_alignment(layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)x, 4));
  gtk_snapshot_append_layout(snapshot, layout, colour);
  gtk_snapshot_restore(snapshot);
  g_object_unref(layout);
  pango_attr_list_unref(attributes);
  return text_width;
}

/* The figures of each stream at the cursor; of several each behind its colour. NULL: none has any.
 */
static char *
figures_at(LmuGraph *self, const LmuGraphPlot *plot, gint64 cursor)
{
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; i < self->data->n; i++) {
    g_autofree char *figures = self->kind->figures(plot, i, cursor);
    char colour[8];

    if (!figures)
      continue;
    if (self->data->n > 1)
      g_string_append_printf(text, "<span foreground='%s'>■</span> ",
                             lmu_graph_colour_text(plot->colours[i], colour));
    g_string_append(text, figures);
    g_string_append(text, "   ");
  }
  return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* Title, scale, and behind the title what the shapes mean and are at the cursor. */
static void
append_words(LmuGraph *self, GtkSnapshot *snapshot, const LmuGraphPlot *plot)
{
  GtkWidget *widget = GTK_WIDGET(self);
  double room = lmu_graph_plot_width(gtk_widget_get_width(widget)), scale_room, used;
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  g_autofree char *scale = self->kind->scale_text(plot);
  g_autofree char *legend = NULL;
  GdkRGBA dim = plot->text;

  if (cursor != LM_TIME_NONE)
    legend = figures_at(self, plot, cursor);
  if (!legend)
    legend = self->kind->meaning(plot);
  dim.alpha *= 0.7f;
  scale_room = append_text(widget, snapshot, scale, LMU_GRAPH_MARGIN + room * 0.6, room * 0.4, TRUE,
                           FALSE, &dim);
  used = append_text(widget, snapshot, _(self->kind->title), LMU_GRAPH_MARGIN, room - scale_room,
                     FALSE, TRUE, &plot->text);
  append_text(widget, snapshot, legend, LMU_GRAPH_MARGIN + used + 16, room - scale_room - used - 32,
              FALSE, FALSE, &plot->text);
}

static void
append_grid(GtkSnapshot *snapshot, const LmuGraphPlot *plot)
{
  GdkRGBA line = plot->text;

  line.alpha = 0.09f;
  /* Lines that are closer than this are no help. */
  int n = plot->height < 40 ? 1 : 4;
  for (int i = 0; i <= n; i++)
    gtk_snapshot_append_color(snapshot, &line,
                              &GRAPHENE_RECT_INIT(LMU_GRAPH_MARGIN,
                                                  (float)round(plot->top + plot->height * i / n),
                                                  (float)plot->n_columns, 1));
}

static void
append_time(LmuGraph *self, GtkSnapshot *snapshot, const LmuGraphPlot *plot, gint64 time_ns,
            const GdkRGBA *colour, float width)
{
  double x;

  if (time_ns == LM_TIME_NONE)
    return;
  x = lmu_graph_x(plot, time_ns);
  if (x < 0 || x > (double)plot->n_columns)
    return;
  gtk_snapshot_append_color(snapshot, colour,
                            &GRAPHENE_RECT_INIT(LMU_GRAPH_MARGIN + (float)floor(x),
                                                (float)plot->top, width, (float)plot->height));
}

static void
append_cursors(LmuGraph *self, GtkSnapshot *snapshot, const LmuGraphPlot *plot)
{
  LmColour play = plot->palette->tones[LM_TONE_SUCCESS];
  GdkRGBA line = plot->text,
          head = {(float)play.red / 255, (float)play.green / 255, (float)play.blue / 255, 0.9f};

  line.alpha = 0.55f;
  append_time(self, snapshot, plot, lmu_graph_axis_get_cursor(self->axis), &line, 1);
  append_time(self, snapshot, plot, lmu_graph_axis_get_play(self->axis), &head, 2);
}

/* The data are drawn into a picture that is kept, so that a cursor that moves draws nothing but
 * itself. */
static GdkTexture *
draw_data(LmuGraph *self, const LmuGraphPlot *plot, int width, int height)
{
  int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));
  int stride = cairo_format_stride_for_width(CAIRO_FORMAT_ARGB32, width * scale);
  guchar *pixels = g_malloc0_n((gsize)stride, (gsize)(height * scale));
  g_autoptr(GBytes) bytes = g_bytes_new_take(pixels, (gsize)stride * (gsize)(height * scale));
  cairo_surface_t *surface = cairo_image_surface_create_for_data(
      pixels, CAIRO_FORMAT_ARGB32, width * scale, height * scale, stride);
  cairo_t *cairo = cairo_create(surface);

  cairo_scale(cairo, scale, scale);
  cairo_translate(cairo, LMU_GRAPH_MARGIN, 0);
  self->kind->draw(plot, cairo);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return gdk_memory_texture_new(width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes,
                                (gsize)stride);
}

static void
lmu_graph_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuGraph *self = LMU_GRAPH(widget);
  int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
  LmuGraphPlot plot = get_plot(self);

  if (width != self->drawn_width || height != self->drawn_height)
    g_clear_object(&self->drawn);
  if (!self->drawn)
    self->drawn = draw_data(self, &plot, width, height);
  self->drawn_width = width;
  self->drawn_height = height;
  append_grid(snapshot, &plot);
  gtk_snapshot_append_texture(snapshot, self->drawn,
                              &GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height));
  append_cursors(self, snapshot, &plot);
  append_words(self, snapshot, &plot);
}

static void
lmu_graph_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  LmuGraph *self = LMU_GRAPH(widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = 200;
  } else if (self->quiet) {
    *minimum = *natural = self->kind->quiet_height;
  } else {
    *minimum = self->kind->least_height;
    *natural = self->kind->natural_height;
  }
}

static void
lmu_graph_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_graph_parent_class)->css_changed(widget, change);
  g_clear_object(&LMU_GRAPH(widget)->drawn);
  gtk_widget_queue_draw(widget);
}

static void
lmu_graph_dispose(GObject *object)
{
  LmuGraph *self = LMU_GRAPH(object);

  if (self->axis)
    g_signal_handlers_disconnect_by_data(self->axis, self);
  g_clear_object(&self->axis);
  g_clear_object(&self->drawn);
  G_OBJECT_CLASS(lmu_graph_parent_class)->dispose(object);
}

static void
lmu_graph_class_init(LmuGraphClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_graph_dispose;
  widget_class->snapshot = lmu_graph_snapshot;
  widget_class->measure = lmu_graph_measure;
  widget_class->css_changed = lmu_graph_css_changed;
  gtk_widget_class_set_css_name(widget_class, "graph");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_graph_init(LmuGraph *self)
{
  gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
}

static void
update_words(LmuGraph *self)
{
  LmuGraphPlot plot = get_plot(self);
  char from[LM_TIME_TEXT_SIZE], to[LM_TIME_TEXT_SIZE];
  g_autofree char *what = self->kind->describe(&plot);
  g_autofree char *words = g_strdup_printf(
      /* Translators: figures, then the time from ... to ... */
      _("%s, from %s to %s"), what, lm_time_format_clock(lmu_graph_axis_get_from(self->axis), from),
      lm_time_format_clock(lmu_graph_axis_get_to(self->axis), to));

  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
lmu_graph_changed(LmuGraph *self)
{
  gboolean quiet = self->kind->is_quiet && self->kind->is_quiet(self->data);

  g_clear_object(&self->drawn);
  if (quiet != self->quiet) {
    self->quiet = quiet;
    gtk_widget_queue_resize(GTK_WIDGET(self));
  }
  update_words(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

const char *
lmu_graph_title(LmuGraphWhat what)
{
  return _(kinds[what]->title);
}

GtkWidget *
lmu_graph_new(LmuGraphWhat what, LmuGraphAxis *axis, LmuGraphData *data)
{
  LmuGraph *self = g_object_new(LMU_TYPE_GRAPH, NULL);

  self->kind = kinds[what];
  self->axis = g_object_ref(axis);
  self->data = data;
  g_signal_connect_swapped(axis, "cursor-changed", G_CALLBACK(gtk_widget_queue_draw), self);
  return GTK_WIDGET(self);
}
