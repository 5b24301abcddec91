/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/time.h"
#include "ui/graph/graph-private.h"
#include "ui/model/format.h"

/* How loud what was decoded is, with the level below which it is silence, and where it is clipped.
 */

#define LEAST_DBFS (-60.0)
#define MARK_HEIGHT 3
#define DASH 3

static const LmuLevels *
levels_of(const LmuGraphData *data, guint line)
{
  const LmuSeries *series = data->lines[line].series;
  for (guint i = 0; i < data->n_levels; i++)
    if (data->levels[i]->stream == series->detail->stream && data->levels[i]->n > 0)
      return data->levels[i];
  return NULL;
}

static gboolean
is_quiet(const LmuGraphData *data)
{
  for (guint i = 0; i < data->n; i++)
    if (levels_of(data, i))
      return FALSE;
  return TRUE;
}

static void
prepare(LmuGraphPlot *plot)
{
  plot->low = LEAST_DBFS;
  plot->high = plot->most = 0;
}

/* The loudest block that begins within a pixel, and whether any is clipped; FALSE where none does:
 * where nothing came there is digital silence, and no line. @at goes on from pixel to pixel. */
static gboolean
take_column(const LmuLevels *levels, guint *at, gint64 end_ns, LmuLevel *loudest)
{
  gboolean any = FALSE;
  for (; *at < levels->n && levels->blocks[*at].time_ns < end_ns; ++*at) {
    const LmuLevel *block = &levels->blocks[*at];
    if ((double)block->dbfs <= LM_SOUND_LEAST_DBFS)
      continue;
    loudest->dbfs = any ? MAX(loudest->dbfs, block->dbfs) : block->dbfs;
    loudest->clipped = (any && loudest->clipped) || block->clipped;
    loudest->time_ns = block->time_ns;
    any = TRUE;
  }
  return any;
}

/* A pause of more than a block is a gap in the line. */
static void
draw_line(const LmuGraphPlot *plot, cairo_t *cairo, const LmuLevels *levels)
{
  double width = (double)plot->n_columns;
  guint at = lmu_levels_find(levels, lmu_graph_axis_get_from(plot->axis));
  gint64 before_ns = LM_TIME_NONE;
  LmuLevel level;

  for (gsize x = 0; x < plot->n_columns; x++) {
    gint64 end_ns = lmu_graph_axis_time(plot->axis, (double)x + 1, width);
    if (!take_column(levels, &at, end_ns, &level))
      continue;
    double y = lmu_graph_y(plot, CLAMP(level.dbfs, plot->low, plot->high));
    gint64 pixel_ns = lm_time_sub(end_ns, lmu_graph_axis_time(plot->axis, (double)x, width));
    if (before_ns == LM_TIME_NONE ||
        lm_time_sub(level.time_ns, before_ns) > 2 * levels->block_ns + 2 * pixel_ns)
      cairo_move_to(cairo, (double)x, y);
    else
      cairo_line_to(cairo, (double)x + 0.5, y);
    before_ns = level.time_ns;
    /* A line of so many points is stroked in pieces: its cost grows faster than they do. */
    if (x % 64 == 63) {
      cairo_stroke(cairo);
      cairo_move_to(cairo, (double)x + 0.5, y);
    }
  }
  cairo_stroke(cairo);
}

static void
draw_clipped(const LmuGraphPlot *plot, cairo_t *cairo, const LmuLevels *levels)
{
  double width = (double)plot->n_columns;
  guint at = lmu_levels_find(levels, lmu_graph_axis_get_from(plot->axis));
  gsize n = 0;
  LmuLevel level;

  for (gsize x = 0; x < plot->n_columns; x++)
    if (take_column(levels, &at, lmu_graph_axis_time(plot->axis, (double)x + 1, width), &level) &&
        level.clipped)
      lmu_graph_box(cairo, n++, (double)x, plot->top, 1, MARK_HEIGHT);
  cairo_fill(cairo);
}

