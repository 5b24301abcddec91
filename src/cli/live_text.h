/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a live capture tells people: a line a call, and what became of packets. */

#include "capture/live.h"
#include "engine/rows.h"

/* Time, state, who and whom, on standard output. */
void lm_live_text_call(const LmCallRow *row);
/* Packets taken and dropped up to now, on standard error. */
void lm_live_text_figures(const LmLiveStatus *status, uint64_t n_calls, int64_t span_ns);
