/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>
#include <stdio.h>

#define HEAD_LENGTH 9.0
#define HEAD_HALF 4.5
#define BADGE_PADDING 7.0
#define LEAST_DETAIL 30.0 /* less of a detail than this says nothing */
#define LOOP_BASELINE 17.5
#define LOOP 30.0 /* the room that a message of a host to itself takes */

/* Label, detail and badge stand side by side; what each takes. */
typedef struct {
  char badge[24];
  double label, detail, badge_width;
  double x, y; /* of the label's baseline */
} Texts;

static const LmFont badge_font = {.size = 10.5, .bold = true, .tabular = true};

static Texts
measure(const LmLadderRow *row, LmCanvas *canvas)
{
  Texts texts = {.badge = ""};
  texts.label = canvas->measure(canvas, row->label, lm_draw_label_font);
  if (*row->detail)
    texts.detail = canvas->measure(canvas, row->detail, lm_draw_detail_font);
  if (row->repeats) {
    snprintf(texts.badge, sizeof texts.badge, "×%u", row->repeats + 1);
    texts.badge_width = canvas->measure(canvas, texts.badge, badge_font) + 2 * BADGE_PADDING;
  }
  return texts;
}

static double
total_width(const Texts *texts)
{
  return texts->label + (texts->detail > 0 ? LM_DRAW_GAP + texts->detail : 0) +
         (texts->badge_width > 0 ? LM_DRAW_GAP + 3 + texts->badge_width : 0);
}

double
lm_draw_message_width(const LmLadderRow *row, LmCanvas *canvas)
{
  Texts texts = measure(row, canvas);
  return total_width(&texts);
}

/* Cuts the detail first, then the label; the badge stays. */
static void
fit(Texts *texts, double available)
{
  double over = total_width(texts) - available;
  if (over <= 0)
    return;
  if (texts->detail > 0 && texts->detail - over >= LEAST_DETAIL) {
    texts->detail -= over;
    return;
  }
  texts->detail = 0;
  over = total_width(texts) - available;
  if (over > 0)
    texts->label = fmax(texts->label - over, 0);
}

static Texts
lay_out(const LmLadderPen *pen)
{
  Texts texts = measure(pen->row, pen->canvas);
  double x1, x2;
  lm_draw_text_space(pen, total_width(&texts), &x1, &x2);
  texts.y = LM_DRAW_BASELINE;
  if (pen->row->from != pen->row->to) {
    fit(&texts, x2 - x1 - 2 * LM_DRAW_MARGIN);
    texts.x = (x1 + x2 - total_width(&texts)) / 2;
    return texts;
  }
  /* Beside its loop. */
  double aside = LM_DRAW_BAR_HALF + LOOP + LM_DRAW_GAP + 2;
  fit(&texts, x2 - x1 - aside - LM_DRAW_MARGIN);
  texts.y = LOOP_BASELINE;
  texts.x = lm_draw_loops_left(pen->ladder, pen->row->from) ? x2 - aside - total_width(&texts)
                                                            : x1 + aside;
  return texts;
}

static void
draw_texts(const LmLadderPen *pen, const Texts *texts)
{
  LmCanvas *canvas = pen->canvas;
  double x = texts->x;
  /* Label and detail meet at a point, so that they stay together where the canvas measures with
   * other fonts than its reader has. */
  bool alone = texts->detail <= 0 && texts->badge_width <= 0;
  canvas->text(canvas, alone ? x + texts->label / 2 : x + texts->label, texts->y,
               texts->label + 0.5, pen->row->label, lm_draw_label_font,
               alone ? LM_TEXT_CENTRE : LM_TEXT_RIGHT, lm_draw_tone(pen->row->tone));
  x += texts->label + LM_DRAW_GAP;
  if (texts->detail > 0) {
    canvas->text(canvas, x, texts->y, texts->detail + 0.5, pen->row->detail, lm_draw_detail_font,
                 LM_TEXT_LEFT, lm_draw_paint(LM_PAINT_DIM_TEXT));
    x += texts->detail + LM_DRAW_GAP;
  }
  if (texts->badge_width > 0) {
    x += 3;
    LmPaint fill = {.role = LM_PAINT_FILL, .tone = LM_TONE_WARNING};
    canvas->rect(canvas, x, texts->y - 10.8, texts->badge_width, 14, 7, 0, fill);
    canvas->text(canvas, x + texts->badge_width / 2, texts->y - 0.2, 0, texts->badge, badge_font,
                 LM_TEXT_CENTRE, (LmPaint){.role = LM_PAINT_ON_FILL, .tone = LM_TONE_WARNING});
  }
}

/* A head with its tip at @x, pointing in @direction (1: right, -1: left). */
static void
draw_head(const LmLadderPen *pen, double x, double y, double direction, bool open, LmPaint paint)
{
  double back = x - direction * HEAD_LENGTH;
  if (!open) {
    const double head[] = {x, y, back, y - HEAD_HALF, back, y + HEAD_HALF};
    pen->canvas->polygon(pen->canvas, head, 3, paint);
    return;
  }
  pen->canvas->line(pen->canvas, x, y, back, y - HEAD_HALF, 1.6, false, paint);
  pen->canvas->line(pen->canvas, x, y, back, y + HEAD_HALF, 1.6, false, paint);
}

static void
draw_cross(const LmLadderPen *pen, double x, double y, LmPaint paint)
{
  pen->canvas->line(pen->canvas, x - 4, y - 4, x + 4, y + 4, 1.8, false, paint);
  pen->canvas->line(pen->canvas, x - 4, y + 4, x + 4, y - 4, 1.8, false, paint);
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
  draw_head(pen, x2, LM_DRAW_ARROW_Y, direction, open, paint);
  if (row->failure)
    draw_cross(pen, x2 - direction * 17, LM_DRAW_ARROW_Y, paint);
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
  draw_head(pen, x, bottom, -direction, open, paint);
  if (row->failure)
    draw_cross(pen, x + direction * 18, bottom, paint);
}

void
lm_draw_message(LmLadderPen *pen, bool place)
{
  Texts texts = lay_out(pen);
  if (place) {
    pen->hole =
        (LmLadderHole){texts.x - 3, texts.x + total_width(&texts) + 3, texts.y - 11, texts.y + 3.5};
    return;
  }
  LmPaint paint = lm_draw_tone(pen->row->tone);
  if (pen->row->from == pen->row->to)
    draw_loop(pen, paint);
  else
    draw_arrow(pen, paint);
  draw_texts(pen, &texts);
}
