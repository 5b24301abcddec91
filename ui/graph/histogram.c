/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/histogram.h"

#include "base/i18n.h"
#include "export/palette.h"

#include <adwaita.h>
#include <math.h>

#define MARGIN 12
#define TOP 44
#define FOOT 22
#define LEAST_BINS 10u
/* Bars of runs are not wider than this. */
#define MOST_BAR 40.0

struct _LmuHistogram {
  GtkWidget parent_instance;
  char *title, *words;
  guint32 bins[LM_SPREAD_BINS];
  guint n_bins;
  gboolean runs;
  double from, width; /* of the bins */
  double marks[3];    /* median, 95 and 99 % */
};

G_DEFINE_FINAL_TYPE(LmuHistogram, lmu_histogram, GTK_TYPE_WIDGET)

static double
append_text(LmuHistogram *self, GtkSnapshot *snapshot, const char *text, double x, double y,
            double room, double align, gboolean bold, const GdkRGBA *colour)
{
  PangoLayout *layout = gtk_widget_create_pango_layout(GTK_WIDGET(self), text);
  PangoAttrList *attributes = pango_attr_list_new();
  int width;

  pango_attr_list_insert(attributes, pango_attr_scale_new(PANGO_SCALE_SMALL));
  pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum"));
  if (bold)
    pango_attr_list_insert(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes(layout, attributes);
  pango_layout_set_width(layout, (int)MAX(room, 10) * PANGO_SCALE);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size(layout, &width, NULL);
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)round(x - align * width), (float)y));
  gtk_snapshot_append_layout(snapshot, layout, colour);
  gtk_snapshot_restore(snapshot);
  pango_attr_list_unref(attributes);
  g_object_unref(layout);
  return width;
}

static GdkRGBA
rgba(LmColour colour, float alpha)
{
  return (GdkRGBA){(float)colour.red / 255, (float)colour.green / 255, (float)colour.blue / 255,
                   alpha};
}

static double
bar_width(LmuHistogram *self, double width)
{
  double bar = width / MAX(self->n_bins, 1);

  return self->runs ? MIN(bar, MOST_BAR) : bar;
}

static void
append_bars(LmuHistogram *self, GtkSnapshot *snapshot, double width, double height,
            const LmPalette *palette)
{
  GdkRGBA colour = rgba(palette->tones[self->runs ? LM_TONE_FAILURE : LM_TONE_REQUEST],
                        self->runs ? 0.9f : 0.8f);
  double bar = bar_width(self, width);
  guint32 most = 1;

  for (guint i = 0; i < self->n_bins; i++)
    most = MAX(most, self->bins[i]);
  for (guint i = 0; i < self->n_bins; i++) {
    double tall = MAX(height * self->bins[i] / most, 1.5), gap = bar > 4 ? 1 : 0;

    if (self->bins[i] > 0)
      gtk_snapshot_append_color(snapshot, &colour,
                                &GRAPHENE_RECT_INIT((float)(MARGIN + i * bar + gap),
                                                    (float)(TOP + height - tall),
                                                    (float)(bar - gap), (float)tall));
  }
}

static void
append_marks(LmuHistogram *self, GtkSnapshot *snapshot, double width, double height,
             const LmPalette *palette)
{
  static const LmTone tones[] = {LM_TONE_SUCCESS, LM_TONE_WARNING, LM_TONE_FAILURE};

  for (guint i = 0; i < G_N_ELEMENTS(self->marks); i++) {
    double x = (self->marks[i] - self->from) / (self->width * self->n_bins) * width;
    GdkRGBA colour = rgba(palette->tones[tones[i]], 1);

    if (x >= 0 && x <= width)
      gtk_snapshot_append_color(
          snapshot, &colour,
          &GRAPHENE_RECT_INIT((float)(MARGIN + floor(x)), TOP, 1.5f, (float)height));
  }
}

/* Below the bars: ends of the scale, or how many packets. */
static void
append_scale(LmuHistogram *self, GtkSnapshot *snapshot, double width, double y,
             const GdkRGBA *colour)
{
  double bar = bar_width(self, width);
  guint step = self->n_bins <= 12 ? 2 : self->n_bins <= 30 ? 5 : 10;

  for (guint i = 0; self->runs && i < self->n_bins; i++) {
    g_autofree char *text = g_strdup_printf(i + 1 == self->n_bins ? "%u+" : "%u", i + 1);

    append_text(self, snapshot, text, MARGIN + (i + 0.5) * bar, y, width, 0.5, FALSE, colour);
  }
  for (guint i = 0; !self->runs && i <= self->n_bins; i += step) {
    g_autofree char *text =
        g_strdup_printf(i == 0 ? _("%.4g ms") : "%.4g", self->from + self->width * i);

    append_text(self, snapshot, text, MARGIN + bar * i, y, width,
                i == 0              ? 0
                : i == self->n_bins ? 1
                                    : 0.5,
                FALSE, colour);
  }
}

