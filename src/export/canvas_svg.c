/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/canvas_svg.h"

#include "export/text_metrics.h"

#include <math.h>
#include <stdio.h>

static LmSvgCanvas *
self_of(LmCanvas *canvas)
{
  return (LmSvgCanvas *)canvas;
}

/* At most two decimals, none where they are zero, and a point in every locale. */
static void
add_number(LmText *out, double value)
{
  if (!isfinite(value) || fabs(value) > 1e9)
    value = 0;
  long long hundredths = llround(value * 100);
  unsigned long long size = (unsigned long long)(hundredths < 0 ? -hundredths : hundredths);
  lm_text_printf(out, "%s%llu", hundredths < 0 ? "-" : "", size / 100);
  if (size % 100)
    lm_text_printf(out, size % 10 ? ".%02llu" : ".%llu", size % 10 ? size % 100 : size % 100 / 10);
}

static void
add_attribute(LmText *out, const char *name, double value)
{
  lm_text_printf(out, " %s=\"", name);
  add_number(out, value);
  lm_text_add_char(out, '"');
}

static void
add_colour(const LmSvgCanvas *self, const char *name, LmPaint paint)
{
  LmColour colour = lm_palette_colour(self->palette, paint);
  lm_text_printf(self->out, " %s=\"#%02x%02x%02x\"", name, colour.red, colour.green, colour.blue);
}

static void
draw_line(LmCanvas *canvas, double x1, double y1, double x2, double y2, double width, bool dotted,
          LmPaint paint)
{
  LmSvgCanvas *self = self_of(canvas);
  lm_text_add_str(self->out, "<line");
  add_attribute(self->out, "x1", x1);
  add_attribute(self->out, "y1", y1);
  add_attribute(self->out, "x2", x2);
  add_attribute(self->out, "y2", y2);
  add_colour(self, "stroke", paint);
  add_attribute(self->out, "stroke-width", width);
  if (dotted) {
    lm_text_add_str(self->out, " stroke-linecap=\"round\" stroke-dasharray=\"0 ");
    add_number(self->out, width * 2.6);
    lm_text_add_char(self->out, '"');
  }
  lm_text_add_str(self->out, "/>\n");
}

static void
draw_rect(LmCanvas *canvas, double x, double y, double w, double h, double radius, double stroke,
          LmPaint paint)
{
  LmSvgCanvas *self = self_of(canvas);
  lm_text_add_str(self->out, "<rect");
  add_attribute(self->out, "x", x);
  add_attribute(self->out, "y", y);
  add_attribute(self->out, "width", w > 0 ? w : 0);
  add_attribute(self->out, "height", h > 0 ? h : 0);
  if (radius > 0)
    add_attribute(self->out, "rx", radius);
  if (stroke > 0) {
    lm_text_add_str(self->out, " fill=\"none\"");
    add_colour(self, "stroke", paint);
    add_attribute(self->out, "stroke-width", stroke);
  } else {
    add_colour(self, "fill", paint);
  }
  lm_text_add_str(self->out, "/>\n");
}

static void
draw_polygon(LmCanvas *canvas, const double *points, size_t n, LmPaint paint)
{
  LmSvgCanvas *self = self_of(canvas);
  lm_text_add_str(self->out, "<polygon points=\"");
  for (size_t i = 0; i < 2 * n; i++) {
    if (i)
      lm_text_add_char(self->out, i % 2 ? ',' : ' ');
    add_number(self->out, points[i]);
  }
  lm_text_add_char(self->out, '"');
  add_colour(self, "fill", paint);
  lm_text_add_str(self->out, "/>\n");
}

static double
measure(LmCanvas *canvas, const char *text, LmFont font)
{
  return lm_text_metrics_width(lm_slice_str(text), font);
}

static void
draw_text(LmCanvas *canvas, double x, double y, double max_width, const char *text, LmFont font,
          LmTextAlign align, LmPaint paint)
{
  static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  LmSvgCanvas *self = self_of(canvas);
  LmSlice whole = lm_slice_str(text), shown = whole;
  double width = lm_text_metrics_width(whole, font);
  bool cut = max_width > 0 && width > max_width + 0.6;
  if (cut)
    shown = lm_slice_sub(whole, 0, lm_text_metrics_fit(whole, font, max_width - font.size));
  lm_text_add_str(self->out, "<text");
  add_attribute(self->out, "x", x);
  add_attribute(self->out, "y", y);
  add_attribute(self->out, "font-size", font.size);
  if (font.bold)
    lm_text_add_str(self->out, " font-weight=\"bold\"");
  if (font.tabular)
    lm_text_add_str(self->out, " class=\"n\"");
  lm_text_add_str(self->out, anchors[align]);
  add_colour(self, "fill", paint);
  lm_text_add_char(self->out, '>');
  lm_text_add_xml(self->out, shown);
  if (cut)
    lm_text_add_str(self->out, "…");
  lm_text_add_str(self->out, "</text>\n");
}

void
lm_svg_canvas_init(LmSvgCanvas *canvas, const LmPalette *palette, LmText *out)
{
  *canvas = (LmSvgCanvas){.canvas = {.line = draw_line,
                                     .rect = draw_rect,
                                     .polygon = draw_polygon,
                                     .text = draw_text,
                                     .measure = measure},
                          .palette = palette,
                          .out = out};
}
