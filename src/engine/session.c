/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/session.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "engine/room.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A step is some milliseconds: long enough to cost nothing, short enough for commands and
 * cancelling. So many batches are that of a file; packets that come live take their time to come.
 */
#define STEP_BATCHES 64
#define STEP_WAIT_MS 20
#define LOOK_BATCHES 8 /* after each so many memory is looked at */

struct LmSession {
  LmMerge *merge;
  LmNet *net;
  LmTracker *tracker;
  LmFeeder *feeder;
  LmKeys *keys;    /* owned */
  LmClock *clocks; /* of each file; owned */
  LmRoom room;
  LmHepFeed *feed; /* borrowed; may be NULL */
  uint32_t max_rows;
  LmError full;     /* the tables can take no more rows */
  bool room_wanted; /* the next step begins with making it */
  atomic_bool cancelled;
  bool finished;
  bool live;        /* more may come at any time */
  size_t n_secrets; /* that connections were told of */
};

/* What is known by hand of the clocks of @n files, and what is found out. NULL with @error set if a
 * file cannot be read. */
static LmClock *
set_clocks(const char *const *paths, size_t n, const LmSessionOptions *options,
           const LmCancel *cancel, LmError *error)
{
  LmClock *clocks = lm_alloc((n ? n : 1) * sizeof *clocks);
  for (size_t i = 0; i < n && options->shifts_ns; i++) {
    clocks[i].set = options->shifts_ns[i] != LM_TIME_NONE;
    clocks[i].shift_ns = clocks[i].set ? options->shifts_ns[i] : 0;
  }
  if (!options->align || n < 2 || lm_align(paths, n, clocks, cancel, error))
    return clocks;
  free(clocks);
  return NULL;
}

static LmMerge *
open_merge(const char *const *paths, size_t n, const LmSessionOptions *options,
           const LmCancel *cancel, LmError *error)
{
  if (!options->follow)
    return lm_merge_open(paths, n, cancel, error);
  LmCapture *capture = lm_capture_open_follow(options->follow, options->follow_name, cancel, error);
  return capture ? lm_merge_new(capture) : NULL;
}

LmSession *
lm_session_open(const char *const *paths, size_t n, const LmSessionOptions *options,
                const LmCancel *cancel, LmError *error)
{
  LmClock *clocks = set_clocks(paths, n, options, cancel, error);
  LmMerge *merge = clocks ? open_merge(paths, n, options, cancel, error) : NULL;
  if (!merge) {
    lm_keys_free(options->keys);
    free(clocks);
    return NULL;
  }
  for (size_t i = 0; i < n; i++)
    lm_merge_shift(merge, i, clocks[i].shift_ns);
  if (options->first_frame)
    lm_merge_count_from(merge, options->first_frame);
  LmSession *session = lm_alloc(sizeof *session);
  session->merge = merge;
  session->live = options->follow != NULL;
  session->feed = options->feed;
  session->max_rows = options->max_rows ? options->max_rows : LM_LIMIT_ROWS;
  session->clocks = clocks;
  session->net = lm_net_new();
  session->tracker = lm_tracker_new();
  session->keys = options->keys ? options->keys : lm_keys_new();
  lm_net_use_keys(session->net, session->keys);
  lm_tracker_use_keys(session->tracker, session->keys);
  if (options->keep_copies)
    lm_tracker_keep_copies(session->tracker);
  session->room = (LmRoom){.tracker = session->tracker,
                           .net = session->net,
                           .follow = options->follow,
                           .budget_bytes = options->budget_bytes};
  lm_room_init(&session->room);
  session->feeder =
      lm_feeder_new(session->merge, session->net, session->keys,
                    options->max_threads ? options->max_threads : LM_FEEDER_MAX_THREADS);
  return session;
}

void
lm_session_close(LmSession *session)
{
  if (!session)
    return;
  lm_room_clear(&session->room);
  lm_tracker_free(session->tracker);
  lm_feeder_free(session->feeder); /* with the bytes and paths that the tracker points to */
  lm_net_free(session->net);
  lm_keys_free(session->keys);
  lm_merge_close(session->merge);
  free(session->clocks);
  free(session);
}

/* A secret in a capture stands before the packets that need it
 * (draft-ietf-opsawg-pcapng, 4.7), so it is taken in before the batch that it came with. */
static void
take_secrets(LmSession *session, const LmVec *secrets)
{
  for (uint32_t i = 0; i < secrets->len; i++) {
    const LmCaptureNote *note = lm_vec_at(secrets, i);
    if (note->type == LM_SECRETS_TLS_KEY_LOG)
      lm_keys_add_log_text(session->keys, note->bytes, _("key log inside the capture"));
  }
}

/* A key log may be written behind the packets, which may be the last for long. */
static void
take_late_secrets(LmSession *session)
{
  if (!session->live)
    return;
  lm_keys_read_on(session->keys);
  size_t n = lm_keys_n_secrets(session->keys);
  if (n != session->n_secrets)
    lm_tracker_take_secrets(session->tracker);
  session->n_secrets = n;
}

