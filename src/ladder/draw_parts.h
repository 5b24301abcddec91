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
#define LM_DRAW_BAR_HALF 4.0    /* half the width of a dialog's bar */
#define LM_DRAW_SHARED_HALF 6.0 /* of those of several legs, side by side */
#define LM_DRAW_MOST_CARD 184.0 /* no card is wider */
#define LM_DRAW_ROLE_SIZE 11.0
#define LM_DRAW_MARGIN 12.0 /* between a label and the lifelines beside it */
#define LM_DRAW_GAP 5.0     /* between label, detail and badge */

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

/* The bars of leg @leg; LM_NONE: of all, where they are not told apart. */
static inline LmPaint
lm_draw_leg(uint32_t leg)
{
  return (LmPaint){.role = LM_PAINT_DIALOG_BAR,
                   .tone = LM_TONE_DIM,
                   .leg = leg == LM_NONE ? 0 : (uint8_t)(leg % LM_N_LEG_COLOURS)};
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

/* What stands above an arrow side by side: an event's protocol or the number of its leg in a frame,
 * the label, the detail, and how often it was sent. What each takes, in pixels; 0: it is not there.
 */
typedef struct {
  char badge[24];
  char leg[12];
  double tag, label, detail, badge_width;
  double x, y; /* of the baseline */
} LmLadderTexts;

LmLadderTexts lm_draw_texts_measure(const LmLadderRow *row, LmCanvas *canvas);
double lm_draw_texts_width(const LmLadderTexts *texts);
/* Cuts the detail first, then the label; protocol and badge stay. */
void lm_draw_texts_fit(LmLadderTexts *texts, double available);
void lm_draw_texts(const LmLadderPen *pen, const LmLadderTexts *texts);

/* A head with its tip at @x, pointing in @direction (1: right, -1: left). */
void lm_draw_head(const LmLadderPen *pen, double x, double y, double direction, bool open,
                  LmPaint paint);
/* What failed, and what went well, around a point. */
void lm_draw_cross(const LmLadderPen *pen, double x, double y, LmPaint paint);
void lm_draw_tick(const LmLadderPen *pen, double x, double y, LmPaint paint);

/* A host's card with its lifeline's beginning, around @x and at most @most wide; its width where
 * all of it is to be seen. */
void lm_draw_card(const LmLadderColumn *column, double x, double most, LmCanvas *canvas);
double lm_draw_card_width(const LmLadderColumn *column, LmCanvas *canvas);
/* The sign of a role, its upper left corner at @x, @y. */
void lm_draw_role(LmCanvas *canvas, double x, double y, LmRole role, LmPaint paint);

/* The width of a row's text over its arrow, or in its bar, uncut. */
double lm_draw_message_width(const LmLadderRow *row, LmCanvas *canvas);
double lm_draw_event_width(const LmLadderRow *row, LmCanvas *canvas);
double lm_draw_media_width(const LmLadderRow *row, LmCanvas *canvas);

/* Each is called twice: first with @place set to find what it covers, then to draw. */
void lm_draw_message(LmLadderPen *pen, bool place);
void lm_draw_event(LmLadderPen *pen, bool place);
void lm_draw_media(LmLadderPen *pen, bool place);
void lm_draw_pause(LmLadderPen *pen, bool place);
