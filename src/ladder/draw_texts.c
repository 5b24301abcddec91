/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>
#include <stdio.h>

#define HEAD_LENGTH 9.0
#define HEAD_HALF 4.5
#define BADGE_PADDING 7.0
#define TAG_PADDING 5.0
#define TAG_GAP 1.0
#define LEAST_DETAIL 30.0 /* less of a detail than this says nothing */

static const LmFont badge_font = {.size = 10.5, .bold = true, .tabular = true};
static const LmFont tag_font = {.size = 9.5, .bold = true};
/* The steps of other protocols stand back behind the messages. */
static const LmFont event_font = {.size = LM_DRAW_DETAIL_SIZE};

static LmFont
label_font(const LmLadderRow *row)
{
  return row->kind == LM_LADDER_EVENT ? event_font : lm_draw_label_font;
}

LmLadderTexts
lm_draw_texts_measure(const LmLadderRow *row, LmCanvas *canvas)
{
  LmLadderTexts texts = {.badge = ""};
  if (row->kind == LM_LADDER_MESSAGE && row->leg != LM_NONE)
    snprintf(texts.leg, sizeof texts.leg, "%u", row->leg + 1);
  if (row->kind == LM_LADDER_EVENT || *texts.leg)
    texts.tag =
        canvas->measure(canvas, *texts.leg ? texts.leg : row->protocol, tag_font) + 2 * TAG_PADDING;
  texts.label = canvas->measure(canvas, row->label, label_font(row));
  if (*row->detail)
    texts.detail = canvas->measure(canvas, row->detail, lm_draw_detail_font);
  if (row->repeats) {
    snprintf(texts.badge, sizeof texts.badge, "×%u", row->repeats + 1);
    texts.badge_width = canvas->measure(canvas, texts.badge, badge_font) + 2 * BADGE_PADDING;
  }
  return texts;
}

double
lm_draw_texts_width(const LmLadderTexts *texts)
{
  return (texts->tag > 0 ? texts->tag + LM_DRAW_GAP + TAG_GAP : 0) + texts->label +
         (texts->detail > 0 ? LM_DRAW_GAP + texts->detail : 0) +
         (texts->badge_width > 0 ? LM_DRAW_GAP + 3 + texts->badge_width : 0);
}

void
lm_draw_texts_fit(LmLadderTexts *texts, double available)
{
  double over = lm_draw_texts_width(texts) - available;
  if (over <= 0)
    return;
  if (texts->detail > 0 && texts->detail - over >= LEAST_DETAIL) {
    texts->detail -= over;
    return;
  }
  texts->detail = 0;
  over = lm_draw_texts_width(texts) - available;
  if (over > 0)
    texts->label = fmax(texts->label - over, 0);
}

/* The protocol, or the leg in the colour that its bars have. */
static void
draw_tag(const LmLadderPen *pen, const LmLadderTexts *texts)
{
  LmTone tone = pen->row->tone;
  if (*texts->leg) {
    pen->canvas->rect(pen->canvas, texts->x, texts->y - 10.2, texts->tag, 13, 6.5, 0,
                      lm_draw_leg(pen->row->leg));
    pen->canvas->text(pen->canvas, texts->x + texts->tag / 2, texts->y - 0.4, 0, texts->leg,
                      tag_font, LM_TEXT_CENTRE, lm_draw_paint(LM_PAINT_TEXT));
    return;
  }
  LmPaint paint = {.role = LM_PAINT_ON_FILL, .tone = tone};
  pen->canvas->rect(pen->canvas, texts->x, texts->y - 10.2, texts->tag, 13, 3, 0,
                    (LmPaint){.role = LM_PAINT_FILL, .tone = tone});
  pen->canvas->text(pen->canvas, texts->x + texts->tag / 2, texts->y - 0.4, 0, pen->row->protocol,
                    tag_font, LM_TEXT_CENTRE, paint);
}

static void
draw_badge(const LmLadderPen *pen, const LmLadderTexts *texts, double x)
{
  LmTone tone = pen->row->kind == LM_LADDER_EVENT ? LM_TONE_DIM : LM_TONE_WARNING;
  LmCanvas *canvas = pen->canvas;
  canvas->rect(canvas, x, texts->y - 10.8, texts->badge_width, 14, 7, 0,
               (LmPaint){.role = LM_PAINT_FILL, .tone = tone});
  canvas->text(canvas, x + texts->badge_width / 2, texts->y - 0.2, 0, texts->badge, badge_font,
               LM_TEXT_CENTRE, (LmPaint){.role = LM_PAINT_ON_FILL, .tone = tone});
}

void
lm_draw_texts(const LmLadderPen *pen, const LmLadderTexts *texts)
{
  LmCanvas *canvas = pen->canvas;
  double x = texts->x;
  if (texts->tag > 0) {
    draw_tag(pen, texts);
    x += texts->tag + LM_DRAW_GAP + TAG_GAP;
  }
  /* Label and detail meet at a point, so that they stay together where the canvas measures with
   * other fonts than its reader has. */
  bool alone = texts->detail <= 0 && texts->badge_width <= 0;
  canvas->text(
      canvas, alone ? x + texts->label / 2 : x + texts->label, texts->y, texts->label + 0.5,
      pen->row->label, label_font(pen->row), alone ? LM_TEXT_CENTRE : LM_TEXT_RIGHT,
      pen->row->tone == LM_TONE_DIM ? lm_draw_paint(LM_PAINT_TEXT) : lm_draw_tone(pen->row->tone));
  x += texts->label + LM_DRAW_GAP;
  if (texts->detail > 0) {
    canvas->text(canvas, x, texts->y, texts->detail + 0.5, pen->row->detail, lm_draw_detail_font,
                 LM_TEXT_LEFT, lm_draw_paint(LM_PAINT_DIM_TEXT));
    x += texts->detail + LM_DRAW_GAP;
  }
  if (texts->badge_width > 0)
    draw_badge(pen, texts, x + 3);
}

void
lm_draw_head(const LmLadderPen *pen, double x, double y, double direction, bool open, LmPaint paint)
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

void
lm_draw_cross(const LmLadderPen *pen, double x, double y, LmPaint paint)
{
  pen->canvas->line(pen->canvas, x - 4, y - 4, x + 4, y + 4, 1.8, false, paint);
  pen->canvas->line(pen->canvas, x - 4, y + 4, x + 4, y - 4, 1.8, false, paint);
}

void
lm_draw_tick(const LmLadderPen *pen, double x, double y, LmPaint paint)
{
  pen->canvas->line(pen->canvas, x - 4, y, x - 1, y + 3, 1.8, false, paint);
  pen->canvas->line(pen->canvas, x - 1, y + 3, x + 4.5, y - 4, 1.8, false, paint);
}
