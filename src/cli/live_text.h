/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a live capture tells people: a line a call, and what became of packets. */

#include "capture/live.h"
#include "engine/rows.h"
#include "track/trace.h"

#include <stdio.h>

/* Time, state, who and whom, on standard output. */
void lm_live_text_call(const LmCallRow *row);
/* The same of a call for which a rule fired, with the rule. */
void lm_live_text_alert(const LmAlert *alert, FILE *to);
/* Packets taken and dropped up to now, on standard error. */
void lm_live_text_figures(const LmLiveStatus *status, uint64_t n_calls, int64_t span_ns);
/* There too, of each who sends HEP to it, how much came; of so many, and of the others together. */
void lm_live_text_senders(LmLive *live);
/* What is kept from now on. */
void lm_live_text_only(LmBpfOnly only);
/* The names of the interfaces, in a row. */
void lm_live_text_names(LmText *line, const LmLiveStatus *status);
/* That it was not looked for what belongs together, as it takes more than @left_bytes; @path (NULL:
 * nowhere) has it. */
void lm_live_text_no_conversations(uint64_t left_bytes, const char *path);
/* What went to stay within @budget_bytes, if anything did; @path (NULL: nowhere) has it, of which
 * the newest @n_files files are kept (0: all), and with @spoilt somebody else cut or removed some.
 */
void lm_live_text_evicted(const LmTraceCounters *counters, uint64_t budget_bytes, const char *path,
                          uint32_t n_files, bool spoilt);
