/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>

/* An event is told apart from a message by its protocol in a frame, by lighter text and by a thin
 * line; a state is a box on or between its lifelines. */

#define LINE_WIDTH 1.0
#define BOX_TOP 4.0
#define BOX_HEIGHT 20.0
#define BOX_RADIUS 5.0
#define BOX_INSET 12.0
#define BOX_OVERLAP 10.0 /* of a box at one lifeline, beyond it */
#define PADDING 10.0
#define SIGN_ROOM 16.0 /* for the tick or cross in a box */
#define BASELINE 18.0

double
lm_draw_event_width(const LmLadderRow *row, LmCanvas *canvas)
{
  LmLadderTexts texts = lm_draw_texts_measure(row, canvas);
  double width = lm_draw_texts_width(&texts);
  return row->state ? width + 2 * (PADDING + BOX_INSET) + SIGN_ROOM : width + SIGN_ROOM;
}

static double
sign_room(const LmLadderRow *row)
{
  return row->good || row->failure ? SIGN_ROOM : 0;
}

/* A state between two hosts takes all of the space between them, one of a single host what its
 * text needs. */
static LmLadderTexts
lay_out_state(const LmLadderPen *pen, double *x1, double *x2)
{
  LmLadderTexts texts = lm_draw_texts_measure(pen->row, pen->canvas);
  double sign = sign_room(pen->row);
  double needed = lm_draw_texts_width(&texts) + 2 * PADDING + sign;
  uint32_t low = pen->row->from < pen->row->to ? pen->row->from : pen->row->to;
  uint32_t high = pen->row->from < pen->row->to ? pen->row->to : pen->row->from;
  *x1 = lm_draw_column_x(pen->geometry, low) + BOX_INSET;
  *x2 = lm_draw_column_x(pen->geometry, high) - BOX_INSET;
  if (low == high) {
    double most = pen->geometry->column_distance - BOX_INSET + BOX_OVERLAP;
    double width = fmin(needed, most), x = lm_draw_column_x(pen->geometry, low);
    bool left = lm_draw_loops_left(pen->ladder, low);
    *x1 = left ? x + BOX_OVERLAP - width : x - BOX_OVERLAP;
    *x2 = *x1 + width;
  }
  /* Of a box that is longer than what is seen, the text stands there. */
  double from = fmax(*x1, pen->geometry->shown_x1), to = fmin(*x2, pen->geometry->shown_x2);
  if (to - from < 2 * PADDING + sign + 20) {
    from = *x1;
    to = *x2;
  }
  lm_draw_texts_fit(&texts, to - from - 2 * PADDING - sign);
  texts.x = (from + to - lm_draw_texts_width(&texts) + sign) / 2;
  texts.y = BASELINE;
  return texts;
}

static void
draw_state(LmLadderPen *pen, bool place)
{
  double x1, x2;
  LmLadderTexts texts = lay_out_state(pen, &x1, &x2);
  LmCanvas *canvas = pen->canvas;
  if (place) {
    pen->hole = (LmLadderHole){x1, x2, BOX_TOP, BOX_TOP + BOX_HEIGHT};
    return;
  }
  LmPaint paint = lm_draw_tone(pen->row->tone);
  canvas->rect(canvas, x1, BOX_TOP + 0.5, x2 - x1, BOX_HEIGHT - 1, BOX_RADIUS, 0,
               lm_draw_paint(LM_PAINT_CARD));
  canvas->rect(canvas, x1, BOX_TOP + 0.5, x2 - x1, BOX_HEIGHT - 1, BOX_RADIUS, LINE_WIDTH, paint);
  double sign_x = texts.x - SIGN_ROOM + 5, sign_y = BOX_TOP + BOX_HEIGHT / 2;
  if (pen->row->failure)
    lm_draw_cross(pen, sign_x, sign_y, paint);
  else if (pen->row->good)
    lm_draw_tick(pen, sign_x, sign_y, paint);
  lm_draw_texts(pen, &texts);
}

static LmLadderTexts
lay_out_arrow(const LmLadderPen *pen)
{
  LmLadderTexts texts = lm_draw_texts_measure(pen->row, pen->canvas);
  double x1, x2;
  double sign = pen->row->good ? SIGN_ROOM : 0;
  lm_draw_text_space(pen, lm_draw_texts_width(&texts) + sign, &x1, &x2);
  lm_draw_texts_fit(&texts, x2 - x1 - 2 * LM_DRAW_MARGIN - sign);
  texts.x = (x1 + x2 - lm_draw_texts_width(&texts) + sign) / 2;
  texts.y = LM_DRAW_BASELINE;
  return texts;
}

static void
draw_arrow(LmLadderPen *pen, bool place)
{
  const LmLadderRow *row = pen->row;
  LmLadderTexts texts = lay_out_arrow(pen);
  if (place) {
    pen->hole = (LmLadderHole){texts.x - 3, texts.x + lm_draw_texts_width(&texts) + 3, texts.y - 11,
                               texts.y + 3.5};
    return;
  }
  LmPaint paint = lm_draw_tone(row->tone);
  double direction = row->from < row->to ? 1 : -1;
  double x1 = lm_draw_column_x(pen->geometry, row->from) + direction * (LM_DRAW_BAR_HALF + 1);
  double x2 = lm_draw_column_x(pen->geometry, row->to) - direction * (LM_DRAW_BAR_HALF + 1);
  pen->canvas->line(pen->canvas, x1, LM_DRAW_ARROW_Y, x2 - direction * 6, LM_DRAW_ARROW_Y,
                    LINE_WIDTH, false, paint);
  lm_draw_head(pen, x2, LM_DRAW_ARROW_Y, direction, false, paint);
  if (row->failure)
    lm_draw_cross(pen, x2 - direction * 17, LM_DRAW_ARROW_Y, paint);
  else if (row->good)
    lm_draw_tick(pen, texts.x - SIGN_ROOM + 6, LM_DRAW_BASELINE - 4, paint);
  lm_draw_texts(pen, &texts);
}

void
lm_draw_event(LmLadderPen *pen, bool place)
{
  /* What a host sends to itself between two ports is drawn like its state. */
  if (pen->row->state || pen->row->from == pen->row->to)
    draw_state(pen, place);
  else
    draw_arrow(pen, place);
}
