/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The cards of the ladder's hosts, above the rows: they stay when rows scroll down and go along
 * when rows scroll sideways. */

#include "ui/ladder/ladder-model.h"
#include "ui/ladder/ladder-painter.h"

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_HEADER (lmu_ladder_header_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderHeader, lmu_ladder_header, LMU, LADDER_HEADER, GtkWidget)

/* The model whose ladder is shown and the rows' horizontal adjustment. */
void lmu_ladder_header_connect(LmuLadderHeader *self, LmuLadderPainter *painter,
                               LmuLadderModel *model, GtkAdjustment *adjustment);

G_END_DECLS
