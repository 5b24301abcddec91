/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A session reads captures from end to end and holds what was found: merge, net and tracker in
 * their order. The straight line of the house in one place. lm_session_step() does a bounded piece
 * of work, so that the caller stays in command; linesman-cli calls it in a loop, the engine's
 * thread between commands. One thread, where nothing else is said. */

#include "capture/merge.h"
#include "engine/align.h"
#include "engine/feeder.h"
#include "engine/hep_feed.h"
#include "net/keys.h"
#include "net/net.h"
#include "track/tracker.h"

typedef struct LmSession LmSession;

/* How captures are read. Zeroed it is what is right for most. */
typedef struct {
  unsigned max_threads; /* 0: as many as help; makes no difference to the result */
  LmKeys *keys;         /* to decrypt with; the session owns them from lm_session_open() on, even if
                           that fails. NULL: those alone that the captures bring with them */
  const int64_t *shifts_ns; /* a file: by how much its times are moved; LM_TIME_NONE: not by hand.
                               NULL: none is */
  bool align;               /* line up the clocks of the files that are not moved by hand */
  bool keep_copies;         /* what was captured twice counts twice */
  uint64_t budget_bytes;   /* of memory: beyond it what is finished is evicted, the oldest first; 0:
                              nothing ever is */
  uint32_t first_frame;    /* the number that it gets; 0: 1 */
  uint32_t max_rows;       /* of a table, with what was evicted; 0: LM_LIMIT_ROWS */
  LmFollow *follow;        /* files that are still written, in place of paths, of which there are
                              none then; borrowed, and outlives the session */
  const char *follow_name; /* what messages call them */
  LmHepFeed *feed;         /* is given what is new after each step; borrowed, and outlives the
                              session; NULL: nobody is */
} LmSessionOptions;

/* NULL with @error set if a file cannot be opened. Owned: lm_session_close(). */
LmSession *lm_session_open(const char *const *paths, size_t n, const LmSessionOptions *options,
                           const LmCancel *cancel, LmError *error);
void lm_session_close(LmSession *session);
/* Reads the next frames, some milliseconds' worth; false when all is read (the trace is then
 * final). With a budget, where the last one found that it takes too much, it makes some room
 * instead: rows of the trace may go in a step, and never between two. Which ones did
 * lm_tracker_take_gone_calls() says. */
bool lm_session_step(LmSession *session);
/* Goes on making room, where that is under way, for some milliseconds; true while there is more to
 * do. lm_session_step() does it too. */
bool lm_session_make_room(LmSession *session);
/* Whether the next step begins with that: what changed is to be told before. */
bool lm_session_wants_room(const LmSession *session);
/* Whether that is under way. */
bool lm_session_is_making_room(const LmSession *session);
/* Another number since rows went, or rows of theirs moved: what was worked out of the trace before
 * must not be used any more. */
uint32_t lm_session_n_evictions(const LmSession *session);
/* With a budget, any thread, for who goes through all rows: what was read of the capture need not
 * stay in memory. Quick where little was read. */
void lm_session_drop_pages(LmSession *session);
/* 0: none. */
uint64_t lm_session_budget(const LmSession *session);
/* How much memory may be taken for what is worked out of the trace, to stay within the budget. */
uint64_t lm_session_room_left(LmSession *session);
/* With a budget: begins to let go of all that is at its end, without need. */
void lm_session_evict_finished(LmSession *session);
/* Any thread: makes a waiting or later lm_session_step() return false soon. */
void lm_session_cancel(LmSession *session);
const LmTrace *lm_session_trace(const LmSession *session);
LmTracker *lm_session_tracker(LmSession *session);
const LmMerge *lm_session_merge(const LmSession *session);
const LmNetCounters *lm_session_net_counters(const LmSession *session);
/* What the session decrypts with; what was amiss in them can be asked. Borrowed. */
const LmKeys *lm_session_keys(const LmSession *session);
/* What was done to the clock of file @index; those of the files behind it follow. Borrowed. */
const LmClock *lm_session_clock(const LmSession *session, size_t index);
void lm_session_progress(const LmSession *session, LmCaptureProgress *progress);
/* What ended the reading before the captures did; code LM_ERROR_NONE if nothing. Borrowed. */
const LmError *lm_session_full(const LmSession *session);
/* That, or the first damage of any of the files; code LM_ERROR_NONE if all are sound. Borrowed. */
const LmError *lm_session_damage(const LmSession *session);
