/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Ladders that are asked for: to be shown or to be written to a file, with what is known of how
 * their calls belong together. The engine's thread. */

#include "engine/engine_private.h"

void lm_engine_make_ladder(LmEngine *engine, LmEngineCommand *command);
void lm_engine_write_ladder(LmEngine *engine, LmEngineCommand *command);
void lm_engine_decide_pair(LmEngine *engine, const LmEngineCommand *command);
/* Work that nobody waits for: whether there is some, and a part of it. */
bool lm_engine_has_leisure_work(const LmEngine *engine);
void lm_engine_use_leisure(LmEngine *engine);
