/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/run.h"

#include "proto/sdp/message.h"

#include <stdlib.h>

LmQueryRun *
lm_query_run_new(const LmQuery *query, const LmTrace *trace)
{
  LmQueryRun *run = lm_alloc(sizeof *run);
  run->query = query;
  run->trace = trace;
  for (unsigned i = 0; i < LM_QUERY_LOOKED; i++)
    run->looked[i].message = LM_NONE;
  return run;
}

void
lm_query_run_free(LmQueryRun *run)
{
  if (!run)
    return;
  for (unsigned i = 0; i < LM_QUERY_LOOKED; i++) {
    free(run->looked[i].sip);
    free(run->looked[i].sdp);
    lm_arena_clear(&run->looked[i].arena);
  }
  lm_query_forget_relations(run);
  lm_query_forget_reports(run);
  lm_regex_run_clear(&run->regex);
  lm_text_clear(&run->folded[0]);
  lm_text_clear(&run->folded[1]);
  free(run);
}

void
lm_query_run_forget(LmQueryRun *run)
{
  if (!run)
    return;
  for (unsigned i = 0; i < LM_QUERY_LOOKED; i++)
    run->looked[i].message = LM_NONE;
  lm_query_forget_relations(run);
  lm_query_forget_reports(run);
}

bool
lm_query_run_relates(const LmQueryRun *run)
{
  return run->legs || run->roles || run->offers || run->reports;
}

void
lm_query_run_report(LmQueryRun *run, LmReportRow *row)
{
  run->report_row = row;
}

uint64_t
lm_query_run_cut(const LmQueryRun *run)
{
  return run->n_cut;
}

uint64_t
lm_query_run_left_out(const LmQueryRun *run)
{
  return run->n_left_out;
}

void
lm_query_leave_out(LmQueryRun *run, uint64_t n)
{
  if (n > run->n_left_out)
    run->n_left_out = n;
}

static LmQueryLooked *
look(const LmQueryRow *row)
{
  LmQueryLooked *looked = &row->run->looked[row->message % LM_QUERY_LOOKED];
  if (row->message == LM_NONE)
    return NULL;
  if (looked->message == row->message)
    return looked;
  const LmMessage *message = lm_trace_message(row->trace, row->message);
  bool stream = lm_transport_is_stream(message->transport);
  if (!looked->sip)
    looked->sip = lm_alloc(sizeof *looked->sip);
  if (looked->arena.chunk)
    lm_arena_reset(&looked->arena);
  looked->message = row->message;
  looked->sdp_looked = looked->has_sdp = false;
  looked->is_sip =
      lm_sip_message_parse(lm_message_bytes(message), stream, &looked->arena, looked->sip);
  return looked;
}

const LmSipMessage *
lm_query_message(const LmQueryRow *row)
{
  LmQueryLooked *looked = look(row);
  return looked && looked->is_sip ? looked->sip : NULL;
}

const LmSdp *
lm_query_sdp(const LmQueryRow *row)
{
  LmQueryLooked *looked = look(row);
  if (!looked || !looked->is_sip)
    return NULL;
  if (!looked->sdp_looked) {
    LmSlice body = lm_sdp_of_message(looked->sip, &looked->arena);
    if (!looked->sdp)
      looked->sdp = lm_alloc(sizeof *looked->sdp);
    looked->sdp_looked = true;
    looked->sdp_text = body;
    looked->has_sdp = body.len && lm_sdp_parse(body, &looked->arena, looked->sdp);
  }
  return looked->has_sdp ? looked->sdp : NULL;
}

LmSlice
lm_query_sdp_text(const LmQueryRow *row)
{
  return lm_query_sdp(row) ? look(row)->sdp_text : LM_SLICE_EMPTY;
}

LmQueryRow
lm_query_row(LmQueryRun *run, LmQueryKind kind, uint32_t index)
{
  LmQueryRow row = {run, run->trace, LM_NONE, LM_NONE, LM_NONE, LM_NONE, (uint8_t)kind, NULL};
  switch (kind) {
  case LM_QUERY_MESSAGE:
    row.message = index;
    row.call = lm_trace_message(run->trace, index)->call;
    break;
  case LM_QUERY_STREAM:
    row.stream = index;
    row.call = lm_trace_stream(run->trace, index)->call;
    break;
  case LM_QUERY_EVENT:
    row.event = index;
    row.call = lm_trace_event(run->trace, index)->call;
    break;
  case LM_QUERY_REPORT:
    row.report = run->report_row;
    row.call = row.report->call;
    row.self = LM_QUERY_CALL;
    break;
  default:
    row.call = index;
  }
  return row;
}

/* The rows of the call of @row, a kind at a time. One that @row is of already is not gone through.
 */
static bool
each_message(const LmQueryRow *row, LmQueryAsk ask, void *data)
{
  LmQueryRow part = *row;
  uint32_t next =
      row->call == LM_NONE ? LM_NONE : lm_trace_call(row->trace, row->call)->first_message;
  if (row->self == LM_QUERY_CALL)
    part.self = LM_QUERY_MESSAGE;
  for (; next != LM_NONE; next = lm_trace_message(row->trace, next)->next_in_call) {
    part.message = next;
    if (row->run->cut || ask(&part, data))
      return true;
  }
  return false;
}

static bool
each_stream(const LmQueryRow *row, LmQueryAsk ask, void *data)
{
  LmQueryRow part = *row;
  uint32_t next =
      row->call == LM_NONE ? LM_NONE : lm_trace_call(row->trace, row->call)->first_stream;
  if (row->self == LM_QUERY_CALL)
    part.self = LM_QUERY_STREAM;
  for (; next != LM_NONE; next = lm_trace_stream(row->trace, next)->next_in_call) {
    part.stream = next;
    if (row->run->cut || ask(&part, data))
      return true;
  }
  return false;
}

static bool
each_event(const LmQueryRow *row, LmQueryAsk ask, void *data)
{
  LmQueryRow part = *row;
  uint32_t next =
      row->call == LM_NONE ? LM_NONE : lm_trace_call(row->trace, row->call)->first_event;
  if (row->self == LM_QUERY_CALL)
    part.self = LM_QUERY_EVENT;
  for (; next != LM_NONE; next = lm_trace_event(row->trace, next)->next_in_call) {
    part.event = next;
    if (row->run->cut || ask(&part, data))
      return true;
  }
  return false;
}

bool
lm_query_each(const LmQueryRow *row, unsigned needs, LmQueryAsk ask, void *data)
{
  if (needs & 1u << LM_QUERY_OF_MESSAGE && row->message == LM_NONE)
    return each_message(row, ask, data);
  if (needs & 1u << LM_QUERY_OF_STREAM && row->stream == LM_NONE)
    return each_stream(row, ask, data);
  if (needs & 1u << LM_QUERY_OF_EVENT && row->event == LM_NONE)
    return each_event(row, ask, data);
  /* What every frame has, asked of a call, is that of anything in it. */
  unsigned rows = 1u << LM_QUERY_OF_MESSAGE | 1u << LM_QUERY_OF_STREAM | 1u << LM_QUERY_OF_EVENT;
  bool about_calls = !row->report || row->call != LM_NONE;
  if (needs & 1u << LM_QUERY_OF_ANY && !(needs & rows) && row->self == LM_QUERY_CALL && about_calls)
    return each_message(row, ask, data) || each_stream(row, ask, data) ||
           each_event(row, ask, data);
  return ask(row, data);
}
