/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The cursor and the play head of graphs and waveforms, as lines across the rows of a ladder. Where
 * a line is between two rows says how much of the time between them has gone. Main thread. */

#include "ui/ladder/ladder-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws those marks of @model that are in row @index of @height, from @x1 to @x2; @widget gives
 * font and colours. */
void lmu_ladder_mark_snapshot(LmuLadderModel *model, guint index, GtkWidget *widget,
                              GtkSnapshot *snapshot, double x1, double x2, double height);

G_END_DECLS
