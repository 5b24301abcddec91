/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/batch.h"

#include "engine/rows.h"

#include <stdlib.h>

#define BATCH_ROWS 4096

LmEngineEvent *
lm_engine_event_new(LmEngineEventKind kind, uint32_t serial)
{
  LmEngineEvent *event = lm_alloc(sizeof *event);
  event->kind = kind;
  event->serial = serial;
  return event;
}

static int
compare_rows(const void *a, const void *b)
{
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

typedef size_t (*TakeChanged)(LmTracker *tracker, uint32_t *rows, size_t max);

/* The next rows that changed, ascending. */
static size_t
take_changed(LmSession *session, TakeChanged take, uint32_t rows[BATCH_ROWS])
{
  size_t n = take(lm_session_tracker(session), rows, BATCH_ROWS);
  qsort(rows, n, sizeof rows[0], compare_rows);
  return n;
}

LmEngineEvent *
lm_batch_calls(LmSession *session, LmQueryRun *filter)
{
  uint32_t rows[BATCH_ROWS];
  size_t n = take_changed(session, lm_tracker_take_changed_calls, rows);
  if (n == 0)
    return NULL;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_CALLS, 0);
  event->calls = lm_alloc(n * sizeof *event->calls);
  event->n_calls = n;
  for (size_t i = 0; i < n; i++) {
    lm_call_row_fill(lm_session_trace(session), rows[i], &event->calls[i]);
    event->calls[i].left_out = filter && !lm_query_matches(filter, LM_QUERY_CALL, rows[i]);
  }
  return event;
}

static LmEngineEvent *
make_streams(LmSession *session, const uint32_t *rows, size_t n, LmCodecGuesses *guesses,
             LmQueryRun *filter)
{
  if (n == 0)
    return NULL;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_STREAMS, 0);
  event->streams = lm_alloc(n * sizeof *event->streams);
  event->n_streams = n;
  for (size_t i = 0; i < n; i++) {
    lm_stream_row_fill(lm_session_trace(session), rows[i], guesses, &event->streams[i]);
    event->streams[i].left_out = filter && !lm_query_matches(filter, LM_QUERY_STREAM, rows[i]);
  }
  return event;
}

LmEngineEvent *
lm_batch_streams(LmSession *session, LmCodecGuesses *guesses, LmQueryRun *filter)
{
  uint32_t rows[BATCH_ROWS];
  size_t n = take_changed(session, lm_tracker_take_changed_streams, rows);
  return make_streams(session, rows, n, guesses, filter);
}

LmEngineEvent *
lm_batch_old_guesses(LmSession *session, const LmCodecGuesses *guesses, LmQueryRun *filter,
                     uint32_t *at)
{
  uint32_t rows[BATCH_ROWS];
  size_t n = 0;
  while (n < BATCH_ROWS && (rows[n] = lm_codec_guesses_next_old(guesses, at)) != LM_NONE)
    n++;
  qsort(rows, n, sizeof rows[0], compare_rows);
  return make_streams(session, rows, n, NULL, filter);
}

LmEngineEvent *
lm_batch_progress(LmSession *session)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_PROGRESS, 0);
  lm_session_progress(session, &event->progress);
  event->counters = *lm_trace_counters(lm_session_trace(session));
  return event;
}