static void
finish(LmSession *session)
{
  if (!session->finished)
    lm_tracker_finish(session->tracker);
  session->finished = true;
}

/* Rows have numbers of 32 bits, which years of a quiet link do not use up, but days of a flood. */
static bool
is_full(LmSession *session)
{
  if (lm_tracker_n_rows(session->tracker) < session->max_rows)
    return false;
  if (session->full.code == LM_ERROR_NONE)
    lm_error_set(&session->full, LM_ERROR_LIMIT,
                 _("calls are shown no further, as %u rows of a table were all in use; what came "
                   "after them is in the capture's files alone"),
                 session->max_rows);
  return true;
}

/* Looks at memory once in a few batches. Rows go at the start of the next step, so that the caller
 * can tell of them before. */
static bool
wants_room(LmSession *session, const LmFeederBatch *ready, int batch)
{
  if (session->room.budget_bytes == 0)
    return false;
  lm_room_reached(&session->room, ready->packets[ready->n - 1].frame->data);
  lm_tracker_settle(session->tracker);
  if (batch % LOOK_BATCHES == 0)
    session->room_wanted = lm_room_is_wanted(&session->room);
  return session->room_wanted;
}

bool
lm_session_make_room(LmSession *session)
{
  if (session->room.budget_bytes == 0)
    return false;
  if (session->room_wanted)
    lm_room_make(&session->room);
  session->room_wanted = false;
  lm_room_let_files_go(&session->room);
  return lm_room_go_on(&session->room);
}

bool
lm_session_wants_room(const LmSession *session)
{
  return session->room_wanted;
}

bool
lm_session_is_making_room(const LmSession *session)
{
  return session->room.stage != LM_ROOM_ENOUGH;
}

uint32_t
lm_session_n_evictions(const LmSession *session)
{
  return session->room.n_pieces;
}

void
lm_session_drop_pages(LmSession *session)
{
  if (session->room.pages)
    lm_pages_in_use(session->room.pages);
}

uint64_t
lm_session_budget(const LmSession *session)
{
  return session->room.budget_bytes;
}

uint64_t
lm_session_room_left(LmSession *session)
{
  return lm_room_left(&session->room);
}

void
lm_session_evict_finished(LmSession *session)
{
  if (session->room.budget_bytes)
    lm_room_evict_finished(&session->room);
}

static bool
read_on(LmSession *session)
{
  if (lm_session_make_room(session))
    return true;
  take_late_secrets(session);
  int64_t due_ns =
      session->live ? lm_time_now_ns(CLOCK_MONOTONIC) + STEP_WAIT_MS * LM_NS_PER_MS : 0;
  for (int batch = 0; batch < STEP_BATCHES; batch++) {
    LmFeederBatch ready;
    LmFeederResult result = LM_FEEDER_END;
    if (!session->finished && !is_full(session) &&
        !atomic_load_explicit(&session->cancelled, memory_order_relaxed))
      result = lm_feeder_take(session->feeder, STEP_WAIT_MS, &ready);
    if (result == LM_FEEDER_WAITING)
      return true;
    if (result == LM_FEEDER_END) {
      finish(session);
      return false;
    }
    take_secrets(session, ready.secrets);
    lm_tracker_add_all(session->tracker, ready.packets, ready.readings, ready.n);
    if (wants_room(session, &ready, batch) ||
        (session->live && lm_time_now_ns(CLOCK_MONOTONIC) >= due_ns))
      return true;
  }
  return true;
}

bool
lm_session_step(LmSession *session)
{
  bool more = read_on(session);
  if (session->feed)
    lm_hep_feed_take(session->feed, lm_tracker_trace(session->tracker));
  return more;
}

void
lm_session_cancel(LmSession *session)
{
  atomic_store(&session->cancelled, true);
  lm_merge_cancel(session->merge);
}

const LmTrace *
lm_session_trace(const LmSession *session)
{
  return lm_tracker_trace(session->tracker);
}

LmTracker *
lm_session_tracker(LmSession *session)
{
  return session->tracker;
}

const LmMerge *
lm_session_merge(const LmSession *session)
{
  return session->merge;
}

const LmNetCounters *
lm_session_net_counters(const LmSession *session)
{
  return lm_net_counters(session->net);
}

const LmKeys *
lm_session_keys(const LmSession *session)
{
  return session->keys;
}

const LmClock *
lm_session_clock(const LmSession *session, size_t index)
{
  return &session->clocks[index];
}

void
lm_session_progress(const LmSession *session, LmCaptureProgress *progress)
{
  lm_merge_progress(session->merge, progress);
}

const LmError *
lm_session_full(const LmSession *session)
{
  return &session->full;
}

const LmError *
lm_session_damage(const LmSession *session)
{
  static const LmError sound;
  if (session->full.code != LM_ERROR_NONE)
    return &session->full;
  for (size_t i = 0; i < lm_merge_n_captures(session->merge); i++) {
    const LmError *damage = lm_capture_damage(lm_merge_capture(session->merge, i));
    if (damage->code != LM_ERROR_NONE)
      return damage;
  }
  return &sound;
}
