/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/report_command.h"

#include "engine/batch.h"
#include "engine/relations.h"

void
lm_engine_forget_report(LmEngine *engine)
{
  lm_report_rows_free(engine->report);
  engine->report = NULL;
}

/* Within the session's budget. Owned. */
static LmReportRows *
new_rows(const LmEngine *engine, const LmReport *report)
{
  LmReportOptions options = LM_REPORT_OPTIONS_INIT;
  options.many = true;
  options.row_bytes = lm_report_table_row_bytes(report);
  options.most_calls = lm_relations_most(lm_session_budget(engine->session), options.row_bytes);
  return lm_report_rows_new(report, lm_session_trace(engine->session), &options);
}

/* Borrowed, until the next call. */
static const LmReportRows *
work_out(LmEngine *engine, const LmReport *report)
{
  bool known = engine->report && lm_report_rows_report(engine->report) == report;
  if (known && engine->report_whole)
    return engine->report;
  lm_engine_forget_report(engine);
  engine->report = new_rows(engine, report);
  engine->report_whole = !engine->reading;
  return engine->report;
}

static LmEngineEvent *
new_event(LmEngineEventKind kind, const LmEngineCommand *command)
{
  LmEngineEvent *event = lm_engine_event_new(kind, command->serial);
  event->report = command->report;
  return event;
}

void
lm_engine_do_report(LmEngine *engine, const LmEngineCommand *command)
{
  const LmReportRows *rows = work_out(engine, command->report);
  LmEngineEvent *event = new_event(LM_ENGINE_REPORT, command);
  event->table = lm_report_table_new(rows, lm_session_trace(engine->session));
  lm_engine_emit(engine, event);
}

void
lm_engine_do_report_filter(LmEngine *engine, const LmEngineCommand *command)
{
  const LmReportRows *rows = work_out(engine, command->report);
  LmQueryRun *run = lm_query_run_new(command->query, lm_session_trace(engine->session));
  LmEngineEvent *event = new_event(LM_ENGINE_REPORT_FOUND, command);
  uint32_t n = lm_report_rows_n(rows);
  LmReportRow row;
  event->found = lm_alloc(((size_t)n + 31) / 32 * sizeof *event->found + 1);
  event->n_found = n;
  lm_report_row_open(&row, rows);
  lm_query_run_report(run, &row);
  for (uint32_t i = 0; i < n; i++) {
    lm_report_row_go(&row, i);
    if (lm_query_matches(run, LM_QUERY_REPORT, i))
      event->found[i / 32] |= 1u << i % 32;
  }
  lm_report_row_close(&row);
  lm_query_run_free(run);
  lm_engine_emit(engine, event);
}

void
lm_engine_do_report_count(LmEngine *engine, const LmEngineCommand *command)
{
  LmEngineEvent *event = new_event(LM_ENGINE_REPORT_COUNT, command);
  bool known = engine->report && lm_report_rows_report(engine->report) == command->report;
  if (known && engine->report_whole) {
    event->n_found = lm_report_rows_n(engine->report);
  } else {
    /* What is looked at stays known. */
    LmReportRows *rows = new_rows(engine, command->report);
    event->n_found = lm_report_rows_n(rows);
    lm_report_rows_free(rows);
  }
  lm_engine_emit(engine, event);
}

void
lm_engine_do_report_detail(LmEngine *engine, const LmEngineCommand *command)
{
  const LmReportRows *rows = work_out(engine, command->report);
  LmEngineEvent *event = new_event(LM_ENGINE_REPORT_DETAIL, command);
  event->detail = lm_report_detail_new(rows, command->row);
  lm_engine_emit(engine, event);
}
