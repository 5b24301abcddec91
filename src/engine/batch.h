/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Makes events of what changed in the trace since the last time. On the engine's thread. */

#include "engine/engine.h"
#include "engine/session.h"
#include "relate/codec_guesses.h"

LmEngineEvent *lm_engine_event_new(LmEngineEventKind kind, uint32_t serial);
/* The next batch of changed calls, or NULL when there are no more. Batches are bounded, so that one
 * never takes long to make or to take in. Those that @filter (NULL: none) does not ask for say so.
 * Streams alike. */
LmEngineEvent *lm_batch_calls(LmSession *session, LmQueryRun *filter);
LmEngineEvent *lm_batch_streams(LmSession *session, LmCodecGuesses *guesses, LmQueryRun *filter);
/* The next of those whose row has an old guess, from *@at on, which is 0 to begin with; NULL when
 * there are no more. */
LmEngineEvent *lm_batch_old_guesses(LmSession *session, const LmCodecGuesses *guesses,
                                    LmQueryRun *filter, uint32_t *at);
LmEngineEvent *lm_batch_progress(LmSession *session);
