/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the pieces of a row's drawing share: sizes, fonts, and where a label leaves the lifelines
 * out. Internal to this folder. */

#include "ladder/draw.h"

#define LM_DRAW_LABEL_SIZE 12.5
#define LM_DRAW_DETAIL_SIZE 12.0
#define LM_DRAW_SMALL_SIZE 11.0

#define LM_DRAW_BASELINE 11.5 /* of the text above an arrow; below it is room for descenders */
#define LM_DRAW_ARROW_Y 19.0
#define LM_DRAW_BAR_HALF 4.0 /* half the width of a dialog's bar */
#define LM_DRAW_MARGIN 12.0  /* between a label and the lifelines beside it */
#define LM_DRAW_GAP 5.0      /* between label, detail and badge */

static const LmFont lm_draw_label_font = {.size = LM_DRAW_LABEL_SIZE, .bold = true};
static const LmFont lm_draw_detail_font = {.size = LM_DRAW_DETAIL_SIZE};

/* What a row covers of the lifelines, so that no line runs through its text. */
typedef struct {
  double x1, x2, y1, y2;
} LmLadderHole;

/* A row being drawn. */
typedef struct {
  const LmLadder *ladder;
  const LmLadderGeometry *geometry;
  LmCanvas *canvas;
  const LmLadderRow *row;
  uint32_t index;
  LmLadderHole hole; /* set by a call with @place */
} LmLadderPen;

static inline LmPaint
lm_draw_paint(LmPaintRole role)
{
  return (LmPaint){.role = role, .tone = LM_TONE_DIM};
}

static inline LmPaint
lm_draw_tone(LmTone tone)
{
  return (LmPaint){.role = LM_PAINT_TONE, .tone = tone};
}

static inline double
lm_draw_column_x(const LmLadderGeometry *geometry, uint32_t column)
{
  return geometry->first_x + column * geometry->column_distance;
}

/* The columns of which something can be seen: from @low up to @high. */
void lm_draw_shown_columns(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t *low,
                           uint32_t *high);
/* Lifelines and dialog bars of @n rows; @holes are one a row, each from its row's top. */
void lm_draw_lifelines(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t first,
                       uint32_t n, const LmLadderHole *holes, LmCanvas *canvas);

/* The space between two lifelines that a text of @width stands best in, for something that goes
 * from one column to another (or to the same one): the gap in the middle, else all of it. */
void lm_draw_text_space(const LmLadderPen *pen, double width, double *x1, double *x2);
/* Where a message of a host to itself loops: to the right, but on the last of several columns to
 * the left, where there is room. */
bool lm_draw_loops_left(const LmLadder *ladder, uint32_t column);

/* The width of a row's text over its arrow, or in its bar, uncut. */
double lm_draw_message_width(const LmLadderRow *row, LmCanvas *canvas);
double lm_draw_media_width(const LmLadderRow *row, LmCanvas *canvas);

/* Each is called twice: first with @place set to find what it covers, then to draw. */
void lm_draw_message(LmLadderPen *pen, bool place);
void lm_draw_media(LmLadderPen *pen, bool place);
void lm_draw_pause(LmLadderPen *pen, bool place);
