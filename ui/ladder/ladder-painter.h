/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the rows and the header of one ladder view draw with: a canvas that remembers shaped text,
 * in the view's font and the desktop's light or dark colours. Main thread. */

#include "ladder/canvas.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_PAINTER (lmu_ladder_painter_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderPainter, lmu_ladder_painter, LMU, LADDER_PAINTER, GObject)

/* @view gives the font; it is not kept alive. */
LmuLadderPainter *lmu_ladder_painter_new(GtkWidget *view);
/* By how much the drawing is larger than its own pixels: it follows the desktop's font upwards. */
double lmu_ladder_painter_get_scale(LmuLadderPainter *self);
/* The canvas, drawing on @cairo until the next call. Borrowed. */
LmCanvas *lmu_ladder_painter_begin(LmuLadderPainter *self, cairo_t *cairo);

G_END_DECLS
