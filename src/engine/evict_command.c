/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/evict_command.h"

#include "engine/alerts_command.h"
#include "engine/batch.h"
#include "engine/report_command.h"
#include "engine/values.h"
#include "track/evict.h"

#include <stdlib.h>

typedef size_t (*Take)(LmTracker *tracker, uint32_t *rows, size_t max);

static int
compare_rows(const void *a, const void *b)
{
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

/* So that one event never takes long to take in. */
#define EVENT_ROWS 16384

/* Some of them, ascending. Owned. */
static uint32_t *
take_some(LmTracker *tracker, Take take, size_t *n)
{
  uint32_t *rows = lm_alloc(EVENT_ROWS * sizeof *rows);
  *n = take(tracker, rows, EVENT_ROWS);
  qsort(rows, *n, sizeof *rows, compare_rows);
  return rows;
}

/* What was worked out names rows that are not there any more. Relations name calls and hosts alone,
 * which keep their numbers, and take long to find: they are thrown away once, at the end. */
static void
forget(LmEngine *engine)
{
  if (!lm_session_is_making_room(engine->session))
    lm_relations_evicted(engine->relations);
  lm_rtcp_view_free(engine->rtcp);
  lm_ssrcs_free(engine->ssrcs);
  engine->rtcp = NULL;
  engine->ssrcs = NULL;
  lm_engine_forget_report(engine);
  lm_engine_forget_values(engine);
  for (int kind = 0; kind < LM_N_QUERY_KINDS; kind++)
    lm_query_run_forget(engine->filters[kind].run);
  if (engine->alerts)
    lm_alerts_evicted(engine->alerts, NULL, 0);
}

/* False when there is nothing more to tell. */
static bool
take_event(LmEngine *engine)
{
  LmTracker *tracker = lm_session_tracker(engine->session);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_EVICTED, 0);
  event->gone_calls = take_some(tracker, lm_tracker_take_gone_calls, &event->n_gone_calls);
  event->gone_streams = take_some(tracker, lm_tracker_take_gone_streams, &event->n_gone_streams);
  if (event->n_gone_calls == 0 && event->n_gone_streams == 0) {
    lm_engine_event_free(event);
    return false;
  }
  if (engine->alerts)
    lm_alerts_evicted(engine->alerts, event->gone_calls, event->n_gone_calls);
  lm_engine_emit(engine, event);
  return true;
}

void
lm_engine_take_evicted(LmEngine *engine)
{
  uint32_t n_evictions = lm_session_n_evictions(engine->session);
  if (engine->n_evictions != n_evictions)
    forget(engine);
  engine->n_evictions = n_evictions;
  while (take_event(engine))
    ;
}

void
lm_engine_do_evict(LmEngine *engine)
{
  lm_session_evict_finished(engine->session);
  engine->making_room = true;
}

void
lm_engine_make_room(LmEngine *engine)
{
  engine->making_room = lm_session_make_room(engine->session);
  lm_engine_take_evicted(engine);
  if (!engine->making_room)
    lm_engine_emit(engine, lm_batch_progress(engine->session));
}
