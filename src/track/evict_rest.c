/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rows that are left do not need goes: endpoints, flows, announcements and the like know
 * nothing of their age, but only who uses them. A flow that is dropped too early is made anew by
 * its next packet. */

#include "track/announcement.h"
#include "track/dtls_tracker.h"
#include "track/endpoint.h"
#include "track/evict_parts.h"
#include "track/flow.h"
#include "track/ice_tracker.h"
#include "track/living.h"
#include "track/media_tracker.h"
#include "track/others.h"
#include "track/turn_tracker.h"

#include <stdlib.h>

/* How long packets of a source that is not believed yet wait for the next ones. */
#define CANDIDATE_NS (10 * LM_NS_PER_S)

void
lm_evict_set_nothing(LmTrace *trace)
{
  static const uint32_t none = LM_NONE;
  const LmMessage message = {.call = LM_NONE,
                             .next_in_call = LM_NONE,
                             .transaction = LM_NONE,
                             .previous_in_transaction = LM_NONE,
                             .dialog = LM_NONE,
                             .original = LM_NONE};
  const LmTransaction transaction = {.call = LM_NONE,
                                     .next_in_call = LM_NONE,
                                     .request = LM_NONE,
                                     .client = LM_NONE,
                                     .first_provisional = LM_NONE,
                                     .final = LM_NONE,
                                     .last = LM_NONE};
  const LmDialog dialog = {.call = LM_NONE, .first_message = LM_NONE, .next_in_call = LM_NONE};
  const LmCall call = {.start_ns = LM_TIME_NONE,
                       .last_ns = LM_TIME_NONE,
                       .invite_ns = LM_TIME_NONE,
                       .ringing_ns = LM_TIME_NONE,
                       .answer_ns = LM_TIME_NONE,
                       .end_ns = LM_TIME_NONE,
                       .first_message = LM_NONE,
                       .last_message = LM_NONE,
                       .first_dialog = LM_NONE,
                       .answered_dialog = LM_NONE,
                       .newest_transaction = LM_NONE,
                       .last_transaction = LM_NONE,
                       .first_stream = LM_NONE,
                       .first_event = LM_NONE,
                       .last_event = LM_NONE};
  static const LmStream stream = {
      .call = LM_NONE, .next_in_call = LM_NONE, .next_at_dst = LM_NONE, .next_of_ssrc = LM_NONE};
  const LmEvent event = {.label = "",
                         .detail = "",
                         .call = LM_NONE,
                         .next_in_call = LM_NONE,
                         .next_at_src = LM_NONE,
                         .next_at_dst = LM_NONE};
  const LmEndpointRow endpoint = {
      .announcement = LM_NONE, .first_stream = LM_NONE, .first_event = LM_NONE};
  const LmFlow flow = {.last_stream = LM_NONE};
  const LmAnnouncement announcement = {.call = LM_NONE, .message = LM_NONE};
  static const char *const text = "";
  lm_vec_set_nothing(&trace->messages, &message);
  lm_vec_set_nothing(&trace->transactions, &transaction);
  lm_vec_set_nothing(&trace->dialogs, &dialog);
  lm_vec_set_nothing(&trace->calls, &call);
  lm_vec_set_nothing(&trace->streams, &stream);
  lm_vec_set_nothing(&trace->events, &event);
  lm_vec_set_nothing(&trace->endpoints, &endpoint);
  lm_vec_set_nothing(&trace->flows, &flow);
  lm_vec_set_nothing(&trace->announcements, &announcement);
  lm_vec_set_nothing(&trace->rtcp, &(LmRtcpDatagram){0});
  lm_vec_set_nothing(&trace->numbers, &none);
  lm_vec_set_nothing(&trace->event_texts, &text);
}

static LmMarks
marks_new(const LmVec *vec)
{
  uint32_t first = lm_vec_next(vec, 0);
  return (LmMarks){first, lm_alloc((size_t)(vec->len - first) / 8 + 1)};
}

