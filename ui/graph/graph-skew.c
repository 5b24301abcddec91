/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"
#include "ui/model/format.h"

#include <math.h>

/* How far packets are ahead of their timestamps, or behind: a slope is a clock that drifts, a step
 * a route that changed. */

static void
prepare(LmuGraphPlot *plot)
{
  double least, most;

  lmu_graph_range(plot, LMU_SKEW, &least, &most);
  plot->most = MAX(most, -least);
  plot->low = least < 0 ? -lmu_graph_round_up(-least) : 0;
  plot->high = most > 0 ? lmu_graph_round_up(most) : 0;
  if (plot->high - plot->low < 1)
    plot->high = plot->low + 1;
}

/* Without a clock rate nothing is known of when a packet should have come. */
static gboolean
has_skew(const LmuGraphData *data, guint line)
{
  return data->lines[line].series->detail->packets->figures.clock_hz != 0;
}

static gboolean
is_quiet(const LmuGraphData *data)
{
  for (guint i = 0; i < data->n; i++)
    if (has_skew(data, i))
      return FALSE;
  return TRUE;
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  GdkRGBA line = plot->text;
  double zero = (double)(int)lmu_graph_y(plot, 0) + 0.5;

  if (is_quiet(plot->data))
    return;
  line.alpha = 0.3f;
  gdk_cairo_set_source_rgba(cairo, &line);
  cairo_set_line_width(cairo, 1);
  cairo_move_to(cairo, 0, zero);
  cairo_line_to(cairo, (double)plot->n_columns, zero);
  cairo_stroke(cairo);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_width(cairo, 1.2);
  for (guint i = 0; i < plot->data->n; i++) {
    if (!has_skew(plot->data, i))
      continue;
    lmu_graph_set_colour(cairo, plot->colours[i], 1);
    lmu_graph_stroke(plot, cairo, i, LMU_SKEW);
  }
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  if (is_quiet(plot->data))
    return g_strdup("");
  return lmu_format_minus(g_strdup_printf(_("%.0f to %.0f ms"), plot->low, plot->high));
}

static char *
meaning(const LmuGraphPlot *plot)
{
  const LmRtpFigures *figures;

  if (plot->data->n > 0 && is_quiet(plot->data))
    return g_strdup(
        _("the clock rate of the codec is not known: neither SDP nor payload type says it"));
  if (plot->data->n != 1)
    return g_strdup("");
  figures = &plot->data->lines[0].series->detail->packets->figures;
  /* Less than this is printed as 0. */
  if (!figures->has_drift || fabs(figures->drift.ppm) < 0.5)
    return g_strdup(_("packets before or behind their time"));
  g_autofree char *drift = lmu_format_drift(figures->drift.ppm);
  return g_strdup_printf(_("packets before or behind their time; the clock drifts by %s"), drift);
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmRtpPacket *packet = lmu_graph_packet(plot, line, cursor_ns);

  return packet && has_skew(plot->data, line)
             ? lmu_format_minus(g_strdup_printf(_("%+.1f ms"), (double)packet->skew_ms))
             : NULL;
}

static char *
describe(const LmuGraphPlot *plot)
{
  double least, most;

  if (is_quiet(plot->data))
    return g_strdup(_("Skew not known"));
  lmu_graph_range(plot, LMU_SKEW, &least, &most);
  return g_strdup_printf(_("Skew from %.1f to %.1f ms"), least, most);
}

const LmuGraphKind lmu_graph_skew = {
    .title = N_("Skew"),
    .least_height = 58,
    .natural_height = 90,
    .quiet_height = 40,
    .is_quiet = is_quiet,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
