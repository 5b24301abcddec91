/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/time.h"
#include "ui/graph/graph-private.h"

/* MOS and R of each 5 s, and beside them what the loss that RTCP reported comes to. */

#define LEAST_MOS 1.0
#define MOST_MOS 4.5
/* Pixels of a dash, and of the gap behind it. */
#define DASH 3

static gboolean
has_score(const LmuGraphData *data, guint line)
{
  const LmWorking *working = &data->lines[line].series->detail->working;

  for (guint i = 0; i < working->n_intervals; i++)
    if (working->intervals[i].has_score)
      return TRUE;
  return FALSE;
}

static gboolean
is_quiet(const LmuGraphData *data)
{
  for (guint i = 0; i < data->n; i++)
    if (has_score(data, i))
      return FALSE;
  return TRUE;
}

/* The ends of the scales of G.107, G.107.1 and G.107.2. */
static double
most_r(const LmuGraphPlot *plot)
{
  double most = 100;

  for (guint i = 0; i < plot->data->n; i++) {
    const LmEmodelCodec *codec = plot->data->lines[i].series->detail->working.views[0].codec;

    if (codec && codec->band != LM_BAND_NARROW)
      most = MAX(most, codec->band == LM_BAND_WIDE ? 130 : 150);
  }
  return most;
}

static void
prepare(LmuGraphPlot *plot)
{
  plot->low = LEAST_MOS;
  plot->high = MOST_MOS;
  plot->most = most_r(plot);
}

static double
y_of(const LmuGraphPlot *plot, const LmWorkingInterval *interval, gboolean rating)
{
  double r = LEAST_MOS + (MOST_MOS - LEAST_MOS) * interval->r / plot->most;

  return lmu_graph_y(plot, rating ? r : interval->mos);
}

/* The same where a stretch takes less than a pixel: from the least to the most of each pixel. */
static void
draw_dense(const LmuGraphPlot *plot, cairo_t *cairo, guint line, gboolean rating)
{
  const LmWorking *working = &plot->data->lines[line].series->detail->working;
  double width = cairo_get_line_width(cairo), top = 0, bottom = 0, last = 0;
  gsize n = 0;
  int column = -1;

  for (guint i = 0; i <= working->n_intervals; i++) {
    const LmWorkingInterval *interval = i < working->n_intervals ? &working->intervals[i] : NULL;
    double x = interval ? lmu_graph_x(plot, interval->start_ns) : G_MAXINT, y;
    gboolean seen = x >= 0 && x < (double)plot->n_columns;

    if (interval && (!interval->has_score || !seen))
      continue;
    if (column >= 0 && (int)x != column && (!rating || column / DASH % 2 == 0))
      lmu_graph_box(cairo, n++, column, top - width / 2, 1, bottom - top + width);
    if (!interval)
      break;
    y = y_of(plot, interval, rating);
    if ((int)x != column) {
      /* It goes on from the pixel before. */
      top = column >= 0 && (int)x == column + 1 ? MIN(last, y) : y;
      bottom = column >= 0 && (int)x == column + 1 ? MAX(last, y) : y;
    }
    top = MIN(top, y);
    bottom = MAX(bottom, y);
    last = y;
    column = (int)x;
  }
  cairo_fill(cairo);
}

/* A level a stretch; stretches without packets are gaps. */
static void
draw_levels(const LmuGraphPlot *plot, cairo_t *cairo, guint line, gboolean rating)
{
  const LmWorking *working = &plot->data->lines[line].series->detail->working;
  double width = (double)plot->n_columns;
  gint64 last_ns = LM_TIME_NONE, from_ns = lmu_graph_axis_get_from(plot->axis);

  if (lmu_graph_x(plot, lm_time_add(from_ns, LM_WORKING_INTERVAL_NS)) < 1) {
    draw_dense(plot, cairo, line, rating);
    return;
  }
  for (guint i = 0; i < working->n_intervals; i++) {
    const LmWorkingInterval *interval = &working->intervals[i];
    gint64 end_ns = lm_time_add(interval->start_ns, LM_WORKING_INTERVAL_NS);
    double x = lmu_graph_x(plot, interval->start_ns), y = y_of(plot, interval, rating);
    double end = lmu_graph_x(plot, MIN(end_ns, lmu_graph_axis_get_to(plot->axis)));

    if (!interval->has_score || end < 0 || x > width) {
      last_ns = LM_TIME_NONE;
      continue;
    }
    if (last_ns != interval->start_ns)
      cairo_move_to(cairo, MAX(x, 0), y);
    else
      cairo_line_to(cairo, MAX(x, 0), y);
    cairo_line_to(cairo, MIN(end, width), y);
    last_ns = end_ns;
  }
  cairo_stroke(cairo);
}

