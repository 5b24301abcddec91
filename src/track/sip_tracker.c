/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

#include "base/limits.h"
#include "track/announcement.h"

static void
count_other_method(LmTrace *trace, LmSlice name)
{
  /* Unknown methods are few; a flood of invented ones shares the last entry. */
  enum { MAX_OTHER_METHODS = 256 };
  for (uint32_t i = 0; i < trace->other_methods.len; i++) {
    LmOtherMethod *other = lm_vec_at(&trace->other_methods, i);
    if (lm_slice_equal(other->name, name) || i + 1 == MAX_OTHER_METHODS) {
      other->messages++;
      return;
    }
  }
  *(LmOtherMethod *)lm_vec_push(&trace->other_methods) = (LmOtherMethod){name, 1};
}

static void
count_message(LmTrace *trace, const LmSipMessage *message)
{
  LmTraceCounters *counters = &trace->counters;
  counters->sip_messages++;
  if (message->status) {
    counters->sip_responses++;
    if (message->status < 1000)
      counters->statuses[message->status]++;
  } else {
    counters->sip_requests++;
    counters->methods[message->method]++;
    if (message->method == LM_SIP_METHOD_OTHER)
      count_other_method(trace, message->method_name);
  }
}

/* Whether @anomaly is there because the capture cut the message off, which is not the sender's
 * fault: what is missing behind the end, and whatever reaches up to it. */
static bool
is_by_cut(const LmSipMessage *message, const LmAnomaly *anomaly)
{
  return anomaly->kind == LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT ||
         anomaly->kind == LM_ANOMALY_SIP_NO_END_OF_HEADERS ||
         anomaly->kind == LM_ANOMALY_SIP_MISSING_HEADER ||
         (size_t)anomaly->offset + anomaly->len >= message->bytes.len;
}

/* What the sender got wrong. */
static bool
is_malformed(const LmSipMessage *message, bool truncated)
{
  if (message->n_anomalies > LM_SIP_MAX_ANOMALIES)
    return true;
  for (uint32_t i = 0; i < message->n_anomalies; i++) {
    const LmAnomaly *anomaly = &message->anomalies[i];
    if (lm_anomaly_is_error(anomaly->kind) && !(truncated && is_by_cut(message, anomaly)))
      return true;
  }
  return false;
}

static uint32_t
add_row(LmTrace *trace, const LmSipMessage *message, const LmSipOrigin *origin)
{
  uint32_t row = trace->messages.len;
  LmMessage *fresh = lm_vec_push(&trace->messages);
  bool malformed = is_malformed(message, origin->truncated);
  *fresh = (LmMessage){
      .data = message->bytes.data,
      .len = (uint32_t)message->bytes.len,
      .time_ns = origin->time_ns,
      .frame = origin->frame,
      .src = origin->src,
      .dst = origin->dst,
      .call = LM_NONE,
      .next_in_call = LM_NONE,
      .transaction = LM_NONE,
      .previous_in_transaction = LM_NONE,
      .dialog = LM_NONE,
      .original = LM_NONE,
      .cseq = message->cseq,
      .status = message->status,
      .method = (uint8_t)message->method,
      .cseq_method = (uint8_t)message->cseq_method,
      .transport = (uint8_t)origin->transport,
      .flags = (uint8_t)((malformed ? LM_MESSAGE_MALFORMED : 0) |
                         (origin->truncated ? LM_MESSAGE_TRUNCATED : 0)),
  };
  trace->counters.sip_malformed += malformed;
  trace->counters.sip_cut_by_limit += message->n_headers >= LM_LIMIT_SIP_HEADERS;
  return row;
}

