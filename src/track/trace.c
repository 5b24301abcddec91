/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/trace.h"

#include "track/announcement.h"
#include "track/dtls_tracker.h"
#include "track/endpoint.h"
#include "track/flow.h"
#include "track/ice_tracker.h"
#include "track/others.h"
#include "track/tables.h"
#include "track/turn_tracker.h"

#include <stdlib.h>

void
lm_trace_init(LmTrace *trace)
{
  *trace = (LmTrace){
      .messages = LM_VEC_INIT(LmMessage),
      .transactions = LM_VEC_INIT(LmTransaction),
      .dialogs = LM_VEC_INIT(LmDialog),
      .calls = LM_VEC_INIT(LmCall),
      .streams = LM_VEC_INIT(LmStream),
      .endpoints = LM_VEC_INIT(LmEndpointRow),
      .flows = LM_VEC_INIT(LmFlow),
      .announcements = LM_VEC_INIT(LmAnnouncement),
      .other_methods = LM_VEC_INIT(LmOtherMethod),
      .events = LM_VEC_INIT(LmEvent),
      .event_texts = LM_VEC_INIT(const char *),
      .rtcp = LM_VEC_INIT(LmRtcpDatagram),
      .numbers = LM_VEC_INIT(uint32_t),
      .runs = LM_VEC_INIT(uint32_t),
      .rtp_queues = LM_VEC_INIT(LmRtpQueue),
      .changed_calls = LM_VEC_INIT(uint32_t),
      .changed_streams = LM_VEC_INIT(uint32_t),
      .gone_calls = LM_VEC_INIT(uint32_t),
      .encodings = LM_VEC_INIT(LmSlice),
      .gone_streams = LM_VEC_INIT(uint32_t),
  };
  trace->log_arena = &trace->logs;
  lm_path_table_init(&trace->paths);
  trace->paths.n_cut = &trace->counters.paths_cut;
  trace->counters.first_ns = trace->counters.last_ns = LM_TIME_NONE;
  for (size_t i = 0; i < LM_RECENT_SDPS; i++)
    trace->recent_sdps[i].message = LM_NONE;
  trace->end_of_order = LM_NONE;
}

void
lm_trace_clear(LmTrace *trace)
{
  lm_others_free(trace->others, !trace->log_arena);
  free(trace->part);
  lm_arena_clear(&trace->logs);
  for (uint32_t i = trace->streams.first; !trace->log_arena && i < trace->streams.len; i++)
    if (!lm_vec_is_buried(&trace->streams, i))
      lm_packet_log_free(&lm_trace_stream_row(trace, i)->log);
  lm_turn_tracker_free(trace->turn);
  lm_ice_tracker_free(trace->ice);
  lm_dtls_tracker_free(trace->dtls);
  lm_path_table_clear(&trace->paths);
  lm_recent_clear(&trace->recent);
  lm_arena_clear(&trace->event_arena);
  lm_arena_clear(&trace->encoding_names);
  lm_vec_clear(&trace->encodings);
  for (uint32_t i = lm_vec_next(&trace->flows, 0); i < trace->flows.len;
       i = lm_vec_next(&trace->flows, i + 1))
    lm_flow_clear(lm_vec_at(&trace->flows, i));
  for (uint32_t i = 0; i < trace->rtp_queues.len; i++)
    free(((LmRtpQueue *)lm_vec_at(&trace->rtp_queues, i))->packets);
  LmVec *vecs[] = {
      &trace->messages,      &trace->transactions, &trace->dialogs,       &trace->calls,
      &trace->streams,       &trace->endpoints,    &trace->flows,         &trace->announcements,
      &trace->other_methods, &trace->numbers,      &trace->changed_calls, &trace->changed_streams,
      &trace->events,        &trace->event_texts,  &trace->rtp_queues,    &trace->rtcp,
      &trace->gone_calls,    &trace->gone_streams, &trace->runs};
  LmTable *tables[] = {&trace->calls_by_id,         &trace->transactions_by_key,
                       &trace->dialogs_by_key,      &trace->endpoints_by_address,
                       &trace->flows_by_address,    &trace->streams_by_flow,
                       &trace->streams_by_ssrc,     &trace->events_by_key,
                       &trace->event_texts_by_hash, &trace->reports_by_call_id};
  for (size_t i = 0; i < LM_RECENT_SDPS; i++)
    lm_arena_clear(&trace->recent_sdps[i].arena);
  for (size_t i = 0; i < sizeof vecs / sizeof vecs[0]; i++)
    lm_vec_clear(vecs[i]);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    lm_table_clear(tables[i]);
}

