/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The bar that finds messages of the ladder by what stands in them: start line, headers and body.
 * It selects the first one from the selected row on while somebody types, then the next or the one
 * before, and goes round at the ends.
 *
 * Signals: "moved" (guint position): a row was selected. "opened", "closed": the bar came or went.
 */

#include "ui/ladder/ladder-model.h"
#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_FIND (lmu_ladder_find_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderFind, lmu_ladder_find, LMU, LADDER_FIND, AdwBin)

/* The rows that are looked through, and the selection that is moved among them. */
void
lmu_ladder_find_connect(LmuLadderFind *self, LmuLadderModel *model, GtkSingleSelection *selection);
/* @session may be NULL. */
void lmu_ladder_find_set_session(LmuLadderFind *self, LmuSession *session);
/* Shows the bar and gives it the keyboard. */
void lmu_ladder_find_open(LmuLadderFind *self);
/* Selects the next message that holds the text, or the one before. Opens the bar without one. */
void lmu_ladder_find_step(LmuLadderFind *self, gboolean back);
/* Looks for @text as if it had been typed. */
void lmu_ladder_find_set_text(LmuLadderFind *self, const char *text);
/* How many messages hold the text; FALSE while that is not known. */
gboolean lmu_ladder_find_get_n_found(LmuLadderFind *self, guint *n);

G_END_DECLS
