/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A canvas that writes SVG elements, with text as text: it can be searched, copied and read aloud.
 * Internal to this folder; one thread. */

#include "export/palette.h"
#include "ladder/canvas.h"

typedef struct {
  LmCanvas canvas; /* first */
  const LmPalette *palette;
  LmText *out; /* borrowed; NULL: measures only */
} LmSvgCanvas;

void lm_svg_canvas_init(LmSvgCanvas *canvas, const LmPalette *palette, LmText *out);
