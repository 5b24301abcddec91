/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rules that an engine holds calls to. On the engine's thread. */

#include "engine/alerts.h"
#include "engine/engine_private.h"

/* Takes the rules of a command. */
void lm_engine_take_alerts(LmEngine *engine, LmEngineCommand *command);
/* These rows are new or changed. */
void lm_engine_hold_to_alerts(LmEngine *engine, const LmCallRow *calls, size_t n);
/* Passes on what fired since the last time. */
void lm_engine_tell_alerts(LmEngine *engine);
void lm_engine_forget_alerts(LmEngine *engine);
