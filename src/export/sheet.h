/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A ladder on paper: title, cards, rows, margins. What the graphic formats share. Internal. */

#include "ladder/draw.h"

#define LM_SHEET_TITLE_HEIGHT 58.0
#define LM_SHEET_BOTTOM 14.0

typedef struct {
  unsigned messages, events, streams;
} LmSheetCounts;

typedef struct {
  const LmLadder *ladder;
  LmSheetCounts counts; /* once for all pages */
  LmLadderGeometry geometry;
  double width;
} LmSheet;

/* Measures @ladder with @canvas and gives it its natural width. */
void lm_sheet_init(LmSheet *sheet, const LmLadder *ladder, LmCanvas *canvas);
/* Height of a sheet with @n_rows rows. */
double lm_sheet_height(uint32_t n_rows);
/* "2026-11-21 10:02:11.002 UTC · 22 messages · 2 media streams", added to @out. */
void lm_sheet_subtitle(const LmLadder *ladder, LmText *out);
/* Title and subtitle, from y = 0 to LM_SHEET_TITLE_HEIGHT. Of several pages, @page (from 1) of
 * @n_pages is said. */
void lm_sheet_draw_title(const LmSheet *sheet, LmCanvas *canvas, uint32_t page, uint32_t n_pages);