static void
draw_reported(const LmuGraphPlot *plot, cairo_t *cairo, const LmStreamDetail *detail)
{
  double last = -100;

  for (guint i = 0; i < detail->n_words; i++) {
    double x = lmu_graph_x(plot, detail->words[i].time_ns);

    if (detail->words[i].mos <= 0 || x < 0 || x > (double)plot->n_columns || x - last < 3)
      continue;
    last = x;
    lmu_graph_diamond(cairo, x, lmu_graph_y(plot, detail->words[i].mos));
  }
  cairo_stroke(cairo);
}

static LmColour
colour_of(const LmuGraphPlot *plot, guint line)
{
  return plot->data->n == 1 ? plot->palette->tones[LM_TONE_REDIRECT] : plot->colours[line];
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  static const double dashes[] = {DASH, DASH};

  for (guint line = 0; line < plot->data->n; line++) {
    lmu_graph_set_colour(cairo, colour_of(plot, line), 0.7);
    cairo_set_line_width(cairo, 1);
    cairo_set_dash(cairo, dashes, 2, 0);
    draw_levels(plot, cairo, line, TRUE);
    cairo_set_dash(cairo, NULL, 0, 0);
    lmu_graph_set_colour(cairo, colour_of(plot, line), 1);
    cairo_set_line_width(cairo, 2);
    draw_levels(plot, cairo, line, FALSE);
    cairo_set_line_width(cairo, 1.3);
    draw_reported(plot, cairo, plot->data->lines[line].series->detail);
  }
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  if (is_quiet(plot->data))
    return g_strdup(_("no values for this codec"));
  return g_strdup_printf(_("MOS 1 – 4.5, R 0 – %.0f"), plot->most);
}

static char *
meaning(const LmuGraphPlot *plot)
{
  char colour[8];

  if (is_quiet(plot->data))
    return g_strdup("");
  if (plot->data->n > 1)
    return g_strdup(_("solid: MOS-LQ · dashed: R · ◇ by the loss that RTCP reported"));
  lmu_graph_colour_text(colour_of(plot, 0), colour);
  return g_strdup_printf(
      "<span foreground='%s'>━</span> MOS-LQ   <span foreground='%s'>╌</span> R   "
      "<span foreground='%s'>◇</span> %s",
      colour, colour, colour, _("by the loss that RTCP reported"));
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmuSeries *series = plot->data->lines[line].series;
  const LmWorkingInterval *interval = lmu_series_interval(series, cursor_ns);
  const LmRtcpWord *word = lmu_series_word(series, cursor_ns);
  g_autofree char *reported = NULL;

  if (!interval || !interval->has_score)
    return NULL;
  if (word && word->mos > 0)
    reported = g_strdup_printf(_(" · ◇ %.2f (%.1f %% lost)"), word->mos, word->fraction_percent);
  return g_strdup_printf(_("MOS-LQ %.2f, R %.1f%s"), interval->mos, interval->r,
                         reported ? reported : "");
}

static char *
describe(const LmuGraphPlot *plot)
{
  double least = 0, most = 0;

  for (guint line = 0; line < plot->data->n; line++) {
    const LmWorking *working = &plot->data->lines[line].series->detail->working;

    for (guint i = 0; i < working->n_intervals; i++) {
      const LmWorkingInterval *interval = &working->intervals[i];
      double x = lmu_graph_x(plot, interval->start_ns);

      if (!interval->has_score || x > (double)plot->n_columns ||
          lmu_graph_x(plot, lm_time_add(interval->start_ns, LM_WORKING_INTERVAL_NS)) < 0)
        continue;
      least = least > 0 ? MIN(least, interval->mos) : interval->mos;
      most = MAX(most, interval->mos);
    }
  }
  if (most <= 0)
    return g_strdup(_("No score"));
  return g_strdup_printf(_("MOS from %.2f to %.2f over 5 seconds each"), least, most);
}

const LmuGraphKind lmu_graph_score = {
    .title = N_("MOS over 5 s"),
    .least_height = 62,
    .natural_height = 100,
    .quiet_height = 40,
    .is_quiet = is_quiet,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
