/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"

/* Delta and jitter, with the jitter that the receiver reported. */

static int
compare_floats(const void *a, const void *b)
{
  float left = *(const float *)a, right = *(const float *)b;

  return (left > right) - (left < right);
}

static LmColour
delta_colour(const LmuGraphPlot *plot, guint line)
{
  return plot->data->n == 1 ? plot->palette->tones[LM_TONE_REQUEST] : plot->colours[line];
}

static LmColour
jitter_colour(const LmuGraphPlot *plot, guint line)
{
  return plot->data->n == 1 ? plot->palette->tones[LM_TONE_REDIRECT] : plot->colours[line];
}

static gboolean
is_in_view(const LmuGraphPlot *plot, const LmRtcpWord *word)
{
  double x = lmu_graph_x(plot, word->time_ns);

  return word->jitter_ms >= 0 && x >= 0 && x <= (double)plot->n_columns;
}

static double
most_reported(const LmuGraphPlot *plot)
{
  double most = 0;

  for (guint line = 0; line < plot->data->n; line++) {
    const LmStreamDetail *detail = plot->data->lines[line].series->detail;

    for (guint i = 0; i < detail->n_words; i++)
      if (is_in_view(plot, &detail->words[i]))
        most = MAX(most, detail->words[i].jitter_ms);
  }
  return most;
}

/* One pause of half a minute must not flatten everything else: the scale leaves out the highest few
 * columns where they stand far above the others, and they are marked at the top. */
static void
prepare(LmuGraphPlot *plot)
{
  g_autofree float *deltas = g_new(float, MAX(plot->n_columns, 1) * MAX(plot->data->n, 1));
  gsize n = 0;
  double most_jitter, most_delta, least, usual;

  lmu_graph_range(plot, LMU_DELTA, &least, &most_delta);
  lmu_graph_range(plot, LMU_JITTER, &least, &most_jitter);
  for (guint line = 0; line < plot->data->n; line++)
    for (gsize i = 0; i < plot->n_columns; i++)
      if (plot->data->lines[line].columns[i].n_packets > 0)
        deltas[n++] = plot->data->lines[line].columns[i].ranges[LMU_DELTA].most;
  qsort(deltas, n, sizeof *deltas, compare_floats);
  usual = n > 0 ? deltas[(n - 1) * 95 / 100] : 0;
  most_jitter = MAX(most_jitter, MIN(most_reported(plot), MAX(most_jitter * 4, usual)));
  plot->most = MAX(most_delta, most_jitter);
  plot->high = lmu_graph_round_up(MAX(most_jitter, MIN(plot->most, usual * 1.5)));
  if (plot->most <= plot->high * 2)
    plot->high = lmu_graph_round_up(plot->most);
}

/* A triangle at the top for what is above the scale. */
static void
draw_above(const LmuGraphPlot *plot, cairo_t *cairo, const LmuGraphLine *line)
{
  gsize last = G_MAXSIZE;

  for (gsize i = 0; i < plot->n_columns; i++) {
    if (line->columns[i].n_packets == 0 || line->columns[i].ranges[LMU_DELTA].most <= plot->high)
      continue;
    if (last != G_MAXSIZE && i - last < 7)
      continue;
    last = i;
    cairo_move_to(cairo, (double)i + 0.5, plot->top - 1);
    cairo_rel_line_to(cairo, -4, 6);
    cairo_rel_line_to(cairo, 8, 0);
    cairo_close_path(cairo);
  }
  cairo_fill(cairo);
}