void
lm_trace_tell_read(const LmTrace *trace)
{
  if (trace->watch.on_read)
    trace->watch.on_read(trace->watch.user);
}

LmTraceMemory
lm_trace_memory(const LmTrace *trace)
{
  if (!trace->watch.memory)
    return (LmTraceMemory){.budget_bytes = UINT64_MAX};
  return trace->watch.memory(trace->watch.user);
}

uint64_t
lm_trace_room(const LmTrace *trace)
{
  LmTraceMemory memory = lm_trace_memory(trace);
  uint64_t least = memory.budget_bytes / 16;
  bool little = memory.in_use_bytes > memory.budget_bytes - least;
  return little ? least : memory.budget_bytes - memory.in_use_bytes;
}

const LmTraceCounters *
lm_trace_counters(const LmTrace *trace)
{
  return &trace->counters;
}

uint32_t
lm_trace_n_messages(const LmTrace *trace)
{
  return trace->messages.len;
}

uint32_t
lm_trace_n_transactions(const LmTrace *trace)
{
  return trace->transactions.len;
}

uint32_t
lm_trace_n_dialogs(const LmTrace *trace)
{
  return trace->dialogs.len;
}

uint32_t
lm_trace_n_calls(const LmTrace *trace)
{
  return trace->calls.len;
}

uint32_t
lm_trace_n_streams(const LmTrace *trace)
{
  return trace->streams.len;
}

uint32_t
lm_trace_n_events(const LmTrace *trace)
{
  return trace->events.len;
}

static uint32_t
next(const LmTrace *trace, const LmVec *rows, size_t call_at, uint32_t index)
{
  bool part = trace->part && trace->part->is_under_way;
  return part ? lm_part_next(trace, rows, call_at, index) : lm_vec_next(rows, index);
}

uint32_t
lm_trace_next_message(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->messages, offsetof(LmMessage, call), index);
}

uint32_t
lm_trace_next_transaction(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->transactions, offsetof(LmTransaction, call), index);
}

uint32_t
lm_trace_next_dialog(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->dialogs, offsetof(LmDialog, call), index);
}

uint32_t
lm_trace_next_call(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->calls, 0, index);
}

uint32_t
lm_trace_next_stream(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->streams, offsetof(LmStream, call), index);
}

uint32_t
lm_trace_next_event(const LmTrace *trace, uint32_t index)
{
  return next(trace, &trace->events, offsetof(LmEvent, call), index);
}

bool
lm_trace_has_message(const LmTrace *trace, uint32_t index)
{
  return index < trace->messages.len && !lm_vec_is_buried(&trace->messages, index);
}

bool
lm_trace_has_call(const LmTrace *trace, uint32_t index)
{
  return index < trace->calls.len && !lm_vec_is_buried(&trace->calls, index);
}

bool
lm_trace_has_stream(const LmTrace *trace, uint32_t index)
{
  return index < trace->streams.len && !lm_vec_is_buried(&trace->streams, index);
}

bool
lm_trace_has_event(const LmTrace *trace, uint32_t index)
{
  return index < trace->events.len && !lm_vec_is_buried(&trace->events, index);
}

uint32_t
lm_trace_n_other_methods(const LmTrace *trace)
{
  return trace->other_methods.len;
}

const LmMessage *
lm_trace_message(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->messages, index);
}

const LmTransaction *
lm_trace_transaction(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->transactions, index);
}

const LmDialog *
lm_trace_dialog(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->dialogs, index);
}

const LmCall *
lm_trace_call(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->calls, index);
}

const LmStream *
lm_trace_stream(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->streams, index);
}