static void
mark_ends(LmLiving *living, uint32_t src, uint32_t dst)
{
  lm_mark(&living->endpoints, src);
  lm_mark(&living->endpoints, dst);
}

static void
mark_by_sip(LmLiving *living)
{
  const LmTrace *trace = living->trace;
  for (uint32_t i = lm_vec_next(&trace->messages, 0); i < trace->messages.len;
       i = lm_vec_next(&trace->messages, i + 1)) {
    const LmMessage *message = lm_trace_message(trace, i);
    mark_ends(living, message->src, message->dst);
    lm_keep_mark(living->keep, message->data);
  }
  for (uint32_t i = lm_vec_next(&trace->calls, 0); i < trace->calls.len;
       i = lm_vec_next(&trace->calls, i + 1)) {
    const LmCall *call = lm_trace_call(trace, i);
    mark_ends(living, call->caller, call->callee);
  }
  for (uint32_t i = 0; i < trace->other_methods.len; i++)
    lm_keep_mark(living->keep, lm_trace_other_method(trace, i)->name.data);
}

static void
mark_by_media(LmLiving *living)
{
  const LmTrace *trace = living->trace;
  for (uint32_t i = lm_vec_next(&trace->streams, 0); i < trace->streams.len;
       i = lm_vec_next(&trace->streams, i + 1)) {
    const LmStream *stream = lm_trace_stream(trace, i);
    mark_ends(living, stream->src, stream->dst);
    lm_mark(&living->flows, stream->flow);
  }
  for (uint32_t i = lm_vec_next(&trace->events, 0); i < trace->events.len;
       i = lm_vec_next(&trace->events, i + 1)) {
    const LmEvent *event = lm_trace_event(trace, i);
    mark_ends(living, event->src, event->dst);
    lm_keep_mark(living->keep, event->data);
  }
  for (uint32_t i = lm_vec_next(&trace->rtcp, 0); i < trace->rtcp.len;
       i = lm_vec_next(&trace->rtcp, i + 1)) {
    const LmRtcpDatagram *rtcp = lm_trace_rtcp(trace, i);
    mark_ends(living, rtcp->src, rtcp->dst);
    lm_keep_mark(living->keep, rtcp->data);
  }
}

static bool
is_gone(const LmVec *vec, uint32_t row)
{
  return row != LM_NONE && lm_vec_is_buried(vec, row);
}

/* What was announced by calls that went; the endpoints of the others stay. */
static void
sweep_announcements(LmLiving *living)
{
  LmTrace *trace = living->trace;
  for (uint32_t i = lm_vec_next(&trace->announcements, 0); i < trace->announcements.len;
       i = lm_vec_next(&trace->announcements, i + 1))
    if (lm_vec_is_buried(&trace->calls,
                         ((LmAnnouncement *)lm_vec_at(&trace->announcements, i))->call))
      lm_vec_bury(&trace->announcements, i);
  for (uint32_t i = lm_vec_next(&trace->endpoints, 0); i < trace->endpoints.len;
       i = lm_vec_next(&trace->endpoints, i + 1)) {
    LmEndpointRow *row = lm_trace_endpoint_row(trace, i);
    if (is_gone(&trace->announcements, row->announcement))
      row->announcement = LM_NONE;
    if (row->announcement != LM_NONE)
      lm_mark(&living->endpoints, i);
    row->first_stream = row->first_event = LM_NONE;
  }
  for (size_t i = 0; i < LM_RECENT_SDPS; i++) {
    LmRecentSdp *recent = &trace->recent_sdps[i];
    if (!is_gone(&trace->messages, recent->message))
      continue;
    recent->message = LM_NONE;
    lm_arena_clear(&recent->arena);
  }
}

static bool
is_waiting(const LmTrace *trace, const LmFlow *flow)
{
  if (!flow->waiting || flow->candidates->n == 0)
    return false;
  const LmFlowCandidate *newest = &flow->candidates->list[flow->candidates->n - 1];
  return lm_time_sub(trace->counters.last_ns, newest->time_ns) <= CANDIDATE_NS;
}

