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
  double first_x;         /* centre of the first column */
  double column_distance; /* between the centres of two columns */
} LmLadderGeometry;

/* The least width in which no label is cut. */
double lm_ladder_natural_width(const LmLadder *ladder, LmCanvas *canvas);
/* Spreads the columns over @width; never closer than 110 pixels, so the result may be wider. */
LmLadderGeometry lm_ladder_geometry(const LmLadder *ladder, double width);
/* Draws the cards of the hosts, in a strip of LM_LADDER_HEADER_HEIGHT from y = 0. */
void
lm_ladder_draw_header(const LmLadder *ladder, const LmLadderGeometry *geometry, LmCanvas *canvas);
/* Draws row @index with its part of lifelines and dialog bars, from y = 0 to LM_LADDER_ROW_HEIGHT.
 */
void lm_ladder_draw_row(const LmLadder *ladder, const LmLadderGeometry *geometry, uint32_t index,
                        LmCanvas *canvas);
