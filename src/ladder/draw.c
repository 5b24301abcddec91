/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>
#include <stdlib.h>

void
lm_draw_shown_columns(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t *low,
                      uint32_t *high)
{
  double distance = geometry->column_distance, n = ladder->n_columns;
  double first = floor((geometry->shown_x1 - geometry->first_x) / distance) - 1;
  double last = ceil((geometry->shown_x2 - geometry->first_x) / distance) + 1;
  *low = first > 0 ? (uint32_t)fmin(first, n) : 0;
  *high = last >= 0 ? (uint32_t)fmin(last + 1, n) : 0;
}

void
lm_ladder_draw_header(const LmLadder *ladder, const LmLadderGeometry *geometry, LmCanvas *canvas)
{
  double most = fmin(geometry->column_distance - 8, LM_DRAW_MOST_CARD);
  uint32_t low, high;
  lm_draw_shown_columns(ladder, geometry, &low, &high);
  for (uint32_t i = low; i < high; i++)
    lm_draw_card(&ladder->columns[i], lm_draw_column_x(geometry, i), most, canvas);
}

/* The gap between two lifelines that the text of an arrow from @low to @high stands in: the middle
 * one of those that are seen whole; of two, the one nearer to the sender. */
static uint32_t
text_gap(const LmLadderPen *pen, uint32_t low, uint32_t high)
{
  const LmLadderGeometry *geometry = pen->geometry;
  double distance = geometry->column_distance;
  /* What is shown often ends at a lifeline, which counts as inside. */
  double first = ceil((geometry->shown_x1 - geometry->first_x) / distance - 1e-6);
  double end = floor((geometry->shown_x2 - geometry->first_x) / distance + 1e-6);
  uint32_t from = first > low ? (uint32_t)fmin(first, high - 1) : low;
  uint32_t to = end < high ? (uint32_t)fmax(end, from + 1) : high;
  return from + (pen->row->from == low ? (to - from - 1) / 2 : (to - from) / 2);
}

void
lm_draw_text_space(const LmLadderPen *pen, double width, double *x1, double *x2)
{
  const LmLadderGeometry *geometry = pen->geometry;
  uint32_t low = pen->row->from < pen->row->to ? pen->row->from : pen->row->to;
  uint32_t high = pen->row->from < pen->row->to ? pen->row->to : pen->row->from;
  *x1 = lm_draw_column_x(geometry, low);
  *x2 = lm_draw_column_x(geometry, high);
  if (low == high) {
    double reach = geometry->column_distance;
    if (lm_draw_loops_left(pen->ladder, low))
      *x1 -= reach;
    else
      *x2 += reach;
    return;
  }
  if (high - low == 1)
    return;
  if (width + 2 * LM_DRAW_MARGIN <= geometry->column_distance) {
    *x1 = lm_draw_column_x(geometry, text_gap(pen, low, high));
    *x2 = *x1 + geometry->column_distance;
  } else if (*x1<geometry->shown_x2 && * x2> geometry->shown_x1) {
    /* Over several gaps: over those that are seen. */
    *x1 = fmax(*x1, geometry->shown_x1);
    *x2 = fmin(*x2, geometry->shown_x2);
  }
}

bool
lm_ladder_row_extent(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                     double *x1, double *x2)
{
  if (index >= ladder->n_rows || ladder->rows[index].kind == LM_LADDER_PAUSE)
    return false;
  const LmLadderRow *row = &ladder->rows[index];
  *x1 = lm_draw_column_x(geometry, row->from < row->to ? row->from : row->to);
  *x2 = lm_draw_column_x(geometry, row->from < row->to ? row->to : row->from);
  if (row->from == row->to && lm_draw_loops_left(ladder, row->from))
    *x1 -= geometry->column_distance;
  else if (row->from == row->to)
    *x2 += geometry->column_distance;
  return true;
}

bool
lm_draw_loops_left(const LmLadder *ladder, uint32_t column)
{
  return ladder->n_columns > 1 && column + 1 == ladder->n_columns;
}

