/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>

#define CARD_TOP 6.0
#define CARD_HEIGHT 43.0
/* Where in its first and last row a dialog's bar begins and ends. */
#define BAR_FIRST 5.0
#define BAR_LAST 25.0
/* Lines reach this far into the next row, so that no gap shows between rows at odd scales. */
#define SEAM 0.5

static void
draw_card(const LmLadderColumn *column, double x, double most, LmCanvas *canvas)
{
  LmFont name_font = {.size = 13, .bold = true}, address_font = {.size = LM_DRAW_SMALL_SIZE};
  bool named = strcmp(column->name, column->address) != 0;
  double width = canvas->measure(canvas, column->name, name_font);
  double below = named ? canvas->measure(canvas, column->address, address_font) : 0;
  width = fmax(width, below) + 24;
  width = fmin(fmax(width, 120), most);
  double left = round(x - width / 2) + 0.5;
  canvas->line(canvas, x, CARD_TOP + CARD_HEIGHT, x, LM_LADDER_HEADER_HEIGHT, 1.5, false,
               lm_draw_paint(LM_PAINT_LIFELINE));
  canvas->rect(canvas, left, CARD_TOP + 0.5, width, CARD_HEIGHT, 9, 0,
               lm_draw_paint(LM_PAINT_CARD));
  canvas->rect(canvas, left, CARD_TOP + 0.5, width, CARD_HEIGHT, 9, 1,
               lm_draw_paint(LM_PAINT_CARD_BORDER));
  canvas->text(canvas, x, CARD_TOP + (named ? 18 : 26.5), width - 12, column->name, name_font,
               LM_TEXT_CENTRE, lm_draw_paint(LM_PAINT_TEXT));
  if (named)
    canvas->text(canvas, x, CARD_TOP + 34.5, width - 12, column->address, address_font,
                 LM_TEXT_CENTRE, lm_draw_paint(LM_PAINT_DIM_TEXT));
}

void
lm_ladder_draw_header(const LmLadder *ladder, const LmLadderGeometry *geometry, LmCanvas *canvas)
{
  double most = fmin(geometry->column_distance - 8, 168);
  for (uint32_t i = 0; i < ladder->n_columns; i++)
    draw_card(&ladder->columns[i], lm_draw_column_x(geometry, i), most, canvas);
}

void
lm_draw_text_space(const LmLadderPen *pen, double width, double *x1, double *x2)
{
  uint32_t low = pen->row->from < pen->row->to ? pen->row->from : pen->row->to;
  uint32_t high = pen->row->from < pen->row->to ? pen->row->to : pen->row->from;
  *x1 = lm_draw_column_x(pen->geometry, low);
  *x2 = lm_draw_column_x(pen->geometry, high);
  if (low == high) {
    double reach = pen->geometry->column_distance;
    if (lm_draw_loops_left(pen->ladder, low))
      *x1 -= reach;
    else
      *x2 += reach;
    return;
  }
  uint32_t span = high - low;
  if (span > 1 && width + 2 * LM_DRAW_MARGIN <= pen->geometry->column_distance) {
    /* The middle; of two, the one nearer to the sender. */
    uint32_t gap = pen->row->from == low ? (span - 1) / 2 : span / 2;
    *x1 = lm_draw_column_x(pen->geometry, low + gap);
    *x2 = *x1 + pen->geometry->column_distance;
  }
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
  double centre = (geometry->first_x + lm_draw_column_x(geometry, n - 1)) / 2;
  double width = canvas->measure(canvas, pen->row->label, font);
  if (n % 2 && n > 1)
    centre -= geometry->column_distance / 2;
  if (n == 1)
    centre = geometry->first_x + geometry->column_distance / 2;
  if (place) {
    pen->hole_x1 = centre - width / 2 - 6;
    pen->hole_x2 = centre + width / 2 + 6;
    pen->hole_y1 = 4;
    pen->hole_y2 = 22;
    return;
  }
  LmPaint paint = lm_draw_paint(LM_PAINT_LIFELINE);
  canvas->line(canvas, left, 13.5, pen->hole_x1, 13.5, 1, true, paint);
  canvas->line(canvas, pen->hole_x2, 13.5, right, 13.5, 1, true, paint);
  canvas->text(canvas, centre, 17.5, right - left, pen->row->label, font, LM_TEXT_CENTRE,
               lm_draw_paint(LM_PAINT_DIM_TEXT));
}

