/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Making room in a trace that goes on growing: what is at its end goes, the oldest first, with all
 * that is of it. Rows keep their numbers, and those that went read as nothing (lm_trace_next_call()
 * and the like pass over them). A Call-ID that comes again is a new row.
 *
 * A call is at its end when nothing more is to come: it ended, and the last sign of it is timer B
 * old (RFC 3261, 17.1.1.2); what is no call, when its transactions are over (timer F, 17.1.2.2).
 * Where that makes too little room, the oldest of the others go, and are counted as unfinished. */

#include "base/keep.h"
#include "track/tracker.h"

typedef struct {
  double share;    /* of what is there that is to go: 0 (but what nobody needs) to 1 */
  bool unfinished; /* where what is at its end is not enough */
  bool at_once;    /* calls that have ended are at their end, though more of them may come */
  LmSlice lost;    /* bytes of the capture that go: all at its end that has bytes there goes too */
} LmEviction;

/* Before the first packet: the trace will be evicted from. */
void lm_tracker_begin_evicting(LmTracker *tracker);

/* Before the first packet: who is told of looks at the trace. */
void lm_tracker_watch(LmTracker *tracker, const LmTraceWatch *watch);

/* One that is under way, in pieces, as all of it may take a second. Between two of them the trace
 * can be read, for rows go whole, with all that is of them; but nothing may be added. */
typedef struct LmEvicting LmEvicting;
/* @keep, which outlives it, may have arenas that packets lie in; those that the tracker has are
 * added, it is begun, and what is left points to is marked, up to the last piece. Owned. */
LmEvicting *lm_tracker_evict(LmTracker *tracker, const LmEviction *eviction, LmKeep *keep);
/* The next piece, mostly less than a millisecond; true while there are more. */
bool lm_evicting_go_on(LmEvicting *evicting);
/* Not before the last piece, unless the tracker is freed next. May be NULL. */
void lm_evicting_free(LmEvicting *evicting);

/* Takes rows of calls and streams that went since, ascending; returns how many. */
size_t lm_tracker_take_gone_calls(LmTracker *tracker, uint32_t *rows, size_t max);
size_t lm_tracker_take_gone_streams(LmTracker *tracker, uint32_t *rows, size_t max);
/* Calls that were not answered in time say so, as else they do at the end of a capture: before they
 * go somebody may want to tell. Quick. */
void lm_tracker_settle(LmTracker *tracker);
/* Whether much of that is what a row would have to need, and none may. */
bool lm_tracker_is_loose(const LmTracker *tracker);
/* What it takes of memory, to some percent, without the packets themselves. Quick. */
uint64_t lm_tracker_bytes(const LmTracker *tracker);
/* How many rows the longest of its tables has had, with those that went. Quick. */
uint32_t lm_tracker_n_rows(const LmTracker *tracker);
/* Whether a message, or a stream that is not at its end, has bytes in @bytes of the capture. */
bool lm_tracker_needs(const LmTracker *tracker, LmSlice bytes);