static void
sweep_flows(LmLiving *living)
{
  LmTrace *trace = living->trace;
  for (uint32_t i = lm_vec_next(&trace->flows, 0); i < trace->flows.len;
       i = lm_vec_next(&trace->flows, i + 1)) {
    LmFlow *flow = lm_vec_at(&trace->flows, i);
    bool known =
        lm_is_marked(&living->endpoints, flow->src) && lm_is_marked(&living->endpoints, flow->dst);
    bool waiting = is_waiting(trace, flow);
    if (!waiting && !(flow->sip && known) && !lm_is_marked(&living->flows, i)) {
      lm_flow_clear(flow);
      lm_vec_bury(&trace->flows, i);
      continue;
    }
    lm_mark(&living->flows, i);
    if (is_gone(&trace->streams, flow->last_stream))
      flow->last_stream = LM_NONE;
    for (unsigned at = 0; waiting && at < flow->candidates->n; at++)
      lm_keep_mark(living->keep, flow->candidates->list[at].packet.data);
  }
  /* Those that stay need their ends, which may be nobody else's. */
  for (uint32_t i = lm_vec_next(&trace->flows, 0); i < trace->flows.len;
       i = lm_vec_next(&trace->flows, i + 1)) {
    const LmFlow *flow = lm_vec_at(&trace->flows, i);
    mark_ends(living, flow->src, flow->dst);
  }
}

static void
sweep_endpoints(LmLiving *living)
{
  LmTrace *trace = living->trace;
  for (uint32_t i = lm_vec_next(&trace->endpoints, 0); i < trace->endpoints.len;
       i = lm_vec_next(&trace->endpoints, i + 1))
    if (!lm_is_marked(&living->endpoints, i))
      lm_vec_bury(&trace->endpoints, i);
}

static void
sweep_texts(LmLiving *living)
{
  LmTrace *trace = living->trace;
  LmMarks used = marks_new(&trace->event_texts);
  for (uint32_t i = lm_vec_next(&trace->events, 0); i < trace->events.len;
       i = lm_vec_next(&trace->events, i + 1)) {
    const LmEvent *event = lm_trace_event(trace, i);
    const char *texts[] = {event->label, event->detail};
    for (size_t at = 0; at < 2; at++) {
      lm_mark(&used, lm_trace_find_event_text(trace, texts[at]));
      lm_keep_mark(living->keep, (const uint8_t *)texts[at]);
    }
  }
  for (uint32_t i = lm_vec_next(&trace->event_texts, 0); i < trace->event_texts.len;
       i = lm_vec_next(&trace->event_texts, i + 1))
    if (!lm_is_marked(&used, i))
      lm_vec_bury(&trace->event_texts, i);
  free(used.bits);
}

static bool
is_there(void *user, uint32_t row)
{
  return lm_is_marked(user, row);
}

/* A table has the rows in no order, so which ones are there is looked up beforehand. */
static void
keep_table(LmTable *table, const LmVec *rows)
{
  LmMarks there = marks_new(rows);
  for (uint32_t i = lm_vec_next(rows, 0); i < rows->len; i = lm_vec_next(rows, i + 1))
    lm_mark(&there, i);
  lm_table_keep(table, is_there, &there);
  free(there.bits);
}

static void
keep_tables(LmTrace *trace)
{
  const struct {
    LmTable *table;
    LmVec *rows;
  } tables[] = {
      {&trace->calls_by_id, &trace->calls},
      {&trace->transactions_by_key, &trace->transactions},
      {&trace->dialogs_by_key, &trace->dialogs},
      {&trace->endpoints_by_address, &trace->endpoints},
      {&trace->flows_by_address, &trace->flows},
      {&trace->streams_by_flow, &trace->streams},
      {&trace->events_by_key, &trace->events},
      {&trace->event_texts_by_hash, &trace->event_texts},
      {&trace->reports_by_call_id, &trace->events},
  };
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    keep_table(tables[i].table, tables[i].rows);
}