/* A vertical piece, without what the row's text covers. */
static void
draw_upright(const LmLadderPen *pen, double x, double half, double y1, double y2, LmPaint paint)
{
  bool hidden = x + half > pen->hole_x1 && x - half < pen->hole_x2;
  double pieces[4] = {y1, hidden ? fmin(y2, pen->hole_y1) : y2, hidden ? fmax(y1, pen->hole_y2) : 0,
                      hidden ? y2 : 0};
  for (int i = 0; i < 4; i += 2) {
    if (pieces[i + 1] - pieces[i] < 0.1)
      continue;
    if (half < 1)
      pen->canvas->line(pen->canvas, x, pieces[i], x, pieces[i + 1], half * 2, false, paint);
    else
      pen->canvas->rect(pen->canvas, x - half, pieces[i], half * 2, pieces[i + 1] - pieces[i], 0, 0,
                        paint);
  }
}

/* A dialog's bar: rounded where it begins and ends. */
static void
draw_bar(const LmLadderPen *pen, double x, const LmLadderBar *bar)
{
  LmPaint paint = lm_draw_paint(LM_PAINT_DIALOG_BAR);
  bool begins = bar->first_row == pen->index, ends = bar->last_row == pen->index;
  double top = begins ? BAR_FIRST : 0, bottom = ends ? BAR_LAST : LM_LADDER_ROW_HEIGHT + SEAM;
  double half = LM_DRAW_BAR_HALF;
  if (begins)
    pen->canvas->rect(pen->canvas, x - half, top, 2 * half, 2 * half, half - 1, 0, paint);
  if (ends)
    pen->canvas->rect(pen->canvas, x - half, bottom - 2 * half, 2 * half, 2 * half, half - 1, 0,
                      paint);
  draw_upright(pen, x, half, begins ? top + half : top, ends ? bottom - half : bottom, paint);
}

static void
draw_lifelines(const LmLadderPen *pen)
{
  LmPaint paint = lm_draw_paint(LM_PAINT_LIFELINE);
  for (uint32_t i = 0; i < pen->ladder->n_columns; i++) {
    double x = lm_draw_column_x(pen->geometry, i), bottom = LM_LADDER_ROW_HEIGHT + SEAM;
    const LmLadderBar *bar = lm_ladder_bar_at(pen->ladder, i, pen->index);
    if (!bar) {
      draw_upright(pen, x, 0.75, 0, bottom, paint);
      continue;
    }
    if (bar->first_row == pen->index)
      draw_upright(pen, x, 0.75, 0, BAR_FIRST + 1, paint);
    if (bar->last_row == pen->index)
      draw_upright(pen, x, 0.75, BAR_LAST - 1, bottom, paint);
    draw_bar(pen, x, bar);
  }
}

static void
draw_margin(const LmLadderPen *pen)
{
  char time[LM_TIME_TEXT_SIZE];
  LmFont font = {.size = LM_DRAW_SMALL_SIZE, .tabular = true};
  lm_ladder_time_text(pen->ladder, pen->row, time);
  if (*time)
    pen->canvas->text(pen->canvas, pen->geometry->time_x, 17.5, pen->geometry->time_x - 4, time,
                      font, LM_TEXT_RIGHT, lm_draw_paint(LM_PAINT_DIM_TEXT));
  if (pen->row->malformed) {
    double x = pen->geometry->time_x + 16;
    const double triangle[] = {x - 5, 18, x + 5, 18, x, 9};
    pen->canvas->polygon(pen->canvas, triangle, 3, lm_draw_tone(LM_TONE_WARNING));
  }
}

static void
draw_content(LmLadderPen *pen, bool place)
{
  switch (pen->row->kind) {
  case LM_LADDER_MESSAGE:
    lm_draw_message(pen, place);
    break;
  case LM_LADDER_MEDIA:
    lm_draw_media(pen, place);
    break;
  case LM_LADDER_PAUSE:
    lm_draw_pause(pen, place);
    break;
  }
}

void
lm_ladder_draw_row(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                   LmCanvas *canvas)
{
  if (index >= ladder->n_rows)
    return;
  LmLadderPen pen = {.ladder = ladder,
                     .geometry = geometry,
                     .canvas = canvas,
                     .row = &ladder->rows[index],
                     .index = index};
  draw_content(&pen, true);
  draw_lifelines(&pen);
  draw_margin(&pen);
  draw_content(&pen, false);
}
