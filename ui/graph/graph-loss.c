/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/graph/graph-private.h"

#include <math.h>

/* What is missing, late or out of order, each stream on a ground of its own. */

/* The bar of one lost packet, however long the longest burst is. */
#define LEAST_BAR 6.0
#define BAR_WIDTH 3.0
#define ODD_TICK 4.0

static guint
max_gap(const LmuGraphData *data)
{
  guint gap = 0;

  for (guint i = 0; i < data->n; i++)
    gap = MAX(gap, data->lines[i].series->max_gap);
  return gap;
}

/* Without a gap there is only the ground to see. */
static gboolean
is_quiet(const LmuGraphData *data)
{
  return max_gap(data) == 0 && data->n == 1;
}

static void
prepare(LmuGraphPlot *plot)
{
  plot->high = plot->most = max_gap(plot->data);
}

/* A line where packets came; a pause is a gap in it. */
static void
draw_ground(const LmuGraphPlot *plot, cairo_t *cairo, guint line, double y)
{
  const LmuSeriesColumn *columns = plot->data->lines[line].columns;
  gsize last = G_MAXSIZE;

  cairo_set_line_width(cairo, 1.5);
  lmu_graph_set_colour(
      cairo, plot->data->n > 1 ? plot->colours[line] : plot->palette->tones[LM_TONE_SUCCESS], 1);
  for (gsize i = 0; i < plot->n_columns; i++) {
    if (columns[i].n_packets == 0)
      continue;
    if (last == G_MAXSIZE || lmu_series_column_resumes(&columns[i]))
      last = i;
    cairo_move_to(cairo, (double)last, y);
    cairo_line_to(cairo, (double)i + 1, y);
    last = i + 1;
  }
  cairo_stroke(cairo);
}

static void
draw_late(const LmuGraphPlot *plot, cairo_t *cairo, const LmuSeriesColumn *columns, double ground)
{
  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_WARNING], 0.75);
  for (gsize i = 0; i < plot->n_columns; i++)
    if (columns[i].n_late > 0)
      cairo_rectangle(cairo, (double)i, ground - LEAST_BAR, 1, LEAST_BAR);
  cairo_fill(cairo);
}

static void
draw_lost(const LmuGraphPlot *plot, cairo_t *cairo, const LmuSeriesColumn *columns, double ground,
          double room)
{
  gsize n = 0;

  lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_FAILURE], 1);
  for (gsize i = 0; i < plot->n_columns; i++) {
    double height;

    if (columns[i].gap == 0)
      continue;
    height = MAX(LEAST_BAR, room * columns[i].gap / MAX(plot->high, 1));
    if (plot->high <= 1)
      height = room / 2;
    lmu_graph_box(cairo, n++, (double)i - BAR_WIDTH / 2 + 0.5, ground - height, BAR_WIDTH,
                  height + 2);
  }
  cairo_fill(cairo);
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  double lane = plot->height / MAX(plot->data->n, 1);

  for (guint line = 0; line < plot->data->n; line++) {
    const LmuSeriesColumn *columns = plot->data->lines[line].columns;
    double ground = round(plot->top + lane * (line + 1) - ODD_TICK - 3) + 0.5;

    draw_ground(plot, cairo, line, ground);
    draw_late(plot, cairo, columns, ground);
    draw_lost(plot, cairo, columns, ground, lane - ODD_TICK - 4);
    lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_WARNING], 1);
    for (gsize i = 0; i < plot->n_columns; i++)
      if (columns[i].n_odd > 0)
        cairo_rectangle(cairo, (double)i - 0.5, ground + 3, 2, ODD_TICK);
    cairo_fill(cairo);
  }
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  guint gap = max_gap(plot->data);

  if (gap == 0)
    return g_strdup(_("no packet missing"));
  return g_strdup_printf(LM_NGETTEXT("longest burst %u packet", "longest burst %u packets", gap),
                         gap);
}

static char *
meaning(const LmuGraphPlot *plot)
{
  char bar[8], late[8];

  lmu_graph_colour_text(plot->palette->tones[LM_TONE_FAILURE], bar);
  lmu_graph_colour_text(plot->palette->tones[LM_TONE_WARNING], late);
  return g_strdup_printf("<span foreground='%s'>▮</span> %s   <span foreground='%s'>▏</span> %s   "
                         "<span foreground='%s'>▪</span> %s",
                         bar, _("missing in a row"), late, _("late for 50 ms"), late,
                         _("duplicate, reordered"));
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmuSeriesColumn *column = lmu_graph_column(plot, line, cursor_ns);
  const LmRtpPacket *packet = lmu_graph_packet(plot, line, cursor_ns);
  const LmRtcpWord *word = lmu_series_word(plot->data->lines[line].series, cursor_ns);
  g_autoptr(GString) text = g_string_new(NULL);
  guint lost, gap;

  if (!column || !packet)
    return NULL;
  /* Between two packets that are pixels apart it is the closer one that is read. */
  lost = column->n_packets > 0 ? column->lost : packet->lost_before;
  gap = column->n_packets > 0 ? column->gap : lost;
  g_string_append_printf(text, LM_NGETTEXT("%u lost", "%u lost", lost), lost);
  if (gap > 1)
    g_string_append_printf(text, _(", %u in a row"), gap);
  if (column->n_late > 0)
    g_string_append_printf(text, LM_NGETTEXT(", %u late", ", %u late", column->n_late),
                           column->n_late);
  if (column->n_odd > 0)
    g_string_append_printf(
        text, LM_NGETTEXT(", %u out of order", ", %u out of order", column->n_odd), column->n_odd);
  if (word)
    g_string_append_printf(text, _(" · RTCP %.1f %%"), word->fraction_percent);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
describe(const LmuGraphPlot *plot)
{
  guint lost = 0, gap = 0;

  for (guint line = 0; line < plot->data->n; line++)
    for (gsize i = 0; i < plot->n_columns; i++) {
      lost += plot->data->lines[line].columns[i].lost;
      gap = MAX(gap, plot->data->lines[line].columns[i].gap);
    }
  return g_strdup_printf(LM_NGETTEXT("%u packet lost, at most %u in a row",
                                     "%u packets lost, at most %u in a row", lost),
                         lost, gap);
}

const LmuGraphKind lmu_graph_loss = {
    .title = N_("Loss"),
    .least_height = 62,
    .natural_height = 100,
    .quiet_height = 44,
    .is_quiet = is_quiet,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
