/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/evict_parts.h"

/* Timers B and F of RFC 3261 (17.1.1.2, 17.1.2.2): 64 times T1. */
#define TRANSACTION_NS (32 * LM_NS_PER_S)
/* Timer C (16.6): a proxy lets an INVITE ring for longer than that only if it is told to go on. */
#define RINGING_NS (180 * LM_NS_PER_S)

int64_t
lm_evict_last_ns(const LmTrace *trace, const LmCall *call)
{
  int64_t last_ns = call->last_ns;
  for (uint32_t row = call->first_stream; row != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, row);
    last_ns = stream->stats.last_ns > last_ns ? stream->stats.last_ns : last_ns;
    row = stream->next_in_call;
  }
  return last_ns;
}

/* Whether the INVITE was answered by anything at all. */
static bool
is_tried(const LmTrace *trace, const LmCall *call)
{
  return call->newest_transaction != LM_NONE &&
         lm_trace_transaction(trace, call->newest_transaction)->first_provisional != LM_NONE;
}

bool
lm_evict_is_finished(const LmTrace *trace, const LmCall *call, int64_t last_ns)
{
  int64_t age_ns = lm_time_sub(trace->counters.last_ns, last_ns);
  if (call->number && call->state == LM_CALL_IN_CALL)
    return false;
  bool rings = call->number && (call->state == LM_CALL_RINGING ||
                                (call->state == LM_CALL_INCOMPLETE && is_tried(trace, call)));
  return age_ns > (rings ? RINGING_NS : TRANSACTION_NS);
}

bool
lm_evict_has_ended(const LmCall *call)
{
  return call->number && call->state != LM_CALL_INCOMPLETE && call->state != LM_CALL_RINGING &&
         call->state != LM_CALL_IN_CALL;
}

uint64_t
lm_evict_cost(const LmTrace *trace, const LmCall *call)
{
  uint64_t cost = sizeof *call + call->n_messages * sizeof(LmMessage) +
                  call->n_transactions * sizeof(LmTransaction) +
                  call->n_dialogs * sizeof(LmDialog) + call->n_events * sizeof(LmEvent);
  for (uint32_t row = call->first_stream; row != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, row);
    cost += sizeof *stream + lm_packet_log_bytes(&stream->log);
    row = stream->next_in_call;
  }
  return cost;
}

bool
lm_evict_lies_in(const LmTrace *trace, const LmCall *call, LmSlice bytes)
{
  for (uint32_t row = call->first_message; row != LM_NONE;) {
    const LmMessage *message = lm_trace_message(trace, row);
    if (message->data >= bytes.data && message->data < bytes.data + bytes.len)
      return true;
    row = message->next_in_call;
  }
  return false;
}

void
lm_evict_message(LmTrace *trace, uint32_t row)
{
  lm_vec_bury(&trace->messages, row);
  trace->counters.evicted_messages++;
}

void
lm_evict_event(LmTrace *trace, uint32_t row)
{
  lm_vec_bury(&trace->events, row);
  trace->n_gone_events++;
}

void
lm_evict_rtcp(LmTrace *trace, uint32_t row)
{
  lm_vec_bury(&trace->rtcp, row);
  trace->n_gone_rtcp++;
}

void
lm_evict_stream(LmTrace *trace, uint32_t row)
{
  lm_packet_log_free(&lm_trace_stream_row(trace, row)->log);
  lm_vec_bury(&trace->streams, row);
  *(uint32_t *)lm_vec_push(&trace->gone_streams) = row;
  trace->counters.evicted_streams++;
}

static void
evict_messages(LmTrace *trace, const LmCall *call)
{
  for (uint32_t row = call->first_message; row != LM_NONE;) {
    uint32_t next = lm_trace_message(trace, row)->next_in_call;
    lm_evict_message(trace, row);
    row = next;
  }
  for (uint32_t row = call->newest_transaction; row != LM_NONE;) {
    uint32_t next = lm_trace_transaction(trace, row)->next_in_call;
    lm_vec_bury(&trace->transactions, row);
    row = next;
  }
  for (uint32_t row = call->first_dialog; row != LM_NONE;) {
    uint32_t next = lm_trace_dialog(trace, row)->next_in_call;
    lm_vec_bury(&trace->dialogs, row);
    row = next;
  }
}

void
lm_evict_call(LmTrace *trace, uint32_t row, bool finished)
{
  LmCall call = *lm_trace_call(trace, row);
  evict_messages(trace, &call);
  for (uint32_t stream = call.first_stream; stream != LM_NONE;) {
    uint32_t next = lm_trace_stream(trace, stream)->next_in_call;
    lm_evict_stream(trace, stream);
    stream = next;
  }
  for (uint32_t event = call.first_event; event != LM_NONE;) {
    uint32_t next = lm_trace_event(trace, event)->next_in_call;
    lm_evict_event(trace, event);
    event = next;
  }
  if (call.number)
    lm_vec_bury(&trace->numbers, call.number - 1);
  lm_vec_bury(&trace->calls, row);
  *(uint32_t *)lm_vec_push(&trace->gone_calls) = row;
  trace->counters.evicted_call_ids++;
  trace->counters.evicted_calls += call.number > 0;
  trace->counters.evicted_unfinished += !finished;
}
