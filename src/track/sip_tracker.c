/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

#include "track/announcement.h"
#include "track/copies.h"
#include "track/endpoint.h"
#include "track/hep_report.h"
#include "track/other_media.h"

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
  /* The message may be evicted. */
  LmSlice copy = lm_arena_copy(&trace->event_arena, name);
  *(LmOtherMethod *)lm_vec_push(&trace->other_methods) = (LmOtherMethod){copy, 1};
}

static void
count_message(LmTrace *trace, const LmSipReading *reading)
{
  LmTraceCounters *counters = &trace->counters;
  counters->sip_messages++;
  counters->sip_malformed += reading->malformed;
  counters->sip_cut_by_limit += (uint64_t)reading->too_many_headers + reading->sdp_cut;
  if (reading->status) {
    counters->sip_responses++;
    if (reading->status < 1000)
      counters->statuses[reading->status]++;
  } else {
    counters->sip_requests++;
    counters->methods[reading->method]++;
    if (reading->method == LM_SIP_METHOD_OTHER)
      count_other_method(trace, lm_sip_reading_part(reading, reading->method_name));
  }
}

static uint32_t
add_row(LmTrace *trace, const LmSipReading *reading, const LmSipOrigin *origin)
{
  uint32_t row = trace->messages.len;
  LmMessage *fresh = lm_vec_push(&trace->messages);
  if (origin->frame < trace->last_frame && trace->end_of_order == LM_NONE)
    *(uint32_t *)lm_vec_push(&trace->runs) = row;
  trace->last_frame = origin->frame;
  *fresh = (LmMessage){
      .data = reading->data,
      .len = reading->len,
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
      .cseq = reading->cseq,
      .status = reading->status,
      .method = reading->method,
      .cseq_method = reading->cseq_method,
      .transport = (uint8_t)origin->transport,
      .path = (uint16_t)lm_path_table_add(&trace->paths, origin->path),
      .ip_id = origin->ip_id,
      .flags = (uint8_t)((reading->malformed ? LM_MESSAGE_MALFORMED : 0) |
                         (reading->has_sdp ? LM_MESSAGE_HAS_SDP : 0) |
                         (reading->truncated ? LM_MESSAGE_TRUNCATED : 0)),
  };
  return row;
}

static uint32_t
add_call(LmTrace *trace, const LmSipReading *reading, const LmMessage *first, uint32_t row)
{
  uint32_t index = trace->calls.len;
  LmCall *call = lm_vec_push(&trace->calls);
  *call = (LmCall){
      .id_hash = reading->call_hash,
      .call_id = lm_sip_reading_part(reading, reading->call_id),
      .from = lm_sip_reading_part(reading, reading->from),
      .to = lm_sip_reading_part(reading, reading->to),
      .caller_tag_hash = reading->from_tag_hash,
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
      .newest_transaction = LM_NONE,
      .last_transaction = LM_NONE,
      .first_stream = LM_NONE,
      .first_event = LM_NONE,
      .method = reading->status ? reading->cseq_method : reading->method,
      /* A response runs from callee to caller. */
      .caller = reading->status ? first->dst : first->src,
      .callee = reading->status ? first->src : first->dst,
  };
  lm_table_add(&trace->calls_by_id, reading->call_hash, index);
  lm_trace_adopt_hep_reports(trace, index);
  return index;
}

/* The row of a Call-ID by its hash. The whole 64 bits are the key: that two Call-IDs of one process
 * share them does not happen, and the text itself lies in bytes of the capture that were last
 * touched long ago. */
static uint32_t
find_call(const LmTrace *trace, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&trace->calls_by_id, hash, &walk);
  while (index != LM_NONE && lm_trace_call(trace, index)->id_hash != hash)
    index = lm_table_next(&trace->calls_by_id, &walk);
  return index;
}

/* @index: the row of its call, or LM_NONE. */
static void
assign_call(LmTrace *trace, const LmSipReading *reading, uint32_t row, uint32_t index)
{
  LmMessage *own = lm_trace_message_row(trace, row);
  if (index == LM_NONE)
    index = add_call(trace, reading, own, row);
  LmCall *call = lm_trace_call_row(trace, index);
  if (call->last_message != row)
    lm_trace_message_row(trace, call->last_message)->next_in_call = row;
  call->last_message = row;
  own->call = index;
  call->n_messages++;
  call->n_malformed += reading->malformed;
  call->transports |= (uint8_t)(1u << own->transport);
  if (own->time_ns > call->last_ns)
    call->last_ns = own->time_ns;
  lm_trace_mark_call(trace, index);
}

