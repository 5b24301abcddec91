/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One row of the ladder: a light widget that draws itself with the code that the exports use. The
 * list item around it carries the words for a screen reader. */

#include "ui/ladder/ladder-model.h"
#include "ui/ladder/ladder-painter.h"

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_ROW (lmu_ladder_row_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderRow, lmu_ladder_row, LMU, LADDER_ROW, GtkWidget)

GtkWidget *lmu_ladder_row_new(LmuLadderPainter *painter);
/* The position of its item; LM_NONE without one. */
guint lmu_ladder_row_get_index(LmuLadderRow *self);
/* NULL when the row goes out of sight. */
void lmu_ladder_row_set_item(LmuLadderRow *self, LmuLadderItem *item);
/* Makes such rows for a list. Owned. */
GtkListItemFactory *lmu_ladder_row_factory_new(LmuLadderPainter *painter);

G_END_DECLS
