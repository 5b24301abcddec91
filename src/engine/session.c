/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/session.h"

#include "base/arena.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Frames that are read, decoded and tracked in one go, and such goes in a step. A step is a few
 * milliseconds: long enough to cost nothing, short enough for cancelling. */
#define BATCH_FRAMES 256
#define STEP_BATCHES 32

struct LmSession {
  LmMerge *merge;
  LmNet *net;
  LmTracker *tracker;
  atomic_bool cancelled;
  bool finished;
  LmFrame frames[BATCH_FRAMES];
};

LmSession *
lm_session_open(const char *const *paths, size_t n, LmError *error)
{
  LmMerge *merge = lm_merge_open(paths, n, error);
  if (!merge)
    return NULL;
  LmSession *session = lm_alloc(sizeof *session);
  session->merge = merge;
  session->net = lm_net_new();
  session->tracker = lm_tracker_new();
  return session;
}

void
lm_session_close(LmSession *session)
{
  if (!session)
    return;
  lm_tracker_free(session->tracker);
  lm_net_free(session->net);
  lm_merge_close(session->merge);
  free(session);
}

static void
finish(LmSession *session)
{
  if (!session->finished)
    lm_tracker_finish(session->tracker);
  session->finished = true;
}

bool
lm_session_step(LmSession *session)
{
  for (int batch = 0; batch < STEP_BATCHES; batch++) {
    size_t n = 0;
    if (!session->finished && !atomic_load_explicit(&session->cancelled, memory_order_relaxed))
      n = lm_merge_read(session->merge, session->frames, BATCH_FRAMES);
    if (n == 0) {
      finish(session);
      return false;
    }
    for (size_t i = 0; i < n; i++) {
      LmPacket packet;
      lm_net_decode(session->net, &session->frames[i], &packet);
      lm_tracker_add(session->tracker, &packet);
    }
  }
  return true;
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

void
lm_session_progress(const LmSession *session, LmCaptureProgress *progress)
{
  lm_merge_progress(session->merge, progress);
}

const LmError *
lm_session_damage(const LmSession *session)
{
  static const LmError sound;
  for (size_t i = 0; i < lm_merge_n_captures(session->merge); i++) {
    const LmError *damage = lm_capture_damage(lm_merge_capture(session->merge, i));
    if (damage->code != LM_ERROR_NONE)
      return damage;
  }
  return &sound;
}