void
lm_sip_tracker_add_reading(LmTrace *trace, const LmSipReading *reading, const LmSipOrigin *origin)
{
  uint32_t call = LM_NONE;
  if (reading->call_id.len)
    call = find_call(trace, reading->call_hash);
  if (call != LM_NONE && origin->datagram) {
    uint32_t copied = lm_trace_find_copied(trace, lm_trace_call(trace, call), reading, origin);
    if (copied != LM_NONE) {
      lm_trace_count_copied(trace, copied);
      return;
    }
  }
  count_message(trace, reading);
  uint32_t row = add_row(trace, reading, origin);
  /* Without Call-ID nothing says what a message belongs to. It stays in the list of messages. */
  if (reading->call_id.len == 0)
    return;
  assign_call(trace, reading, row, call);
  lm_trace_assign_transaction(trace, reading, row);
  lm_trace_assign_dialog(trace, reading, row);
  lm_trace_advance_call(trace, reading, row);
  if (reading->targets)
    lm_trace_announce(trace, reading, row);
  if (reading->has_other_media)
    lm_trace_announce_other(trace, row);
}

bool
lm_sip_tracker_add(LmSipTracker *sip, LmTrace *trace, LmSlice bytes, bool truncated,
                   const LmSipOrigin *origin)
{
  bool stream = lm_transport_is_stream(origin->transport);
  if (!lm_sip_message_parse(bytes, stream, &sip->scratch, &sip->message))
    return false;
  LmSipReading reading;
  lm_sip_reading_make(&sip->message, truncated, &sip->scratch, &reading);
  lm_sip_tracker_add_reading(trace, &reading, origin);
  if (sip->scratch.chunk)
    lm_arena_clear(&sip->scratch);
  return true;
}

void
lm_sip_tracker_clear(LmSipTracker *sip)
{
  lm_arena_clear(&sip->scratch);
}

static void
prefetch(const void *row, size_t bytes)
{
  const uint8_t *start = row;
  for (size_t at = 0; at < bytes; at += 64)
    __builtin_prefetch(start + at, 1);
}

/* The call that the slot names; another one may share 32 bits of the hash, which costs a fetch. */
static const LmCall *
likely_call(const LmTrace *trace, const LmSipReading *reading)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&trace->calls_by_id, reading->call_hash, &walk);
  return index == LM_NONE ? NULL : lm_trace_call(trace, index);
}

static void
prefetch_rows(const LmTrace *trace, const LmCall *call)
{
  prefetch(lm_trace_message(trace, call->last_message), sizeof(LmMessage));
  if (call->last_transaction != LM_NONE)
    prefetch(lm_trace_transaction(trace, call->last_transaction), sizeof(LmTransaction));
  if (call->first_dialog != LM_NONE)
    prefetch(lm_trace_dialog(trace, call->first_dialog), sizeof(LmDialog));
}

void
lm_sip_prefetch(const LmTrace *trace, const LmSipReading *const *readings, size_t n)
{
  for (size_t i = 0; i < n; i++)
    prefetch(readings[i], sizeof *readings[i]);
  for (size_t i = 0; i < n; i++) {
    lm_table_prefetch(&trace->calls_by_id, readings[i]->call_hash);
    if (readings[i]->targets)
      lm_table_prefetch(&trace->endpoints_by_address, readings[i]->targets->hash);
  }
  for (size_t i = 0; i < n; i++) {
    const LmCall *call = likely_call(trace, readings[i]);
    if (call)
      prefetch(call, sizeof *call);
    if (readings[i]->targets)
      lm_trace_prefetch_endpoint(trace, readings[i]->targets->hash);
  }
  for (size_t i = 0; i < n; i++) {
    const LmCall *call = likely_call(trace, readings[i]);
    if (call)
      prefetch_rows(trace, call);
  }
}
