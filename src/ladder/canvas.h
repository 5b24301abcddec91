/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The drawing interface: the few shapes that a ladder is made of. A back end (cairo for the window,
 * PDF and PNG; SVG; ...) fills in the functions. Coordinates are pixels, x to the right and y down;
 * colours come by role, so that a back end has its own palette. */

#include "ladder/ladder.h"

typedef enum {
  LM_PAINT_TONE, /* + LmTone in @tone: strokes, heads and text of that tone */
  LM_PAINT_FILL, /* the fill that goes with the tone (media bars) */
  LM_PAINT_TEXT,
  LM_PAINT_DIM_TEXT,
  LM_PAINT_LIFELINE,
  LM_PAINT_DIALOG_BAR,
  LM_PAINT_CARD, /* background of a host's card */
  LM_PAINT_CARD_BORDER,
  LM_PAINT_BACKGROUND,
  LM_PAINT_SELECTION,
  LM_PAINT_ON_FILL, /* + tone: coloured text that stands on the tone's fill */
} LmPaintRole;

/* Legs have so many colours; where there are more the first comes again. */
#define LM_N_LEG_COLOURS 6

typedef struct {
  LmPaintRole role;
  LmTone tone;
  uint8_t leg; /* of a dialog's bar: which colour */
} LmPaint;

typedef enum { LM_TEXT_LEFT, LM_TEXT_CENTRE, LM_TEXT_RIGHT } LmTextAlign;

typedef struct {
  double size; /* pixels */
  bool bold;
  bool tabular; /* figures of equal width */
} LmFont;

typedef struct LmCanvas LmCanvas;
struct LmCanvas {
  void (*line)(LmCanvas *canvas, double x1, double y1, double x2, double y2, double width,
               bool dotted, LmPaint paint);
  /* @radius rounds the corners; @stroke 0 fills, else strokes with that width. */
  void (*rect)(LmCanvas *canvas, double x, double y, double w, double h, double radius,
               double stroke, LmPaint paint);
  /* A filled polygon of @n points, x and y alternating. */
  void (*polygon)(LmCanvas *canvas, const double *points, size_t n, LmPaint paint);
  /* UTF-8 at baseline @y, cut with an ellipsis at @max_width (0: never). */
  void (*text)(LmCanvas *canvas, double x, double y, double max_width, const char *text,
               LmFont font, LmTextAlign align, LmPaint paint);
  /* The width of @text in pixels. */
  double (*measure)(LmCanvas *canvas, const char *text, LmFont font);
};