const LmEndpoint *
lm_trace_endpoint(const LmTrace *trace, uint32_t index)
{
  const LmEndpointRow *row = lm_vec_at(&trace->endpoints, index);
  return &row->endpoint;
}

const LmEvent *
lm_trace_event(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->events, index);
}

const LmOtherMethod *
lm_trace_other_method(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->other_methods, index);
}

uint32_t
lm_trace_find_call(const LmTrace *trace, LmSlice call_id)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash(lm_hash_key(), call_id.data, call_id.len);
  uint32_t row = lm_table_first(&trace->calls_by_id, hash, &walk);
  while (row != LM_NONE && !lm_slice_equal(lm_trace_call(trace, row)->call_id, call_id))
    row = lm_table_next(&trace->calls_by_id, &walk);
  return row;
}

uint32_t
lm_trace_call_by_number(const LmTrace *trace, uint32_t number)
{
  if (number == 0 || number > trace->numbers.len)
    return LM_NONE;
  return *(uint32_t *)lm_vec_at(&trace->numbers, number - 1);
}

/* Among the rows from @low to before @end, which are in the order of their frames. */
static uint32_t
find_frame(const LmTrace *trace, uint32_t frame, uint32_t low, uint32_t end)
{
  uint32_t high = end;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2, living = lm_vec_next(&trace->messages, middle);
    /* What was evicted has no frame. */
    if (living < high && lm_trace_message(trace, living)->frame < frame)
      low = living + 1;
    else
      high = middle;
  }
  low = lm_vec_next(&trace->messages, low);
  return low < end && lm_trace_message(trace, low)->frame == frame ? low : LM_NONE;
}

uint32_t
lm_trace_message_by_frame(const LmTrace *trace, uint32_t frame)
{
  uint32_t end =
      trace->messages.len < trace->end_of_order ? trace->messages.len : trace->end_of_order;
  for (uint32_t i = trace->runs.len + 1, high = end; i-- > 0;) {
    uint32_t low = i ? *(uint32_t *)lm_vec_at(&trace->runs, i - 1) : 0;
    uint32_t row = find_frame(trace, frame, low, high);
    if (row != LM_NONE)
      return row;
    high = low;
  }
  while (end < trace->messages.len && lm_trace_message(trace, end)->frame != frame)
    end++;
  return end < trace->messages.len ? end : LM_NONE;
}

double
lm_trace_call_mos(const LmTrace *trace, const LmCall *call)
{
  double lowest = 0;
  for (uint32_t row = call->first_stream; row != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, row);
    LmEmodelScore score;
    if (lm_stream_score(stream, &score) && (lowest == 0 || score.mos < lowest))
      lowest = score.mos;
    row = stream->next_in_call;
  }
  return lowest;
}

LmQuality
lm_trace_call_quality(const LmTrace *trace, const LmCall *call)
{
  LmQuality worst = LM_QUALITY_NONE;
  for (uint32_t row = call->first_stream; row != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, row);
    LmQuality quality = lm_stream_quality(stream);
    row = stream->next_in_call;
    worst = quality > worst ? quality : worst;
  }
  return worst;
}

void
lm_trace_mark_call(LmTrace *trace, uint32_t row)
{
  LmCall *call = lm_trace_call_row(trace, row);
  if (call->dirty)
    return;
  call->dirty = true;
  *(uint32_t *)lm_vec_push(&trace->changed_calls) = row;
}

void
lm_trace_mark_stream(LmTrace *trace, uint32_t row)
{
  LmStream *stream = lm_trace_stream_row(trace, row);
  if (stream->dirty)
    return;
  stream->dirty = true;
  *(uint32_t *)lm_vec_push(&trace->changed_streams) = row;
}

size_t
lm_take_rows(LmVec *changed, uint32_t *n_taken, const LmVec *of, uint32_t *rows, size_t max)
{
  size_t n = 0;
  for (; n < max && *n_taken < changed->len; (*n_taken)++) {
    uint32_t row = *(uint32_t *)lm_vec_at(changed, *n_taken);
    if (!of || !lm_vec_is_buried(of, row))
      rows[n++] = row;
  }
  if (*n_taken == changed->len)
    changed->len = *n_taken = 0;
  return n;
}
