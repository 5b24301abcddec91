/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"

/* What the stream takes of the network. */

static void
prepare(LmuGraphPlot *plot)
{
  double least;

  lmu_graph_range(plot, LMU_RATE, &least, &plot->most);
  plot->high = lmu_graph_round_up(plot->most);
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_width(cairo, 1.4);
  for (guint i = 0; i < plot->data->n; i++) {
    lmu_graph_set_colour(cairo, plot->colours[i], 1);
    lmu_graph_stroke(plot, cairo, i, LMU_RATE);
  }
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  return g_strdup_printf(_("0 – %.0f kbit/s"), plot->high);
}

static char *
meaning(const LmuGraphPlot *plot)
{
  return g_strdup(_("of a second, with the headers of UDP and IP"));
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmRtpPacket *packet = lmu_graph_packet(plot, line, cursor_ns);

  return packet ? g_strdup_printf(_("%.1f kbit/s"), (double)packet->kbits_per_s) : NULL;
}

static char *
describe(const LmuGraphPlot *plot)
{
  return g_strdup_printf(_("Up to %.1f kbit/s"), plot->most);
}

const LmuGraphKind lmu_graph_rate = {
    .title = N_("Bit rate"),
    .least_height = 56,
    .natural_height = 80,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
