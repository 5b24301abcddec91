/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the engine's thread does when somebody wants to see a report. What was worked out last is
 * kept as long as the trace does not grow. */

#include "engine/engine_private.h"

void lm_engine_do_report(LmEngine *engine, const LmEngineCommand *command);
void lm_engine_do_report_filter(LmEngine *engine, const LmEngineCommand *command);
void lm_engine_do_report_count(LmEngine *engine, const LmEngineCommand *command);
void lm_engine_do_report_detail(LmEngine *engine, const LmEngineCommand *command);
/* Lets go what is kept. */
void lm_engine_forget_report(LmEngine *engine);