static void
draw(const LmuGraphPlot *plot, cairo_t *cairo)
{
  static const double dashes[] = {DASH, DASH};
  GdkRGBA text = plot->text;
  double silence = (double)(int)lmu_graph_y(plot, LM_SOUND_SILENCE_DBFS) + 0.5;

  if (is_quiet(plot->data))
    return;
  text.alpha = 0.4f;
  gdk_cairo_set_source_rgba(cairo, &text);
  cairo_set_line_width(cairo, 1);
  cairo_set_dash(cairo, dashes, G_N_ELEMENTS(dashes), 0);
  cairo_move_to(cairo, 0, silence);
  cairo_line_to(cairo, (double)plot->n_columns, silence);
  cairo_stroke(cairo);
  cairo_set_dash(cairo, NULL, 0, 0);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_width(cairo, 1.2);
  for (guint i = 0; i < plot->data->n; i++) {
    const LmuLevels *levels = levels_of(plot->data, i);
    if (!levels)
      continue;
    lmu_graph_set_colour(cairo, plot->colours[i], 1);
    draw_line(plot, cairo, levels);
    lmu_graph_set_colour(cairo, plot->palette->tones[LM_TONE_FAILURE], 1);
    draw_clipped(plot, cairo, levels);
  }
}

static char *
scale_text(const LmuGraphPlot *plot)
{
  if (is_quiet(plot->data))
    return g_strdup("");
  return lmu_format_minus(g_strdup_printf(_("%.0f to 0 dBFS"), plot->low));
}

static char *
meaning(const LmuGraphPlot *plot)
{
  char clipped[8];

  if (is_quiet(plot->data))
    return g_strdup(_("what is heard is not decoded, or not yet"));
  lmu_graph_colour_text(plot->palette->tones[LM_TONE_FAILURE], clipped);
  return lmu_format_minus(
      g_strdup_printf(_("dashed: silence below %.0f dBFS   <span foreground='%s'>▀</span> clipped"),
                      LM_SOUND_SILENCE_DBFS, clipped));
}

static char *
figures(const LmuGraphPlot *plot, guint line, gint64 cursor_ns)
{
  const LmuLevels *levels = levels_of(plot->data, line);
  guint at = levels ? lmu_levels_find(levels, cursor_ns) : 0;

  if (!levels || at == levels->n || levels->blocks[at].time_ns > cursor_ns)
    return NULL;
  return lmu_format_minus(
      g_strdup_printf(levels->blocks[at].clipped ? _("%.0f dBFS, clipped") : _("%.0f dBFS"),
                      (double)levels->blocks[at].dbfs));
}

static char *
describe(const LmuGraphPlot *plot)
{
  double least = 0, most = LM_SOUND_LEAST_DBFS;

  if (is_quiet(plot->data))
    return g_strdup(_("Level not known"));
  for (guint line = 0; line < plot->data->n; line++) {
    const LmuLevels *levels = levels_of(plot->data, line);
    guint at = levels ? lmu_levels_find(levels, lmu_graph_axis_get_from(plot->axis)) : 0;
    gint64 to_ns = lmu_graph_axis_get_to(plot->axis);
    for (; levels && at < levels->n && levels->blocks[at].time_ns <= to_ns; at++) {
      least = MIN(least, (double)levels->blocks[at].dbfs);
      most = MAX(most, (double)levels->blocks[at].dbfs);
    }
  }
  return g_strdup_printf(_("Level from %.0f to %.0f dBFS"), least, most);
}

const LmuGraphKind lmu_graph_level = {
    .title = N_("Level"),
    .least_height = 58,
    .natural_height = 80,
    .quiet_height = 24,
    .is_quiet = is_quiet,
    .prepare = prepare,
    .draw = draw,
    .scale_text = scale_text,
    .meaning = meaning,
    .figures = figures,
    .describe = describe,
};
