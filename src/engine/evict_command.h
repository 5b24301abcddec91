/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an engine does when rows of its trace go. On the engine's thread. */

#include "engine/engine_private.h"

/* Of a live capture, where nothing else is asked for. */
#define LM_ENGINE_LIVE_BYTES (1ull << 30)

/* Tells of what went in the last step, and throws away what was worked out of it. */
void lm_engine_take_evicted(LmEngine *engine);
/* Begins to let go of what is finished; */
void lm_engine_do_evict(LmEngine *engine);
/* goes on with it, whether anything is read or not, and tells. */
void lm_engine_make_room(LmEngine *engine);