void
lm_draw_pause(LmLadderPen *pen, bool place)
{
  const LmLadderGeometry *geometry = pen->geometry;
  LmCanvas *canvas = pen->canvas;
  LmFont font = {.size = LM_DRAW_SMALL_SIZE};
  double left = geometry->time_x + 14;
  double right = geometry->width - 12;
  uint32_t n = pen->ladder->n_columns ? pen->ladder->n_columns : 1;
  double centre = lm_draw_column_x(geometry, n > 1 ? text_gap(pen, 0, n - 1) : 0);
  centre += geometry->column_distance / 2;
  double width = canvas->measure(canvas, pen->row->label, font);
  if (place) {
    pen->hole = (LmLadderHole){centre - width / 2 - 6, centre + width / 2 + 6, 4, 22};
    return;
  }
  LmPaint paint = lm_draw_paint(LM_PAINT_LIFELINE);
  canvas->line(canvas, left, 13.5, pen->hole.x1, 13.5, 1, true, paint);
  canvas->line(canvas, pen->hole.x2, 13.5, right, 13.5, 1, true, paint);
  canvas->text(canvas, centre, 17.5, right - left, pen->row->label, font, LM_TEXT_CENTRE,
               lm_draw_paint(LM_PAINT_DIM_TEXT));
}

void
lm_ladder_draw_margin(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                      LmCanvas *canvas)
{
  char time[LM_TIME_TEXT_SIZE];
  LmFont font = {.size = LM_DRAW_SMALL_SIZE, .tabular = true};
  if (index >= ladder->n_rows)
    return;
  const LmLadderRow *row = &ladder->rows[index];
  lm_ladder_time_text(ladder, row, time);
  if (*time)
    canvas->text(canvas, geometry->time_x, 17.5, geometry->time_x - 4, time, font, LM_TEXT_RIGHT,
                 lm_draw_paint(LM_PAINT_DIM_TEXT));
  if (row->malformed || row->warning) {
    double x = geometry->time_x + 16;
    const double triangle[] = {x - 5, 18, x + 5, 18, x, 9};
    canvas->polygon(canvas, triangle, 3, lm_draw_tone(LM_TONE_WARNING));
  }
}

static void
draw_content(LmLadderPen *pen, bool place)
{
  switch (pen->row->kind) {
  case LM_LADDER_MESSAGE:
    lm_draw_message(pen, place);
    break;
  case LM_LADDER_EVENT:
    lm_draw_event(pen, place);
    break;
  case LM_LADDER_MEDIA:
    lm_draw_media(pen, place);
    break;
  case LM_LADDER_PAUSE:
    lm_draw_pause(pen, place);
    break;
  }
}

static LmLadderPen
take_pen(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index, LmCanvas *canvas)
{
  LmLadderPen pen = {.ladder = ladder,
                     .geometry = geometry,
                     .canvas = canvas,
                     .row = &ladder->rows[index],
                     .index = index};
  draw_content(&pen, true);
  return pen;
}

void
lm_ladder_draw_lifelines(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t first,
                         uint32_t n, LmCanvas *canvas)
{
  if (first >= ladder->n_rows)
    return;
  n = n < ladder->n_rows - first ? n : ladder->n_rows - first;
  LmLadderHole *holes = lm_alloc((n ? n : 1) * sizeof *holes);
  for (uint32_t i = 0; i < n; i++)
    holes[i] = take_pen(ladder, geometry, first + i, canvas).hole;
  lm_draw_lifelines(ladder, geometry, first, n, holes, canvas);
  free(holes);
}

void
lm_ladder_draw_content(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                       LmCanvas *canvas)
{
  if (index >= ladder->n_rows)
    return;
  LmLadderPen pen = take_pen(ladder, geometry, index, canvas);
  draw_content(&pen, false);
}

void
lm_ladder_draw_row(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                   LmCanvas *canvas)
{
  if (index >= ladder->n_rows)
    return;
  LmLadderPen pen = take_pen(ladder, geometry, index, canvas);
  lm_draw_lifelines(ladder, geometry, index, 1, &pen.hole, canvas);
  lm_ladder_draw_margin(ladder, geometry, index, canvas);
  draw_content(&pen, false);
}
