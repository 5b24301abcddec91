/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>
#include <stdlib.h>

/* Where in its first and last row a dialog's bar begins and ends. */
#define BAR_FIRST 5.0
#define BAR_LAST 25.0
/* Lines reach this far into the next row, so that no gap shows between rows at odd scales. */
#define SEAM 0.5
#define LANE_GAP 1.0

/* The lifelines of some rows, while they are drawn: those of column i are cut by the holes from
 * @starts[i] up to @starts[i + 1]. */
typedef struct {
  const LmLadder *ladder;
  const LmLadderGeometry *geometry;
  LmCanvas *canvas;
  uint32_t first, n;  /* rows */
  uint32_t low, high; /* columns, from @low up to @high */
  LmLadderHole *holes;
  uint32_t *starts;
} Lines;

static double
row_y(const Lines *lines, uint32_t row)
{
  return (row - lines->first) * LM_LADDER_ROW_HEIGHT;
}

static double
bottom_y(const Lines *lines)
{
  return lines->n * LM_LADDER_ROW_HEIGHT + SEAM;
}

static void
draw_piece(LmCanvas *canvas, double x, double half, double y1, double y2, LmPaint paint)
{
  if (y2 - y1 < 0.1)
    return;
  if (half < 1)
    canvas->line(canvas, x, y1, x, y2, half * 2, false, paint);
  else
    canvas->rect(canvas, x - half, y1, half * 2, y2 - y1, 0, 0, paint);
}

/* A vertical piece of a column around @x, without what the rows' texts cover. */
static void
draw_upright(const Lines *lines, uint32_t column, double x, double half, double y1, double y2,
             LmPaint paint)
{
  uint32_t from = lines->starts[column - lines->low], to = lines->starts[column - lines->low + 1];
  /* The first hole that ends below the piece's top. */
  uint32_t after = to;
  while (from < after) {
    uint32_t middle = from + (after - from) / 2;
    if (lines->holes[middle].y2 <= y1)
      from = middle + 1;
    else
      after = middle;
  }
  for (; from < to && lines->holes[from].y1 < y2; from++) {
    const LmLadderHole *hole = &lines->holes[from];
    if (x + half <= hole->x1 || x - half >= hole->x2)
      continue;
    draw_piece(lines->canvas, x, half, y1, hole->y1, paint);
    y1 = fmax(y1, hole->y2);
  }
  draw_piece(lines->canvas, x, half, y1, y2, paint);
}

/* Where a bar stands on its lifeline, which those of several legs share. */
static void
place_bar(const Lines *lines, const LmLadderBar *bar, double *x, double *half)
{
  *x = lm_draw_column_x(lines->geometry, bar->column);
  *half = LM_DRAW_BAR_HALF;
  if (bar->n_lanes < 2)
    return;
  double each = fmax(2 * LM_DRAW_SHARED_HALF / bar->n_lanes, 2);
  *half = (each - LANE_GAP) / 2;
  *x += (bar->lane - (bar->n_lanes - 1) / 2.0) * each;
}

/* A dialog's bar: rounded where it begins and ends. */
static void
draw_bar(const Lines *lines, const LmLadderBar *bar)
{
  LmCanvas *canvas = lines->canvas;
  LmPaint paint = lm_draw_leg(bar->leg);
  double x, half;
  place_bar(lines, bar, &x, &half);
  bool begins = bar->first_row >= lines->first, ends = bar->last_row - lines->first < lines->n;
  double top = begins ? row_y(lines, bar->first_row) + BAR_FIRST : 0;
  double bottom = ends ? row_y(lines, bar->last_row) + BAR_LAST : bottom_y(lines);
  if (begins)
    canvas->rect(canvas, x - half, top, 2 * half, 2 * half, fmax(half - 1, 1), 0, paint);
  if (ends)
    canvas->rect(canvas, x - half, bottom - 2 * half, 2 * half, 2 * half, fmax(half - 1, 1), 0,
                 paint);
  draw_upright(lines, bar->column, x, half, begins ? top + half : top,
               ends ? bottom - half : bottom, paint);
}