static void
draw_reported(const LmuGraphPlot *plot, cairo_t *cairo, const LmStreamDetail *detail)
{
  double last = -100;

  for (guint i = 0; i < detail->n_words; i++) {
    double x = lmu_graph_x(plot, detail->words[i].time_ns);

    if (!is_in_view(plot, &detail->words[i]) || x - last < 3)
      continue;
    last = x;
    lmu_graph_diamond(cairo, x, lmu_graph_y(plot, detail->words[i].jitter_ms));
  }
  cairo_stroke(cairo);
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  gboolean several = plot->data->n > 1;

  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL);
  for (guint line = 0; line < plot->data->n; line++) {
    cairo_set_line_width(cairo, several ? 0.9 : 1.2);
    lmu_graph_set_colour(cairo, delta_colour(plot, line), several ? 0.6 : 1);
    lmu_graph_stroke(plot, cairo, line, LMU_DELTA);
  }
  for (guint line = 0; line < plot->data->n; line++) {
    cairo_set_line_width(cairo, 1.8);
    lmu_graph_set_colour(cairo, jitter_colour(plot, line), 1);
    lmu_graph_stroke(plot, cairo, line, LMU_JITTER);
    cairo_set_line_width(cairo, 1.3);
    draw_reported(plot, cairo, plot->data->lines[line].series->detail);
  }
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_WARNING], 1);
  for (guint line = 0; line < plot->data->n; line++)
    draw_above(plot, cairo, &plot->data->lines[line]);
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  if (plot->most > plot->high)
    return g_strdup_printf(_("0 – %.0f ms, highest %.0f ms"), plot->high, plot->most);
  return g_strdup_printf(_("0 – %.0f ms"), plot->high);
}

static gboolean
any_reports(const LmuGraphPlot *plot)
{
  for (guint line = 0; line < plot->data->n; line++)
    if (plot->data->lines[line].series->detail->n_words > 0)
      return TRUE;
  return FALSE;
}

static char *
meaning(const LmuGraphPlot *plot)
{
  char delta[8], jitter[8];
  g_autofree char *reported = NULL;

  if (plot->data->n > 1)
    return g_strdup(any_reports(plot) ? _("thin: delta · thick: jitter · ◇ jitter by RTCP")
                                      : _("thin: delta · thick: jitter"));
  lmu_graph_colour_text(delta_colour(plot, 0), delta);
  lmu_graph_colour_text(jitter_colour(plot, 0), jitter);
  if (any_reports(plot))
    reported = g_strdup_printf("   <span foreground='%s'>◇</span> %s", jitter, _("jitter by RTCP"));
  return g_strdup_printf("<span foreground='%s'>─</span> %s   <span foreground='%s'>━</span> %s%s",
                         delta, _("delta"), jitter, _("jitter"), reported ? reported : "");
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmRtpPacket *packet = lmu_graph_packet(plot, line, cursor_ns);
  const LmRtcpWord *word = lmu_series_word(plot->data->lines[line].series, cursor_ns);
  g_autofree char *reported = NULL;
  char delta[8], jitter[8];

  if (!packet)
    return NULL;
  if (plot->data->n > 1)
    return g_strdup_printf(_("%.1f / %.1f ms"), (double)packet->delta_ms,
                           (double)packet->jitter_ms);
  if (word && word->jitter_ms >= 0)
    reported = g_strdup_printf(_("   ◇ %.1f ms"), word->jitter_ms);
  return g_strdup_printf(
      /* Translators: markup; a sign in a colour stands before each name. */
      _("<span foreground='%s'>─</span> delta %.1f ms   <span foreground='%s'>━</span> jitter %.1f "
        "ms%s   packet %u"),
      lmu_graph_colour_text(delta_colour(plot, 0), delta), (double)packet->delta_ms,
      lmu_graph_colour_text(jitter_colour(plot, 0), jitter), (double)packet->jitter_ms,
      reported ? reported : "", packet->number);
}

static char *
describe(const LmuGraphPlot *plot)
{
  double least, delta, jitter;

  lmu_graph_range(plot, LMU_DELTA, &least, &delta);
  lmu_graph_range(plot, LMU_JITTER, &least, &jitter);
  return g_strdup_printf(_("Delta up to %.1f ms, jitter up to %.1f ms"), delta, jitter);
}

const LmuGraphKind lmu_graph_delay = {
    .title = N_("Delta and jitter"),
    .least_height = 76,
    .natural_height = 180,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
