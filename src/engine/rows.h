/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Makes values of the trace's rows, for events and for the command line. On the tracker's thread.
 */

#include "base/search.h"
#include "engine/engine.h"
#include "relate/codec_guesses.h"

void lm_call_row_fill(const LmTrace *trace, uint32_t index, LmCallRow *row);
/* What its codec seems to be is taken from @guesses, where that is not NULL. */
void
lm_stream_row_fill(const LmTrace *trace, uint32_t index, LmCodecGuesses *guesses, LmStreamRow *row);
/* Parses the message again. */
void lm_message_view_fill(const LmTrace *trace, uint32_t index, LmMessageView *view);
void lm_event_view_fill(const LmTrace *trace, uint32_t index, LmMessageView *view);
/* Whether the row holds what is looked for. */
bool lm_sought_has(const LmTrace *trace, const LmEngineSought *sought, const LmSearch *search);