/* The lifeline goes on where the first lane has no bar, with those of the others beside it. */
static void
draw_column(const Lines *lines, uint32_t column)
{
  const LmLadder *ladder = lines->ladder;
  LmPaint paint = lm_draw_paint(LM_PAINT_LIFELINE);
  double x = lm_draw_column_x(lines->geometry, column), y = 0;
  uint32_t last = lines->first + lines->n - 1;
  for (uint32_t i = lm_ladder_first_bar(ladder, column, 0, lines->first); i < ladder->n_bars; i++) {
    const LmLadderBar *bar = &ladder->bars[i];
    if (bar->column != column || bar->lane || bar->first_row > last)
      break;
    if (bar->first_row >= lines->first)
      draw_upright(lines, column, x, 0.75, y, row_y(lines, bar->first_row) + BAR_FIRST + 1, paint);
    draw_bar(lines, bar);
    y = bar->last_row > last ? bottom_y(lines) : row_y(lines, bar->last_row) + BAR_LAST - 1;
  }
  draw_upright(lines, column, x, 0.75, y, bottom_y(lines), paint);
  for (uint32_t lane = 1; lane < ladder->n_lanes; lane++) {
    uint32_t i = lm_ladder_first_bar(ladder, column, lane, lines->first);
    for (; i < ladder->n_bars; i++) {
      const LmLadderBar *bar = &ladder->bars[i];
      if (bar->column != column || bar->lane != lane || bar->first_row > last)
        break;
      draw_bar(lines, bar);
    }
  }
}

/* The columns whose lifelines or bars @hole cuts. */
static void
columns_of(const Lines *lines, const LmLadderHole *hole, uint32_t *low, uint32_t *high)
{
  const LmLadderGeometry *geometry = lines->geometry;
  double first = (hole->x1 - LM_DRAW_SHARED_HALF - geometry->first_x) / geometry->column_distance;
  double last = (hole->x2 + LM_DRAW_SHARED_HALF - geometry->first_x) / geometry->column_distance;
  *low = first > lines->low ? (uint32_t)fmin(ceil(first), lines->high) : lines->low;
  *high = last >= lines->low ? (uint32_t)fmin(floor(last) + 1, lines->high) : lines->low;
}

/* Sorts the holes of the rows by the columns that they cut. */
static void
collect_holes(Lines *lines, const LmLadderHole *of_rows)
{
  uint32_t n_columns = lines->high - lines->low, low, high, total = 0;
  for (uint32_t i = 0; i < lines->n; i++) {
    columns_of(lines, &of_rows[i], &low, &high);
    for (uint32_t column = low; column < high; column++)
      lines->starts[column - lines->low]++;
  }
  for (uint32_t i = 0; i <= n_columns; i++) {
    uint32_t count = i < n_columns ? lines->starts[i] : 0;
    lines->starts[i] = total;
    total += count;
  }
  lines->holes = lm_alloc((total ? total : 1) * sizeof *lines->holes);
  for (uint32_t i = 0; i < lines->n; i++) {
    columns_of(lines, &of_rows[i], &low, &high);
    for (uint32_t column = low; column < high; column++) {
      LmLadderHole *hole = &lines->holes[lines->starts[column - lines->low]++];
      *hole = of_rows[i];
      hole->y1 += i * LM_LADDER_ROW_HEIGHT;
      hole->y2 += i * LM_LADDER_ROW_HEIGHT;
    }
  }
  /* Each start has become the next one's. */
  for (uint32_t i = n_columns; i > 0; i--)
    lines->starts[i] = lines->starts[i - 1];
  lines->starts[0] = 0;
}

void
lm_draw_lifelines(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t first,
                  uint32_t n, const LmLadderHole *holes, LmCanvas *canvas)
{
  Lines lines = {.ladder = ladder, .geometry = geometry, .canvas = canvas, .first = first, .n = n};
  lm_draw_shown_columns(ladder, geometry, &lines.low, &lines.high);
  if (lines.low >= lines.high || n == 0)
    return;
  lines.starts = lm_alloc((lines.high - lines.low + 1) * sizeof *lines.starts);
  collect_holes(&lines, holes);
  for (uint32_t column = lines.low; column < lines.high; column++)
    draw_column(&lines, column);
  free(lines.holes);
  free(lines.starts);
}
