/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A canvas that draws with cairo and shapes its text with Pango: the window, PDF and PNG. It keeps
 * shaped texts from one drawing to the next, so the window should keep one for its life and point
 * it at the cairo_t of each drawing with lm_cairo_canvas_target(). One thread. */

#include "export/palette.h"
#include "ladder/canvas.h"

#include <pango/pangocairo.h>

#define LM_CAIRO_CANVAS_SLOTS 512

typedef struct {
  char *text;
  LmFont font;
  PangoLayout *layout;
  double width;
} LmCairoShaped;

typedef struct {
  LmCanvas canvas; /* first: a pointer to it is what the drawing functions take */
  cairo_t *cairo;  /* borrowed */
  const LmPalette *palette;
  PangoContext *context; /* owned reference */
  LmCairoShaped shaped[LM_CAIRO_CANVAS_SLOTS];
} LmCairoCanvas;

/* @cairo and @palette are borrowed; @cairo may be NULL until something is drawn or measured. */
void lm_cairo_canvas_init(LmCairoCanvas *canvas, cairo_t *cairo, const LmPalette *palette);
/* Draws on @cairo from now on. Shaped texts are kept. */
void lm_cairo_canvas_target(LmCairoCanvas *canvas, cairo_t *cairo, const LmPalette *palette);
/* Shapes with @context (a reference is taken), a widget's, whose font family and resolution then
 * count; NULL: a context of its own, with the family "sans". Forgets shaped texts. */
void lm_cairo_canvas_set_context(LmCairoCanvas *canvas, PangoContext *context);
void lm_cairo_canvas_clear(LmCairoCanvas *canvas);
