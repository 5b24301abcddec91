/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Makes events of what changed in the trace since the last time. On the engine's thread. */

#include "engine/engine.h"
#include "engine/session.h"

LmEngineEvent *lm_engine_event_new(LmEngineEventKind kind, uint32_t serial);
/* The next batch of changed calls, or NULL when there are no more. Batches are bounded, so that one
 * never takes long to make or to take in. Those that @filter (NULL: none) does not ask for say so.
 * Streams alike. */
LmEngineEvent *lm_batch_calls(LmSession *session, LmQueryRun *filter);
LmEngineEvent *lm_batch_streams(LmSession *session, LmQueryRun *filter);
LmEngineEvent *lm_batch_progress(LmSession *session);