/* Lists of streams and events that run over several calls are made anew. */
static void
link_again(LmTrace *trace)
{
  for (uint32_t i = lm_vec_next(&trace->streams, 0); i < trace->streams.len;
       i = lm_vec_next(&trace->streams, i + 1)) {
    LmStream *stream = lm_trace_stream_row(trace, i);
    LmEndpointRow *dst = lm_trace_endpoint_row(trace, stream->dst);
    stream->next_at_dst = dst->first_stream;
    dst->first_stream = i;
  }
  for (uint32_t i = lm_vec_next(&trace->events, 0); i < trace->events.len;
       i = lm_vec_next(&trace->events, i + 1))
    if (lm_trace_event(trace, i)->call == LM_NONE)
      lm_trace_wait_for_call(trace, i);
  if (trace->n_streams_by_ssrc == 0)
    return;
  lm_table_clear(&trace->streams_by_ssrc);
  trace->n_streams_by_ssrc = 0;
  lm_trace_index_ssrcs(trace);
}

static void
keep_changed(LmVec *changed, uint32_t *n_taken, const LmVec *rows)
{
  LmVec kept = LM_VEC_INIT(uint32_t);
  for (uint32_t i = *n_taken; i < changed->len; i++) {
    uint32_t row = *(uint32_t *)lm_vec_at(changed, i);
    if (!lm_vec_is_buried(rows, row))
      *(uint32_t *)lm_vec_push(&kept) = row;
  }
  lm_vec_clear(changed);
  *changed = kept;
  *n_taken = 0;
}

/* A queue is for as many streams as a block has. */
static void
free_queues(LmTrace *trace)
{
  _Static_assert(LM_RTP_QUEUE_STREAMS == 1 << LM_VEC_BLOCK_SHIFT, "they go together");
  for (uint32_t i = 0; i + 1 < trace->rtp_queues.len; i++) {
    LmRtpQueue *queue = lm_vec_at(&trace->rtp_queues, i);
    if (!queue->packets || trace->streams.blocks[i] != trace->streams.dead)
      continue;
    free(queue->packets);
    *queue = (LmRtpQueue){0};
  }
}

static void
give_back(LmTrace *trace)
{
  LmVec *vecs[] = {&trace->messages,  &trace->transactions, &trace->dialogs,
                   &trace->calls,     &trace->streams,      &trace->events,
                   &trace->endpoints, &trace->flows,        &trace->announcements,
                   &trace->rtcp,      &trace->numbers,      &trace->event_texts};
  for (size_t i = 0; i < sizeof vecs / sizeof vecs[0]; i++)
    lm_vec_sweep(vecs[i]);
  free_queues(trace);
  trace->log_bytes = 0;
  trace->log_bytes_packets = trace->counters.rtp_packets;
  for (uint32_t i = lm_vec_next(&trace->streams, 0); i < trace->streams.len;
       i = lm_vec_next(&trace->streams, i + 1))
    trace->log_bytes += lm_packet_log_bytes(&lm_trace_stream(trace, i)->log);
}

void
lm_evict_rest(LmTrace *trace, struct LmConnections *connections, LmKeep *keep)
{
  LmLiving living = {.trace = trace,
                     .keep = keep,
                     .endpoints = marks_new(&trace->endpoints),
                     .flows = marks_new(&trace->flows)};
  mark_by_sip(&living);
  mark_by_media(&living);
  sweep_announcements(&living);
  lm_connections_mark(connections, &living);
  lm_dtls_mark(trace->dtls, &living);
  sweep_flows(&living);
  sweep_endpoints(&living);
  sweep_texts(&living);
  lm_others_keep(trace->others, &living);
  lm_turn_keep(trace->turn, &living);
  lm_ice_keep(trace->ice, &living);
  lm_dtls_keep(trace->dtls, &living);
  keep_tables(trace);
  link_again(trace);
  keep_changed(&trace->changed_calls, &trace->n_changed_calls_taken, &trace->calls);
  keep_changed(&trace->changed_streams, &trace->n_changed_streams_taken, &trace->streams);
  give_back(trace);
  free(living.endpoints.bits);
  free(living.flows.bits);
}
