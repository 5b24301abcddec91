/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>

#define BAR_TOP 2.0
#define BAR_HEIGHT 23.0
#define BAR_INSET 12.0
#define PADDING 11.0
#define LEAST_DETAIL 24.0
#define LEAST_SEEN 60.0
#define MARKS_HEIGHT 5.0

static const LmFont badge_font = {.size = LM_DRAW_DETAIL_SIZE, .bold = true, .tabular = true};

/* "RTP PCMU →" or "← RTP PCMU": which way it flows, said with a sign. */
static void
directed_label(const LmLadderRow *row, LmText *out)
{
  if (row->from > row->to)
    lm_text_add_str(out, "← ");
  lm_text_add_str(out, row->label);
  if (row->from < row->to)
    lm_text_add_str(out, " →");
  if (row->from == row->to)
    lm_text_add_str(out, " ↻");
}

double
lm_draw_media_width(const LmLadderRow *row, LmCanvas *canvas)
{
  LmText label = LM_TEXT_INIT;
  directed_label(row, &label);
  double width =
      canvas->measure(canvas, label.str, lm_draw_label_font) + 2 * BAR_INSET + 2 * PADDING + 2;
  if (*row->detail)
    width += LM_DRAW_GAP + canvas->measure(canvas, row->detail, lm_draw_detail_font);
  if (*row->badge)
    width += 2 * LM_DRAW_GAP + canvas->measure(canvas, row->badge, badge_font);
  lm_text_clear(&label);
  return width;
}

static void
bar_extent(const LmLadderPen *pen, double *x1, double *x2)
{
  const LmLadderRow *row = pen->row;
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  *x1 = lm_draw_column_x(pen->geometry, low) + BAR_INSET;
  *x2 = lm_draw_column_x(pen->geometry, high) - BAR_INSET;
  if (low < high)
    return;
  /* Between ports of one host: beside its lifeline. */
  double reach = pen->geometry->column_distance - BAR_INSET;
  if (lm_draw_loops_left(pen->ladder, low))
    *x1 = *x2 - reach + BAR_INSET;
  else
    *x2 = *x1 + reach - BAR_INSET;
}

/* Along the lower edge, so that they cover no text. */
static void
draw_marks(const LmLadderPen *pen, double x1, double x2)
{
  LmPaint paint = lm_draw_tone(LM_TONE_FAILURE);
  double left = x1 + 8, right = x2 - 8, last = -10;
  double top = BAR_TOP + BAR_HEIGHT - MARKS_HEIGHT - 0.5;
  for (uint32_t i = 0; i < pen->row->n_loss_marks; i++) {
    double x = left + (right - left) * pen->row->loss_marks[i] / 1000;
    /* Marks that would lie on each other are one. */
    if (x - last < 1.5)
      continue;
    last = x;
    pen->canvas->rect(pen->canvas, x - 1, top, 2, MARKS_HEIGHT, 0, 0, paint);
  }
}

static void
draw_texts(const LmLadderPen *pen, double x1, double x2, const char *label)
{
  const LmLadderRow *row = pen->row;
  LmCanvas *canvas = pen->canvas;
  double baseline = BAR_TOP + (row->n_loss_marks ? 13.5 : 15.8);
  /* Of a bar that is longer than what is seen, there. */
  double seen_x1 = fmax(x1, pen->geometry->shown_x1), seen_x2 = fmin(x2, pen->geometry->shown_x2);
  if (seen_x2 - seen_x1 < LEAST_SEEN) {
    seen_x1 = x1;
    seen_x2 = x2;
  }
  double left = seen_x1 + PADDING, right = seen_x2 - PADDING;
  if (*row->badge) {
    double width = canvas->measure(canvas, row->badge, badge_font);
    if (right - left - width > 40) {
      canvas->text(canvas, right, baseline, 0, row->badge, badge_font, LM_TEXT_RIGHT,
                   (LmPaint){.role = LM_PAINT_ON_FILL, .tone = row->tone});
      right -= width + 2 * LM_DRAW_GAP;
    }
  }
  double width = fmin(canvas->measure(canvas, label, lm_draw_label_font), right - left);
  canvas->text(canvas, left, baseline, width + 0.5, label, lm_draw_label_font, LM_TEXT_LEFT,
               lm_draw_paint(LM_PAINT_TEXT));
  left += width + LM_DRAW_GAP;
  if (*row->detail && right - left >= LEAST_DETAIL)
    canvas->text(canvas, left, baseline, right - left, row->detail, lm_draw_detail_font,
                 LM_TEXT_LEFT, lm_draw_paint(LM_PAINT_TEXT));
}

void
lm_draw_media(LmLadderPen *pen, bool place)
{
  double x1, x2;
  bar_extent(pen, &x1, &x2);
  if (place) {
    pen->hole = (LmLadderHole){x1, x2, BAR_TOP + 1, BAR_TOP + BAR_HEIGHT - 1};
    return;
  }
  LmTone tone = pen->row->tone;
  LmPaint fill = {.role = LM_PAINT_FILL, .tone = tone};
  pen->canvas->rect(pen->canvas, x1, BAR_TOP + 0.5, x2 - x1, BAR_HEIGHT, 7, 0, fill);
  pen->canvas->rect(pen->canvas, x1, BAR_TOP + 0.5, x2 - x1, BAR_HEIGHT, 7, 1.2,
                    lm_draw_tone(tone));
  draw_marks(pen, x1, x2);
  LmText label = LM_TEXT_INIT;
  directed_label(pen->row, &label);
  draw_texts(pen, x1, x2, label.str);
  lm_text_clear(&label);
}
