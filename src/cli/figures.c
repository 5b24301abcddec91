/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/figures.h"

#include "proto/sip/message.h"

#include <stdlib.h>

/* The name of a method that has no number stands in the message alone. */
static void
count_other_method(LmFigures *figures, const LmTrace *trace, const LmMessage *row)
{
  LmArena scratch = LM_ARENA_INIT;
  LmSipMessage *message = lm_arena_alloc(&scratch, sizeof *message);
  if (lm_sip_message_parse(lm_message_bytes(row), lm_transport_is_stream(row->transport), &scratch,
                           message))
    for (uint32_t i = 0; i < lm_trace_n_other_methods(trace); i++)
      figures->other_methods[i] +=
          lm_slice_equal(message->method_name, lm_trace_other_method(trace, i)->name);
  lm_arena_clear(&scratch);
}

/* What the counters of the trace say of all messages. */
static void
count_message(LmFigures *figures, const LmTrace *trace, const LmMessage *row)
{
  LmTraceCounters *counters = &figures->counters;
  counters->sip_messages++;
  counters->sip_malformed += !!(row->flags & LM_MESSAGE_MALFORMED);
  counters->sip_retransmissions += row->original != LM_NONE;
  if (row->status) {
    counters->sip_responses++;
    if (row->status < 1000)
      counters->statuses[row->status]++;
    return;
  }
  counters->sip_requests++;
  if (row->method < LM_SIP_METHOD_OTHER)
    counters->methods[row->method]++;
  else
    count_other_method(figures, trace, row);
}

static void
count_messages(LmFigures *figures, const LmTrace *trace, const LmFilter *filter)
{
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *message = lm_trace_message(trace, i);
    if (!lm_filter_has(filter, LM_QUERY_MESSAGE, i))
      continue;
    figures->transports[message->transport]++;
    if (figures->filtered)
      count_message(figures, trace, message);
  }
}

static void
count_calls(LmFigures *figures, const LmTrace *trace, const LmFilter *filter)
{
  for (uint32_t i = lm_trace_next_call(trace, 0); i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1)) {
    const LmCall *call = lm_trace_call(trace, i);
    if (!lm_filter_has(filter, LM_QUERY_CALL, i))
      continue;
    figures->call_ids++;
    figures->states[call->state] += call->number != 0;
    figures->counters.calls += figures->filtered && call->number;
  }
}

static void
count_media(LmFigures *figures, const LmTrace *trace, const LmFilter *filter)
{
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < lm_trace_n_streams(trace);
       i = lm_trace_next_stream(trace, i + 1))
    if (lm_filter_has(filter, LM_QUERY_STREAM, i)) {
      figures->streams++;
      figures->counters.rtp_packets += lm_trace_stream(trace, i)->stats.packets;
    }
  for (uint32_t i = lm_trace_next_event(trace, 0); i < lm_trace_n_events(trace);
       i = lm_trace_next_event(trace, i + 1))
    if (lm_filter_has(filter, LM_QUERY_EVENT, i)) {
      figures->events++;
      figures->counters.events[lm_trace_event(trace, i)->protocol]++;
    }
}

void
lm_figures_count(LmFigures *figures, const LmTrace *trace, const LmFilter *filter)
{
  uint32_t n = lm_trace_n_other_methods(trace);
  *figures = (LmFigures){.filtered = filter->query};
  figures->other_methods = lm_alloc((n + 1) * sizeof *figures->other_methods);
  if (!figures->filtered) {
    figures->counters = *lm_trace_counters(trace);
    figures->streams = lm_trace_n_streams(trace);
    figures->events = lm_trace_n_events(trace);
    for (uint32_t i = 0; i < n; i++)
      figures->other_methods[i] = lm_trace_other_method(trace, i)->messages;
  } else {
    count_media(figures, trace, filter);
  }
  count_messages(figures, trace, filter);
  count_calls(figures, trace, filter);
}

void
lm_figures_clear(LmFigures *figures)
{
  free(figures->other_methods);
}
