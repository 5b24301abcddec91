/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Scrolling a ladder that is wider than its view: the rows are drawn anew for what is seen of them,
 * the keys Left and Right go a host further, and a row that is selected brings its arrow into
 * sight. Main thread. */

#include "ui/ladder/ladder-model.h"
#include "ui/ladder/ladder-painter.h"

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_SIDEWAYS (lmu_ladder_sideways_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderSideways, lmu_ladder_sideways, LMU, LADDER_SIDEWAYS, GObject)

/* @list shows @model in rows that @painter draws, and is scrolled by @adjustment. It is borrowed:
 * call lmu_ladder_sideways_stop() before it goes. */
LmuLadderSideways *lmu_ladder_sideways_new(GtkListView *list, GtkAdjustment *adjustment,
                                           LmuLadderModel *model, LmuLadderPainter *painter);
void lmu_ladder_sideways_stop(LmuLadderSideways *self);
/* Scrolls to the arrow of the row at @position, unless enough of it is seen, two frames from now:
 * the list forgets where it is about to scroll down to when it is scrolled sideways before. */
void lmu_ladder_sideways_show(LmuLadderSideways *self, guint position);

G_END_DECLS
