/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/filter.h"

#include "engine/batch.h"

/* Whether another filter was asked for since, so that nobody waits for this one. */
static bool
is_overtaken(LmEngineFilter *filter)
{
  return atomic_load(&filter->wanted) != filter->serial;
}

static uint32_t
n_rows(const LmTrace *trace, LmQueryKind kind)
{
  return kind == LM_QUERY_STREAM ? lm_trace_n_streams(trace) : lm_trace_n_calls(trace);
}

static bool
is_there(const LmTrace *trace, LmQueryKind kind, uint32_t row)
{
  return kind == LM_QUERY_STREAM ? lm_trace_has_stream(trace, row) : lm_trace_has_call(trace, row);
}

/* Asks all rows, with a run that knows of nothing yet. */
static void
ask_all(LmEngine *engine, LmEngineFilter *filter, LmQueryKind kind)
{
  enum { ROWS_AT_ONCE = 1024 };
  const LmTrace *trace = lm_session_trace(engine->session);
  uint32_t n = n_rows(trace, kind);
  lm_query_run_free(filter->run);
  filter->run = filter->query ? lm_query_run_new(filter->query, trace) : NULL;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_FILTERED, filter->serial);
  event->filtered = kind;
  event->found = lm_alloc(((size_t)n + 31) / 32 * sizeof *event->found + 1);
  event->n_found = n;
  for (uint32_t i = 0; i < n; i++) {
    if (i % ROWS_AT_ONCE == 0) {
      lm_session_drop_pages(engine->session);
      if (is_overtaken(filter)) {
        lm_engine_event_free(event);
        return;
      }
    }
    if (is_there(trace, kind, i) && (!filter->run || lm_query_matches(filter->run, kind, i)))
      event->found[i / 32] |= 1u << i % 32;
  }
  lm_engine_emit(engine, event);
}

void
lm_engine_set_filter(LmEngine *engine, LmEngineCommand *command)
{
  LmEngineFilter *filter = &engine->filters[command->filtered];
  lm_query_run_free(filter->run);
  lm_query_free(filter->query);
  filter->run = NULL;
  filter->query = command->query;
  filter->serial = command->serial;
  command->query = NULL;
  ask_all(engine, filter, command->filtered);
}

void
lm_engine_filter_again(LmEngine *engine)
{
  for (int kind = 0; kind < LM_N_QUERY_KINDS; kind++) {
    LmEngineFilter *filter = &engine->filters[kind];
    if (!filter->run)
      continue;
    /* A call that is added to is asked again anyway; a stream is only when packets come to it. */
    bool others = kind == LM_QUERY_STREAM && lm_query_reads(filter->query);
    if (others || lm_query_run_relates(filter->run))
      ask_all(engine, filter, (LmQueryKind)kind);
  }
}

void
lm_engine_filters_clear(LmEngine *engine)
{
  for (int kind = 0; kind < LM_N_QUERY_KINDS; kind++) {
    lm_query_run_free(engine->filters[kind].run);
    lm_query_free(engine->filters[kind].query);
  }
}
