/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the kinds of graph have to say to the graph widget, and what they share; for ui/graph/ only.
 */

#include "ui/graph/graph-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pixels at the left and right that hold no data. */
#define LMU_GRAPH_MARGIN 10
/* Pixels at the top for the title, and below the plot. */
#define LMU_GRAPH_TITLE 22
#define LMU_GRAPH_FOOT 5

/* What is to be drawn, for one snapshot. */
typedef struct {
  const LmuGraphData *data;
  LmuGraphAxis *axis;
  gsize n_columns;
  double top, height; /* of the plot; columns begin at x = 0 */
  const LmPalette *palette;
  const LmColour *colours; /* of the streams */
  GdkRGBA text;
  double low, high; /* of the kind, set by prepare(): the values at bottom and top */
  double most;      /* the highest value there is */
} LmuGraphPlot;

typedef struct {
  const char *title; /* to be translated */
  int least_height, natural_height;
  /* Both where is_quiet(), which may be NULL, says that there is little to see. */
  int quiet_height;
  gboolean (*is_quiet)(const LmuGraphData *data);
  void (*prepare)(LmuGraphPlot *plot);
  void (*draw)(const LmuGraphPlot *plot, cairo_t *cairo);
  /* What stands at the right of the title: the scale. Owned. */
  char *(*scale_text)(const LmuGraphPlot *plot);
  /* What the shapes mean, or the figures of stream @line at the cursor: Pango markup. Owned. */
  char *(*meaning)(const LmuGraphPlot *plot);
  char *(*figures)(const LmuGraphPlot *plot, guint line, gint64 cursor_ns);
  /* What is in view, in words. Owned. */
  char *(*describe)(const LmuGraphPlot *plot);
} LmuGraphKind;

extern const LmuGraphKind lmu_graph_delay;
extern const LmuGraphKind lmu_graph_skew;
extern const LmuGraphKind lmu_graph_loss;
extern const LmuGraphKind lmu_graph_rate;
extern const LmuGraphKind lmu_graph_level;
extern const LmuGraphKind lmu_graph_score;

/* "#1a5fb4"; @out holds 8 bytes and is returned. */
char *lmu_graph_colour_text(LmColour colour, char out[8]);
void lmu_graph_set_colour(cairo_t *cairo, LmColour colour, double alpha);
/* Rounds up to 1, 2, 4, 6, 8 or 10 times a power of ten, so that half and quarter lines are round.
 */
double lmu_graph_round_up(double value);
double lmu_graph_y(const LmuGraphPlot *plot, double value);
double lmu_graph_x(const LmuGraphPlot *plot, gint64 time_ns);
/* The least and most of @quantity in view; FALSE where nothing is. */
gboolean
lmu_graph_range(const LmuGraphPlot *plot, LmuQuantity quantity, double *least, double *most);
/* Strokes the line of @quantity of stream @line; a pause is a gap in it. */
void lmu_graph_stroke(const LmuGraphPlot *plot, cairo_t *cairo, guint line, LmuQuantity quantity);
/* Adds box @n of many that do not lie on each other, and fills those before it now and then; the
 * last ones are the caller's to fill. */
void lmu_graph_box(cairo_t *cairo, gsize n, double x, double y, double width, double height);
/* A hollow diamond: what somebody else said. */
void lmu_graph_diamond(cairo_t *cairo, double x, double y);
/* The column at @time_ns; NULL out of view. */
const LmuSeriesColumn *lmu_graph_column(const LmuGraphPlot *plot, guint line, gint64 time_ns);
/* The packet there, or NULL where the stream has nothing near it. */
const LmRtpPacket *lmu_graph_packet(const LmuGraphPlot *plot, guint line, gint64 time_ns);

G_END_DECLS
