/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"

#include <math.h>

/* The bar of one lost packet, however long the longest burst is. */
#define LEAST_BAR 6.0
#define BAR_WIDTH 3.0
#define ODD_TICK 4.0

/* Without a gap there is only the ground to see. */
static gboolean
is_quiet(const LmuSeries *series)
{
  return series->max_gap == 0;
}

static void
prepare(LmuGraphPlot *plot)
{
  plot->scale = plot->most = plot->series->max_gap;
}

/* A line where packets came; a pause is a gap in it. */
static void
draw_ground(const LmuGraphPlot *plot, cairo_t *cairo, double y)
{
  gsize last = G_MAXSIZE;

  cairo_set_line_width(cairo, 1.5);
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_SUCCESS], 1);
  for (gsize i = 0; i < plot->n_columns; i++) {
    if (plot->columns[i].n_packets == 0)
      continue;
    if (last == G_MAXSIZE || lmu_series_column_resumes(&plot->columns[i]))
      last = i;
    cairo_move_to(cairo, (double)last, y);
    cairo_line_to(cairo, (double)i + 1, y);
    last = i + 1;
  }
  cairo_stroke(cairo);
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  double ground = round(plot->top + plot->height - ODD_TICK - 3) + 0.5;
  double room = ground - plot->top;

  draw_ground(plot, cairo, ground);
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_FAILURE], 1);
  for (gsize i = 0; i < plot->n_columns; i++) {
    double height;

    if (plot->columns[i].gap == 0)
      continue;
    height = MAX(LEAST_BAR, room * plot->columns[i].gap / MAX(plot->scale, 1));
    if (plot->scale <= 1)
      height = room / 2;
    cairo_rectangle(cairo, (double)i - BAR_WIDTH / 2 + 0.5, ground - height, BAR_WIDTH, height + 2);
  }
  cairo_fill(cairo);

  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_WARNING], 1);
  for (gsize i = 0; i < plot->n_columns; i++)
    if (plot->columns[i].n_odd > 0)
      cairo_rectangle(cairo, (double)i - 0.5, ground + 3, 2, ODD_TICK);
  cairo_fill(cairo);
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  guint gap = plot->series->max_gap;

  if (gap == 0)
    return g_strdup(_("no packet missing"));
  return g_strdup_printf(LM_NGETTEXT("longest burst %u packet", "longest burst %u packets", gap),
                         gap);
}

static char *
legend(const LmuGraphPlot *plot, const LmStreamPoint *point, const LmuSeriesColumn *column)
{
  char bar[8], tick[8];
  guint lost, gap;
  g_autofree char *text = NULL;

  lmu_graph_colour_text(plot->palette->tones[LM_TONE_FAILURE], bar);
  lmu_graph_colour_text(plot->palette->tones[LM_TONE_WARNING], tick);
  if (!column)
    return g_strdup_printf("<span foreground='%s'>▮</span> %s   <span foreground='%s'>▪</span> %s",
                           bar, _("packets missing in a row"), tick, _("duplicates, reordered"));
  /* Between two packets that are pixels apart it is the closer one that is read. */
  lost = column->n_packets > 0 || !point ? column->lost : (guint)MAX(point->lost, 0);
  gap = column->n_packets > 0 ? column->gap : lost;
  text = g_strdup_printf(LM_NGETTEXT("%u lost", "%u lost", lost), lost);
  if (gap > 1) {
    g_autofree char *all = g_steal_pointer(&text);

    text = g_strdup_printf(_("%s, %u in a row"), all, gap);
  }
  return g_strdup_printf("<span foreground='%s'>▮</span> %s   <span foreground='%s'>▪</span> %u",
                         bar, text, tick, column->n_odd);
}

static char *
describe(const LmuGraphPlot *plot)
{
  guint lost = 0, gap = 0;

  for (gsize i = 0; i < plot->n_columns; i++) {
    lost += plot->columns[i].lost;
    gap = MAX(gap, plot->columns[i].gap);
  }
  return g_strdup_printf(LM_NGETTEXT("%u packet lost, at most %u in a row",
                                     "%u packets lost, at most %u in a row", lost),
                         lost, gap);
}

const LmuGraphKind lmu_graph_loss = {
    .title = N_("Loss"),
    .least_height = 70,
    .natural_height = 130,
    .quiet_height = 52,
    .is_quiet = is_quiet,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .legend = legend,
    .describe = describe,
};
