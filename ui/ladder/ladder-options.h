/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the ladder shows and how, as actions: merge-ports, media, events, fold, legs (on or off) and
 * time ("since-first", "since-previous", "clock"). Main thread. */

#include "ui/ladder/ladder-loader.h"

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_OPTIONS (lmu_ladder_options_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderOptions, lmu_ladder_options, LMU, LADDER_OPTIONS, GObject)

/* Signal "changed": by an action. @loader has the options; @map gets the actions. Both are kept
 * alive. */
LmuLadderOptions *lmu_ladder_options_new(LmuLadderLoader *loader, GActionMap *map);
/* Puts the actions' states where the loader's options are. */
void lmu_ladder_options_update(LmuLadderOptions *self);
/* What the times count from, as a word for a button. */
const char *lmu_ladder_options_time_text(LmuLadderOptions *self);

G_END_DECLS
