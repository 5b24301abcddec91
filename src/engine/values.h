/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Answers what is in a column for some calls. On the engine's thread. */

#include "engine/engine_private.h"

/* The answer to a command for values. */
void lm_engine_do_values(LmEngine *engine, const LmEngineCommand *command);
/* The same for the headers that are there. */
void lm_engine_do_headers(LmEngine *engine, const LmEngineCommand *command);
/* What was worked out about several calls is not good any more, as others came. */
void lm_engine_forget_values(LmEngine *engine);
