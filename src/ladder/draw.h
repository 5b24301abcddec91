/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Draws a ladder, row by row, through a canvas: the window draws the rows that are visible, an
 * export all of them, with the same code. */

#include "ladder/canvas.h"

#define LM_LADDER_ROW_HEIGHT 27.0
#define LM_LADDER_HEADER_HEIGHT 60.0

/* Where things stand for a ladder that is given a width. */
typedef struct {
  double width;
  double time_x;          /* right edge of the times */
  double margin_x;        /* where what stands between the hosts begins */
  double first_x;         /* centre of the first column */
  double column_distance; /* between the centres of two columns */
  /* What can be seen, in the same coordinates. The rest need not be drawn, and texts stand where
   * they are seen. All of it unless the caller narrows it. */
  double shown_x1, shown_x2;
} LmLadderGeometry;

/* The least width in which no label is cut. */
double lm_ladder_natural_width(const LmLadder *ladder, LmCanvas *canvas);
/* Spreads the columns over @width; never closer than 110 pixels, so the result may be wider. */
LmLadderGeometry lm_ladder_geometry(const LmLadder *ladder, double width);
/* Narrows what can be seen to the gaps between lifelines that lie wholly between @x1 and @x2. It
 * changes in steps of a gap, and what was drawn for it, with a gap more on both sides, can be kept
 * as long as it does not. */
void lm_ladder_geometry_show(LmLadderGeometry *geometry, double x1, double x2);
/* From where to where row @index reaches; false for a pause, which has no hosts. */
bool lm_ladder_row_extent(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                          double *x1, double *x2);
/* Whether enough of what reaches from @x1 to @x2 lies between @from and @to for its text. */
bool
lm_ladder_is_seen(const LmLadderGeometry *geometry, double x1, double x2, double from, double to);
/* Draws the cards of the hosts, in a strip of LM_LADDER_HEADER_HEIGHT from y = 0. */
void
lm_ladder_draw_header(const LmLadder *ladder, const LmLadderGeometry *geometry, LmCanvas *canvas);
/* Draws row @index with its part of lifelines and dialog bars, from y = 0 to LM_LADDER_ROW_HEIGHT.
 */
void lm_ladder_draw_row(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                        LmCanvas *canvas);
/* The same in steps, for who draws many rows on one sheet, so that a lifeline is one long line and
 * not a short one a row, or keeps the times where they are: the lifelines and bars of @n rows from
 * @first, beginning at y = 0; what stands on them in row @index; its time and sign, left of
 * LmLadderGeometry.margin_x. */
void lm_ladder_draw_lifelines(const LmLadder *ladder, const LmLadderGeometry *geometry,
                              uint32_t first, uint32_t n, LmCanvas *canvas);
void lm_ladder_draw_content(const LmLadder *ladder, const LmLadderGeometry *geometry,
                            uint32_t index, LmCanvas *canvas);
void lm_ladder_draw_margin(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                           LmCanvas *canvas);
