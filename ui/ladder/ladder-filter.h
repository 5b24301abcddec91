/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The bar that keeps the rows of the ladder which an expression of the filter language asks for,
 * and says how many they are. Completion and faults are shown as in the list of calls.
 *
 * Signals: "changed": there is another expression. "opened", "closed": the bar came or went;
 * closing it shows all rows again. */

#include "ladder/ladder.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_FILTER (lmu_ladder_filter_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderFilter, lmu_ladder_filter, LMU, LADDER_FILTER, AdwBin)

/* Shows the bar and gives it the keyboard. */
void lmu_ladder_filter_open(LmuLadderFilter *self);
/* All rows again. */
void lmu_ladder_filter_close(LmuLadderFilter *self);
/* The last expression that had no fault; "" for none. Borrowed. */
const char *lmu_ladder_filter_get_text(LmuLadderFilter *self);
/* Says how many rows of it are left; @ladder may be NULL. */
void lmu_ladder_filter_tell(LmuLadderFilter *self, const LmLadder *ladder);

G_END_DECLS