static uint32_t
add_call(LmTrace *trace, const LmSipMessage *message, const LmMessage *first, uint32_t row,
         uint64_t hash)
{
  uint32_t index = trace->calls.len;
  LmCall *call = lm_vec_push(&trace->calls);
  *call = (LmCall){
      .call_id = message->call_id,
      .from = message->from,
      .to = message->to,
      .caller_tag = message->from_tag,
      .start_ns = first->time_ns,
      .last_ns = first->time_ns,
      .invite_ns = LM_TIME_NONE,
      .ringing_ns = LM_TIME_NONE,
      .answer_ns = LM_TIME_NONE,
      .end_ns = LM_TIME_NONE,
      .first_message = row,
      .last_message = row,
      .first_dialog = LM_NONE,
      .answered_dialog = LM_NONE,
      .last_transaction = LM_NONE,
      .first_stream = LM_NONE,
      .method = (uint8_t)(message->status ? message->cseq_method : message->method),
      /* A response runs from callee to caller. */
      .caller = message->status ? first->dst : first->src,
      .callee = message->status ? first->src : first->dst,
  };
  lm_table_add(&trace->calls_by_id, hash, index);
  return index;
}

static void
assign_call(LmTrace *trace, const LmSipMessage *message, uint32_t row, uint64_t hash)
{
  LmSlice id = message->call_id;
  LmMessage *own = lm_trace_message_row(trace, row);
  LmTableWalk walk;
  uint32_t index = lm_table_first(&trace->calls_by_id, hash, &walk);
  while (index != LM_NONE && !lm_slice_equal(lm_trace_call_row(trace, index)->call_id, id))
    index = lm_table_next(&trace->calls_by_id, &walk);
  if (index == LM_NONE) {
    index = add_call(trace, message, own, row, hash);
  } else {
    LmCall *call = lm_trace_call_row(trace, index);
    lm_trace_message_row(trace, call->last_message)->next_in_call = row;
    call->last_message = row;
  }
  LmCall *call = lm_trace_call_row(trace, index);
  own->call = index;
  call->n_messages++;
  call->n_malformed += (own->flags & LM_MESSAGE_MALFORMED) != 0;
  call->transports |= (uint8_t)(1u << own->transport);
  if (own->time_ns > call->last_ns)
    call->last_ns = own->time_ns;
  lm_trace_mark_call(trace, index);
}

void
lm_sip_tracker_add_message(LmSipTracker *sip, LmTrace *trace, const LmSipMessage *message,
                           const LmSipOrigin *origin)
{
  uint64_t hash = lm_hash(lm_hash_key(), message->call_id.data, message->call_id.len);
  uint64_t transaction = lm_sip_transaction_key(message, hash);
  uint64_t dialog = lm_sip_dialog_key(message, hash);
  /* All three are asked for before the first is needed, so that memory answers once. */
  lm_table_prefetch(&trace->calls_by_id, hash);
  lm_table_prefetch(&trace->transactions_by_key, transaction);
  lm_table_prefetch(&trace->dialogs_by_key, dialog);
  count_message(trace, message);
  uint32_t row = add_row(trace, message, origin);
  /* Without Call-ID nothing says what a message belongs to. It stays in the list of messages. */
  if (!lm_slice_is_empty(message->call_id)) {
    assign_call(trace, message, row, hash);
    lm_trace_assign_transaction(trace, message, row, transaction);
    lm_trace_assign_dialog(trace, message, row, dialog);
    lm_trace_advance_call(trace, message, row);
    if (!lm_slice_is_empty(message->body) && !lm_slice_is_empty(message->content_type))
      lm_trace_announce(trace, &sip->scratch, message, row);
  }
  if (sip->scratch.chunk)
    lm_arena_clear(&sip->scratch);
}

bool
lm_sip_tracker_add(LmSipTracker *sip, LmTrace *trace, LmSlice bytes, const LmSipOrigin *origin)
{
  bool stream = origin->transport != LM_TRANSPORT_UDP;
  if (!lm_sip_message_parse(bytes, stream, &sip->scratch, &sip->message))
    return false;
  lm_sip_tracker_add_message(sip, trace, &sip->message, origin);
  return true;
}

void
lm_sip_tracker_clear(LmSipTracker *sip)
{
  lm_arena_clear(&sip->scratch);
}