static void
lmu_histogram_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuHistogram *self = LMU_HISTOGRAM(widget);
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  const LmPalette *palette = dark ? &lm_palette_dark : &lm_palette_light;
  double width = MAX(gtk_widget_get_width(widget) - 2 * MARGIN, 10);
  double height = MAX(gtk_widget_get_height(widget) - TOP - FOOT, 10);
  GdkRGBA text, line;

  gtk_style_context_get_color(gtk_widget_get_style_context(widget), &text);
  append_text(self, snapshot, self->title, MARGIN, 6, width, 0, TRUE, &text);
  text.alpha *= 0.75f;
  append_text(self, snapshot, self->words, MARGIN, 23, width, 0, FALSE, &text);
  if (self->n_bins == 0)
    return;
  line = text;
  line.alpha = 0.2f;
  append_bars(self, snapshot, width, height, palette);
  if (!self->runs)
    append_marks(self, snapshot, width, height, palette);
  gtk_snapshot_append_color(snapshot, &line,
                            &GRAPHENE_RECT_INIT(MARGIN, (float)(TOP + height), (float)width, 1));
  append_scale(self, snapshot, width, TOP + height + 3, &text);
}

static void
lmu_histogram_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 130;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 180;
}

static void
lmu_histogram_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_histogram_parent_class)->css_changed(widget, change);
  gtk_widget_queue_draw(widget);
}

static void
lmu_histogram_finalize(GObject *object)
{
  LmuHistogram *self = LMU_HISTOGRAM(object);

  g_free(self->title);
  g_free(self->words);
  G_OBJECT_CLASS(lmu_histogram_parent_class)->finalize(object);
}

static void
lmu_histogram_class_init(LmuHistogramClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->finalize = lmu_histogram_finalize;
  widget_class->snapshot = lmu_histogram_snapshot;
  widget_class->measure = lmu_histogram_measure;
  widget_class->css_changed = lmu_histogram_css_changed;
  gtk_widget_class_set_css_name(widget_class, "histogram");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_histogram_init(LmuHistogram *self)
{
  gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand(GTK_WIDGET(self), TRUE);
  gtk_widget_set_vexpand(GTK_WIDGET(self), TRUE);
}

GtkWidget *
lmu_histogram_new(const char *title)
{
  LmuHistogram *self = g_object_new(LMU_TYPE_HISTOGRAM, NULL);

  self->title = g_strdup(title);
  self->words = g_strdup("");
  return GTK_WIDGET(self);
}

static void
say(LmuHistogram *self, char *words)
{
  g_autofree char *all = g_strdup_printf("%s: %s", self->title, words);

  g_free(self->words);
  self->words = words;
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_histogram_set_spread(LmuHistogram *self, const LmSpread *spread, const char *nothing)
{
  self->runs = FALSE;
  self->n_bins = 0;
  if (spread->n == 0) {
    say(self, g_strdup(nothing));
    return;
  }
  for (guint i = 0; i < LM_SPREAD_BINS; i++)
    if (spread->bins[i] > 0)
      self->n_bins = i + 1;
  self->n_bins = CLAMP(self->n_bins + 1, LEAST_BINS, LM_SPREAD_BINS);
  memcpy(self->bins, spread->bins, sizeof self->bins);
  self->from = spread->bins_from;
  self->width = spread->bin_width;
  self->marks[0] = spread->median;
  self->marks[1] = spread->p95;
  self->marks[2] = spread->p99;
  say(self, g_strdup_printf(_("median %.1f ms · 95 %%: %.1f · 99 %%: %.1f · most %.1f ms"),
                            spread->median, spread->p95, spread->p99, spread->most));
}

void
lmu_histogram_set_runs(LmuHistogram *self, const guint32 *counts, guint n, const char *words)
{
  guint64 all = 0;

  self->runs = TRUE;
  self->n_bins = 0;
  for (guint i = 0; i < n; i++)
    all += counts[i];
  if (all > 0) {
    self->n_bins = MIN(n, LM_SPREAD_BINS);
    memcpy(self->bins, counts, self->n_bins * sizeof *counts);
  }
  say(self, g_strdup(words));
}
