/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#define LOOP_BASELINE 17.5
#define LOOP 30.0 /* the room that a message of a host to itself takes */

double
lm_draw_message_width(const LmLadderRow *row, LmCanvas *canvas)
{
  LmLadderTexts texts = lm_draw_texts_measure(row, canvas);
  return lm_draw_texts_width(&texts);
}

static LmLadderTexts
lay_out(const LmLadderPen *pen)
{
  LmLadderTexts texts = lm_draw_texts_measure(pen->row, pen->canvas);
  double x1, x2;
  lm_draw_text_space(pen, lm_draw_texts_width(&texts), &x1, &x2);
  texts.y = LM_DRAW_BASELINE;
  if (pen->row->from != pen->row->to) {
    lm_draw_texts_fit(&texts, x2 - x1 - 2 * LM_DRAW_MARGIN);
    texts.x = (x1 + x2 - lm_draw_texts_width(&texts)) / 2;
    return texts;
  }
  /* Beside its loop. */
  double aside = LM_DRAW_BAR_HALF + LOOP + LM_DRAW_GAP + 2;
  lm_draw_texts_fit(&texts, x2 - x1 - aside - LM_DRAW_MARGIN);
  texts.y = LOOP_BASELINE;
  texts.x = lm_draw_loops_left(pen->ladder, pen->row->from)
                ? x2 - aside - lm_draw_texts_width(&texts)
                : x1 + aside;
  return texts;
}

static void
draw_arrow(const LmLadderPen *pen, LmPaint paint)
{
  const LmLadderRow *row = pen->row;
  double direction = row->from < row->to ? 1 : -1;
  double x1 = lm_draw_column_x(pen->geometry, row->from) + direction * (LM_DRAW_BAR_HALF + 1);
  double x2 = lm_draw_column_x(pen->geometry, row->to) - direction * (LM_DRAW_BAR_HALF + 1);
  bool open = row->response;
  pen->canvas->line(pen->canvas, x1, LM_DRAW_ARROW_Y, open ? x2 : x2 - direction * 6,
                    LM_DRAW_ARROW_Y, 1.6, false, paint);
  lm_draw_head(pen, x2, LM_DRAW_ARROW_Y, direction, open, paint);
  if (row->failure)
    lm_draw_cross(pen, x2 - direction * 17, LM_DRAW_ARROW_Y, paint);
}

static void
draw_loop(const LmLadderPen *pen, LmPaint paint)
{
  const LmLadderRow *row = pen->row;
  double direction = lm_draw_loops_left(pen->ladder, row->from) ? -1 : 1;
  double x = lm_draw_column_x(pen->geometry, row->from) + direction * (LM_DRAW_BAR_HALF + 1);
  double far = x + direction * LOOP;
  double top = 8, bottom = LM_DRAW_ARROW_Y;
  pen->canvas->line(pen->canvas, x, top, far, top, 1.6, false, paint);
  pen->canvas->line(pen->canvas, far, top, far, bottom, 1.6, false, paint);
  bool open = row->response;
  pen->canvas->line(pen->canvas, far, bottom, open ? x : x + direction * 6, bottom, 1.6, false,
                    paint);
  lm_draw_head(pen, x, bottom, -direction, open, paint);
  if (row->failure)
    lm_draw_cross(pen, x + direction * 18, bottom, paint);
}

void
lm_draw_message(LmLadderPen *pen, bool place)
{
  LmLadderTexts texts = lay_out(pen);
  if (place) {
    pen->hole = (LmLadderHole){texts.x - 3, texts.x + lm_draw_texts_width(&texts) + 3, texts.y - 11,
                               texts.y + 3.5};
    return;
  }
  LmPaint paint = lm_draw_tone(pen->row->tone);
  if (pen->row->from == pen->row->to)
    draw_loop(pen, paint);
  else
    draw_arrow(pen, paint);
  lm_draw_texts(pen, &texts);
}
