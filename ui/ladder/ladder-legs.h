/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A button that says of how many legs the ladder's conversations are and how sure that is, and what
 * it opens: the legs as a tree, what links each to the one above it, what speaks for that and how
 * much, and buttons to decide it by hand. What was decided holds for the session, and can be taken
 * back here.
 *
 * Signals: "leg-activated"(guint leg): of the ladder. "pinned": something was decided, so that the
 * ladder is another. */

#include "ladder/ladder.h"
#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_LEGS (lmu_ladder_legs_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderLegs, lmu_ladder_legs, LMU, LADDER_LEGS, AdwBin)

/* Forgets what was decided. @session may be NULL. */
void lmu_ladder_legs_set_session(LmuLadderLegs *self, LmuSession *session);
/* Takes @ladder over; may be NULL. The button is there where it tells legs apart, or where
 * something was decided. */
void lmu_ladder_legs_set_ladder(LmuLadderLegs *self, LmLadder *ladder);
void lmu_ladder_legs_open(LmuLadderLegs *self);

G_END_DECLS
