/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/canvas_cairo.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

static LmCairoCanvas *
self_of(LmCanvas *canvas)
{
  return (LmCairoCanvas *)canvas;
}

static void
set_paint(const LmCairoCanvas *self, LmPaint paint)
{
  LmColour colour = lm_palette_colour(self->palette, paint);
  cairo_set_source_rgb(self->cairo, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
}

static void
draw_line(LmCanvas *canvas, double x1, double y1, double x2, double y2, double width, bool dotted,
          LmPaint paint)
{
  LmCairoCanvas *self = self_of(canvas);
  /* Dots are round and of the line's width. */
  const double dashes[] = {0, width * 2.6};
  cairo_save(self->cairo);
  set_paint(self, paint);
  cairo_set_line_width(self->cairo, width);
  if (dotted) {
    cairo_set_line_cap(self->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(self->cairo, dashes, 2, 0);
  }
  cairo_move_to(self->cairo, x1, y1);
  cairo_line_to(self->cairo, x2, y2);
  cairo_stroke(self->cairo);
  cairo_restore(self->cairo);
}

static void
draw_rect(LmCanvas *canvas, double x, double y, double w, double h, double radius, double stroke,
          LmPaint paint)
{
  LmCairoCanvas *self = self_of(canvas);
  cairo_t *cairo = self->cairo;
  double r = fmin(radius, fmin(w, h) / 2);
  set_paint(self, paint);
  cairo_new_path(cairo);
  if (r > 0) {
    cairo_arc(cairo, x + w - r, y + r, r, -M_PI_2, 0);
    cairo_arc(cairo, x + w - r, y + h - r, r, 0, M_PI_2);
    cairo_arc(cairo, x + r, y + h - r, r, M_PI_2, M_PI);
    cairo_arc(cairo, x + r, y + r, r, M_PI, 3 * M_PI_2);
    cairo_close_path(cairo);
  } else {
    cairo_rectangle(cairo, x, y, w, h);
  }
  if (stroke > 0) {
    cairo_set_line_width(cairo, stroke);
    cairo_stroke(cairo);
  } else {
    cairo_fill(cairo);
  }
}

static void
draw_polygon(LmCanvas *canvas, const double *points, size_t n, LmPaint paint)
{
  LmCairoCanvas *self = self_of(canvas);
  set_paint(self, paint);
  cairo_new_path(self->cairo);
  for (size_t i = 0; i < n; i++)
    cairo_line_to(self->cairo, points[2 * i], points[2 * i + 1]);
  cairo_close_path(self->cairo);
  cairo_fill(self->cairo);
}

/* A context whose measures do not depend on the scale that is drawn at. */
static void
ensure_context(LmCairoCanvas *self)
{
  if (self->context)
    return;
  self->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(self->context, options);
  pango_context_set_round_glyph_positions(self->context, FALSE);
  cairo_font_options_destroy(options);
  PangoFontDescription *sans = pango_font_description_from_string("sans");
  pango_context_set_font_description(self->context, sans);
  pango_font_description_free(sans);
}

static PangoLayout *
shape(LmCairoCanvas *self, const char *text, LmFont font)
{
  ensure_context(self);
  PangoLayout *layout = pango_layout_new(self->context);
  PangoFontDescription *description =
      pango_font_description_copy(pango_context_get_font_description(self->context));
  pango_font_description_set_absolute_size(description, font.size * PANGO_SCALE);
  pango_font_description_set_weight(description,
                                    font.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, description);
  pango_font_description_free(description);
  if (font.tabular) {
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
  }
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  pango_layout_set_text(layout, text, -1);
  return layout;
}

static double
layout_width(PangoLayout *layout)
{
  PangoRectangle logical;
  pango_layout_get_extents(layout, NULL, &logical);
  return (double)logical.width / PANGO_SCALE;
}

static void
forget(LmCairoShaped *shaped)
{
  free(shaped->text);
  if (shaped->layout)
    g_object_unref(shaped->layout);
  *shaped = (LmCairoShaped){0};
}

static bool
same_font(LmFont a, LmFont b)
{
  return a.size == b.size && a.bold == b.bold && a.tabular == b.tabular;
}

/* The layout of @text, uncut, from the cache: the same labels stand in most rows, and each is
 * measured before it is drawn. */
static const LmCairoShaped *
find_shaped(LmCairoCanvas *self, const char *text, LmFont font)
{
  size_t len = strlen(text);
  uint64_t hash = lm_hash(lm_hash_key(), text, len) + (uint64_t)(font.size * 8) * 2 + font.bold;
  LmCairoShaped *shaped = &self->shaped[hash % LM_CAIRO_CANVAS_SLOTS];
  if (shaped->text && same_font(shaped->font, font) && strcmp(shaped->text, text) == 0)
    return shaped;
  forget(shaped);
  shaped->text = strdup(text);
  shaped->font = font;
  shaped->layout = shape(self, text, font);
  shaped->width = layout_width(shaped->layout);
  return shaped;
}

static double
measure(LmCanvas *canvas, const char *text, LmFont font)
{
  return find_shaped(self_of(canvas), text, font)->width;
}

static void
draw_text(LmCanvas *canvas, double x, double y, double max_width, const char *text, LmFont font,
          LmTextAlign align, LmPaint paint)
{
  LmCairoCanvas *self = self_of(canvas);
  const LmCairoShaped *shaped = find_shaped(self, text, font);
  PangoLayout *layout = g_object_ref(shaped->layout);
  double width = shaped->width;
  if (max_width > 0 && width > max_width + 0.6) {
    g_object_unref(layout);
    layout = shape(self, text, font);
    pango_layout_set_width(layout, (int)(max_width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    width = layout_width(layout);
  }
  if (align == LM_TEXT_CENTRE)
    x -= width / 2;
  else if (align == LM_TEXT_RIGHT)
    x -= width;
  set_paint(self, paint);
  cairo_move_to(self->cairo, x, y);
  pango_cairo_show_layout_line(self->cairo, pango_layout_get_line_readonly(layout, 0));
  cairo_new_path(self->cairo);
  g_object_unref(layout);
}

void
lm_cairo_canvas_init(LmCairoCanvas *canvas, cairo_t *cairo, const LmPalette *palette)
{
  *canvas = (LmCairoCanvas){.canvas = {.line = draw_line,
                                       .rect = draw_rect,
                                       .polygon = draw_polygon,
                                       .text = draw_text,
                                       .measure = measure},
                            .cairo = cairo,
                            .palette = palette};
}

void
lm_cairo_canvas_target(LmCairoCanvas *canvas, cairo_t *cairo, const LmPalette *palette)
{
  canvas->cairo = cairo;
  canvas->palette = palette;
}

static void
forget_all(LmCairoCanvas *canvas)
{
  for (size_t i = 0; i < LM_CAIRO_CANVAS_SLOTS; i++)
    forget(&canvas->shaped[i]);
}

void
lm_cairo_canvas_set_context(LmCairoCanvas *canvas, PangoContext *context)
{
  forget_all(canvas);
  g_clear_object(&canvas->context);
  if (context)
    canvas->context = g_object_ref(context);
}

void
lm_cairo_canvas_clear(LmCairoCanvas *canvas)
{
  forget_all(canvas);
  g_clear_object(&canvas->context);
}
