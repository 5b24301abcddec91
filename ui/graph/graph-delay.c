/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"

#include <math.h>

/* Rounds up to 1, 2, 4, 6, 8 or 10 times a power of ten, so that half and quarter lines are round.
 */
static double
round_up(double value)
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

static int
compare_floats(const void *a, const void *b)
{
  float left = *(const float *)a, right = *(const float *)b;

  return (left > right) - (left < right);
}

/* One pause of half a minute must not flatten everything else: the scale leaves out the highest few
 * columns where they stand far above the others, and they are marked at the top. */
static void
prepare(LmuGraphPlot *plot)
{
  g_autofree float *deltas = g_new(float, MAX(plot->n_columns, 1));
  gsize n = 0;
  double most_jitter = 0, usual;

  plot->most = 0;
  for (gsize i = 0; i < plot->n_columns; i++) {
    const LmuSeriesColumn *column = &plot->columns[i];

    if (column->n_packets == 0)
      continue;
    deltas[n++] = column->delta.most;
    plot->most = MAX(plot->most, column->delta.most);
    most_jitter = MAX(most_jitter, column->jitter.most);
  }
  qsort(deltas, n, sizeof *deltas, compare_floats);
  usual = n > 0 ? deltas[(n - 1) * 95 / 100] : 0;
  plot->most = MAX(plot->most, most_jitter);
  plot->scale = round_up(MAX(most_jitter, MIN(plot->most, usual * 1.5)));
  if (plot->most <= plot->scale * 2)
    plot->scale = round_up(plot->most);
}

static double
height_of(const LmuGraphPlot *plot, double value)
{
  return plot->top + plot->height * (1 - CLAMP(value / plot->scale, 0, 1));
}

static void
draw_line(const LmuGraphPlot *plot, cairo_t *cairo, gsize offset)
{
  gboolean first = TRUE;

  for (gsize i = 0; i < plot->n_columns; i++) {
    const LmuSeriesColumn *column = &plot->columns[i];
    const LmuSpread *spread = (const LmuSpread *)((const char *)column + offset);
    double x = (double)i + 0.5;

    if (column->n_packets == 0)
      continue;
    if (first || lmu_series_column_resumes(column))
      cairo_move_to(cairo, x, height_of(plot, spread->first));
    else
      cairo_line_to(cairo, x, height_of(plot, spread->first));
    first = FALSE;
    if (spread->least < spread->most) {
      cairo_line_to(cairo, x, height_of(plot, spread->least));
      cairo_line_to(cairo, x, height_of(plot, spread->most));
      cairo_line_to(cairo, x, height_of(plot, spread->last));
    }
  }
  cairo_stroke(cairo);
}

/* A triangle at the top for what is above the scale. */
static void
draw_above(const LmuGraphPlot *plot, cairo_t *cairo)
{
  gsize last = G_MAXSIZE;

  for (gsize i = 0; i < plot->n_columns; i++) {
    if (plot->columns[i].n_packets == 0 || plot->columns[i].delta.most <= plot->scale)
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
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_width(cairo, 1.2);
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_REQUEST], 1);
  draw_line(plot, cairo, G_STRUCT_OFFSET(LmuSeriesColumn, delta));
  cairo_set_line_width(cairo, 1.8);
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_REDIRECT], 1);
  draw_line(plot, cairo, G_STRUCT_OFFSET(LmuSeriesColumn, jitter));
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_WARNING], 1);
  draw_above(plot, cairo);
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  if (plot->most > plot->scale)
    return g_strdup_printf(_("0 – %.0f ms, highest %.0f ms"), plot->scale, plot->most);
  return g_strdup_printf(_("0 – %.0f ms"), plot->scale);
}

static char *
legend(const LmuGraphPlot *plot, const LmStreamPoint *point, const LmuSeriesColumn *column)
{
  char delta[8], jitter[8];

  lmu_graph_colour_text(plot->palette->tones[LM_TONE_REQUEST], delta);
  lmu_graph_colour_text(plot->palette->tones[LM_TONE_REDIRECT], jitter);
  if (!point)
    return g_strdup_printf("<span foreground='%s'>─</span> %s   <span foreground='%s'>━</span> %s",
                           delta, _("delta"), jitter, _("jitter"));
  return g_strdup_printf(
      /* Translators: markup; a sign in a colour stands before each name. */
      _("<span foreground='%s'>─</span> delta %.1f ms   <span foreground='%s'>━</span> jitter %.1f "
        "ms   packet %u"),
      delta, (double)point->delta_ms, jitter, (double)point->jitter_ms, point->sequence);
}

static char *
describe(const LmuGraphPlot *plot)
{
  double delta = 0, jitter = 0;

  for (gsize i = 0; i < plot->n_columns; i++) {
    if (plot->columns[i].n_packets == 0)
      continue;
    delta = MAX(delta, plot->columns[i].delta.most);
    jitter = MAX(jitter, plot->columns[i].jitter.most);
  }
  return g_strdup_printf(_("Delta up to %.1f ms, jitter up to %.1f ms"), delta, jitter);
}

const LmuGraphKind lmu_graph_delay = {
    .title = N_("Delta and jitter"),
    .least_height = 80,
    .natural_height = 260,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .legend = legend,
    .describe = describe,
};
