/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The steps of an eviction, for track/evict*.c alone. */

#include "track/evict.h"
#include "track/tables.h"

/* When the last sign of row @row of the calls came, and whether nothing more is to come. */
int64_t lm_evict_last_ns(const LmTrace *trace, const LmCall *call);
bool lm_evict_is_finished(const LmTrace *trace, const LmCall *call, int64_t last_ns);
/* About what the row takes, with all that is of it. */
uint64_t lm_evict_cost(const LmTrace *trace, const LmCall *call);
bool lm_evict_lies_in(const LmTrace *trace, const LmCall *call, LmSlice bytes);

/* Buries the row and all that is of it. */
void lm_evict_call(LmTrace *trace, uint32_t row, bool finished);
void lm_evict_stream(LmTrace *trace, uint32_t row);
void lm_evict_message(LmTrace *trace, uint32_t row);
void lm_evict_event(LmTrace *trace, uint32_t row);
void lm_evict_rtcp(LmTrace *trace, uint32_t row);

bool lm_trace_needs(const LmTrace *trace, LmSlice bytes);
/* What the trace takes of memory, about. */
uint64_t lm_trace_bytes(const LmTrace *trace);
uint32_t lm_trace_most_rows(const LmTrace *trace);
/* Says of every table what its rows read as when they went. */
void lm_evict_set_nothing(LmTrace *trace);
/* Buries what no row needs that is left, ties the others together again and gives memory back.
 * @keep learns what is pointed to. */
struct LmConnections;
void lm_evict_rest(LmTrace *trace, struct LmConnections *connections, LmKeep *keep);
void lm_trace_evict(LmTrace *trace, struct LmConnections *connections, const LmEviction *eviction,
                    LmKeep *keep);
