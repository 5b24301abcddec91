/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The filters that an engine keeps, one of calls and one of streams: which rows each asks for. On
 * the engine's thread. */

#include "engine/engine_private.h"

/* Sets the filter of a command and answers it, unless another one overtook it. */
void lm_engine_set_filter(LmEngine *engine, LmEngineCommand *command);
/* All is read: what is known of several calls together is known only now. Answers filters whose
 * rows may be others for it once more. */
void lm_engine_filter_again(LmEngine *engine);
void lm_engine_filters_clear(LmEngine *engine);
