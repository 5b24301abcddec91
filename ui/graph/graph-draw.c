/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/graph-private.h"

#include "base/time.h"

#include <math.h>

/* How far from the cursor a packet may be that its figures are said: pauses have none. */
#define NEAR_NS (2 * LM_NS_PER_S)
/* Shapes that are drawn at once: cairo's work for each grows with how many stand side by side. */
#define AT_ONCE 16

char *
lmu_graph_colour_text(LmColour colour, char out[8])
{
  g_snprintf(out, 8, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
  return out;
}

void
lmu_graph_set_colour(cairo_t *cairo, LmColour colour, double alpha)
{
  cairo_set_source_rgba(cairo, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0,
                        alpha);
}

double
lmu_graph_round_up(double value)
{
  static const double steps[] = {1, 2, 4, 6, 8, 10};
  double power;

  if (!(value > 1))
    return 1;
  power = pow(10, floor(log10(value)));
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
    if (value <= steps[i] * power * 1.0001)
      return steps[i] * power;
  return 10 * power;
}

double
lmu_graph_y(const LmuGraphPlot *plot, double value)
{
  double span = plot->high - plot->low;

  return plot->top + plot->height * (1 - CLAMP((value - plot->low) / MAX(span, 1e-9), 0, 1));
}

double
lmu_graph_x(const LmuGraphPlot *plot, gint64 time_ns)
{
  return lmu_graph_axis_place(plot->axis, time_ns, (double)plot->n_columns);
}

gboolean
lmu_graph_range(const LmuGraphPlot *plot, LmuQuantity quantity, double *least, double *most)
{
  gboolean any = FALSE;

  *least = *most = 0;
  for (guint line = 0; line < plot->data->n; line++)
    for (gsize i = 0; i < plot->n_columns; i++) {
      const LmuSeriesColumn *column = &plot->data->lines[line].columns[i];

      if (column->n_packets == 0)
        continue;
      *least = any ? MIN(*least, column->ranges[quantity].least) : column->ranges[quantity].least;
      *most = any ? MAX(*most, column->ranges[quantity].most) : column->ranges[quantity].most;
      any = TRUE;
    }
  return any;
}

void
lmu_graph_box(cairo_t *cairo, gsize n, double x, double y, double width, double height)
{
  if (n % AT_ONCE == 0)
    cairo_fill(cairo);
  cairo_rectangle(cairo, x, y, width, height);
}

/* From column to column with nothing between them: a box each, because a line that goes up and down
 * within every pixel takes cairo a hundred times as long. */
static void
fill_dense(const LmuGraphPlot *plot, cairo_t *cairo, const LmuSeriesColumn *columns,
           LmuQuantity quantity)
{
  double width = cairo_get_line_width(cairo);
  gsize n = 0;

  for (gsize i = 0; i < plot->n_columns; i++) {
    const LmuRange *range = &columns[i].ranges[quantity];
    double least = range->least, most = range->most, top, bottom;

    if (columns[i].n_packets == 0)
      continue;
    if (i > 0 && columns[i - 1].n_packets > 0 && !lmu_series_column_resumes(&columns[i])) {
      least = MIN(least, columns[i - 1].ranges[quantity].last);
      most = MAX(most, columns[i - 1].ranges[quantity].last);
    }
    top = lmu_graph_y(plot, most) - width / 2;
    bottom = lmu_graph_y(plot, least) + width / 2;
    lmu_graph_box(cairo, n++, (double)i, top, 1, bottom - top);
  }
  cairo_fill(cairo);
}

void
lmu_graph_stroke(const LmuGraphPlot *plot, cairo_t *cairo, guint line, LmuQuantity quantity)
{
  const LmuSeriesColumn *columns = plot->data->lines[line].columns;
  gsize last = G_MAXSIZE, n = 0;

  for (gsize i = 0; i < plot->n_columns; i++) {
    if (columns[i].n_packets == 0)
      continue;
    if (last != G_MAXSIZE && last + 1 < i && !lmu_series_column_resumes(&columns[i])) {
      double from = lmu_graph_y(plot, columns[last].ranges[quantity].last);

      if (n++ % AT_ONCE == 0)
        cairo_stroke(cairo);
      cairo_move_to(cairo, (double)last + 0.5, from);
      cairo_line_to(cairo, (double)i + 0.5, lmu_graph_y(plot, columns[i].ranges[quantity].first));
    }
    last = i;
  }
  cairo_stroke(cairo);
  fill_dense(plot, cairo, columns, quantity);
}

void
lmu_graph_diamond(cairo_t *cairo, double x, double y)
{
  cairo_move_to(cairo, x, y - 4);
  cairo_line_to(cairo, x + 4, y);
  cairo_line_to(cairo, x, y + 4);
  cairo_line_to(cairo, x - 4, y);
  cairo_close_path(cairo);
}

const LmuSeriesColumn *
lmu_graph_column(const LmuGraphPlot *plot, guint line, gint64 time_ns)
{
  double x = lmu_graph_x(plot, time_ns);

  if (x < 0 || x >= (double)plot->n_columns)
    return NULL;
  return &plot->data->lines[line].columns[(gsize)x];
}

const LmRtpPacket *
lmu_graph_packet(const LmuGraphPlot *plot, guint line, gint64 time_ns)
{
  const LmRtpPacket *packet = lmu_series_nearest(plot->data->lines[line].series, time_ns);

  if (!packet || packet->time_ns > lm_time_add(time_ns, NEAR_NS) ||
      time_ns > lm_time_add(packet->time_ns, NEAR_NS))
    return NULL;
  return packet;
}
