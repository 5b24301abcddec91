/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the kinds of graph have to say to the graph widget; for ui/graph/ only. */

#include "export/palette.h"
#include "ui/graph/axis.h"
#include "ui/graph/series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pixels at the left and right that hold no data. */
#define LMU_GRAPH_MARGIN 10
/* Pixels at the top for the title, and below the plot. */
#define LMU_GRAPH_TITLE 24
#define LMU_GRAPH_FOOT 6

/* What is to be drawn, for one snapshot. */
typedef struct {
  const LmuSeries *series;
  const LmuSeriesColumn *columns; /* one a pixel */
  gsize n_columns;
  double top, height; /* of the plot; columns begin at x = 0 */
  const LmPalette *palette;
  GdkRGBA text;
  double scale; /* of the kind: see prepare() */
  double most;
} LmuGraphPlot;

typedef struct {
  const char *title; /* to be translated */
  int least_height, natural_height;
  /* Both where is_quiet(), which may be NULL, says that there is little to see. */
  int quiet_height;
  gboolean (*is_quiet)(const LmuSeries *series);
  /* Sets scale, the value at the plot's top, and most, the highest value there is. */
  void (*prepare)(LmuGraphPlot *plot);
  void (*draw)(const LmuGraphPlot *plot, cairo_t *cairo);
  /* What stands at the right of the title: the scale. Owned. */
  char *(*scale_text)(const LmuGraphPlot *plot);
  /* What the shapes mean, with the figures at the cursor: Pango markup. Without a cursor both
   * @point and @column are NULL; @column is also where the cursor is out of view. Owned. */
  char *(*legend)(const LmuGraphPlot *plot, const LmStreamPoint *point,
                  const LmuSeriesColumn *column);
  /* What is in view, in words. Owned. */
  char *(*describe)(const LmuGraphPlot *plot);
} LmuGraphKind;

extern const LmuGraphKind lmu_graph_delay;
extern const LmuGraphKind lmu_graph_loss;

/* "#1a5fb4"; @out holds 8 bytes and is returned. */
static inline char *
lmu_graph_colour_text(LmColour colour, char *out)
{
  g_snprintf(out, 8, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
  return out;
}

static inline void
lmu_graph_set_colour(cairo_t *cairo, LmColour colour, double alpha)
{
  cairo_set_source_rgba(cairo, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0,
                        alpha);
}

G_END_DECLS
