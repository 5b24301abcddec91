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

static void
begin_marks(LmEvicting *evicting)
{
  evicting->living.endpoints = lm_marks_new(&evicting->living.trace->endpoints);
  evicting->living.flows = lm_marks_new(&evicting->living.trace->flows);
}

static void
mark_ends(LmLiving *living, uint32_t src, uint32_t dst)
{
  lm_mark(&living->endpoints, src);
  lm_mark(&living->endpoints, dst);
}

static void
mark_by_message(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmMessage *message = lm_trace_message(living->trace, row);
  mark_ends(living, message->src, message->dst);
  lm_keep_mark(living->keep, message->data);
}

static void
mark_by_call(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmCall *call = lm_trace_call(living->trace, row);
  mark_ends(living, call->caller, call->callee);
}

static void
mark_by_methods(LmEvicting *evicting)
{
  LmLiving *living = &evicting->living;
  for (uint32_t i = 0; i < living->trace->other_methods.len; i++)
    lm_keep_mark(living->keep, lm_trace_other_method(living->trace, i)->name.data);
}

static void
mark_by_stream(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmStream *stream = lm_trace_stream(living->trace, row);
  mark_ends(living, stream->src, stream->dst);
  lm_mark(&living->flows, stream->flow);
  if (stream->apart)
    lm_living_mark_log(living, &stream->log);
}

static void
mark_by_event(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmEvent *event = lm_trace_event(living->trace, row);
  mark_ends(living, event->src, event->dst);
  lm_keep_mark(living->keep, event->data);
}

static void
mark_by_rtcp(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmRtcpDatagram *rtcp = lm_trace_rtcp(living->trace, row);
  mark_ends(living, rtcp->src, rtcp->dst);
  lm_keep_mark(living->keep, rtcp->data);
}

static bool
is_gone(const LmVec *vec, uint32_t row)
{
  return row != LM_NONE && lm_vec_is_buried(vec, row);
}

/* What was announced by calls that went; the endpoints of the others stay. */
static void
sweep_announcement(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmAnnouncement *announcement = lm_vec_at(&trace->announcements, row);
  if (lm_vec_is_buried(&trace->calls, announcement->call))
    lm_vec_bury(&trace->announcements, row);
}

static void
mark_by_announcement(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  LmEndpointRow *endpoint = lm_trace_endpoint_row(trace, row);
  if (is_gone(&trace->announcements, endpoint->announcement))
    endpoint->announcement = LM_NONE;
  if (endpoint->announcement != LM_NONE)
    lm_mark(&evicting->living.endpoints, row);
}

static void
sweep_recent(LmEvicting *evicting)
{
  LmTrace *trace = evicting->living.trace;
  for (size_t i = 0; i < LM_RECENT_SDPS; i++) {
    LmRecentSdp *recent = &trace->recent_sdps[i];
    if (!is_gone(&trace->messages, recent->message))
      continue;
    recent->message = LM_NONE;
    lm_arena_clear(&recent->arena);
  }
}

static void
mark_by_sessions(LmEvicting *evicting)
{
  lm_connections_mark(evicting->connections, &evicting->living);
  lm_dtls_mark(evicting->living.trace->dtls, &evicting->living);
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
sweep_flow(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  LmTrace *trace = living->trace;
  LmFlow *flow = lm_vec_at(&trace->flows, row);
  bool known =
      lm_is_marked(&living->endpoints, flow->src) && lm_is_marked(&living->endpoints, flow->dst);
  bool waiting = is_waiting(trace, flow);
  if (!waiting && !(flow->sip && known) && !lm_is_marked(&living->flows, row)) {
    lm_flow_clear(flow);
    lm_vec_bury(&trace->flows, row);
    return;
  }
  lm_mark(&living->flows, row);
  if (is_gone(&trace->streams, flow->last_stream))
    flow->last_stream = LM_NONE;
  for (unsigned at = 0; waiting && at < flow->candidates->n; at++)
    lm_keep_mark(living->keep, flow->candidates->list[at].packet.data);
}

/* Those that stay need their ends, which may be nobody else's. */
static void
mark_by_flow(LmEvicting *evicting, uint32_t row)
{
  const LmFlow *flow = lm_vec_at(&evicting->living.trace->flows, row);
  mark_ends(&evicting->living, flow->src, flow->dst);
}

static void
sweep_endpoint(LmEvicting *evicting, uint32_t row)
{
  if (!lm_is_marked(&evicting->living.endpoints, row))
    lm_vec_bury(&evicting->living.trace->endpoints, row);
}

static void
begin_texts(LmEvicting *evicting)
{
  evicting->there = lm_marks_new(&evicting->living.trace->event_texts);
}

static void
mark_texts(LmEvicting *evicting, uint32_t row)
{
  LmLiving *living = &evicting->living;
  const LmEvent *event = lm_trace_event(living->trace, row);
  const char *texts[] = {event->label, event->detail};
  for (size_t at = 0; at < 2; at++) {
    lm_mark(&evicting->there, lm_trace_find_event_text(living->trace, texts[at]));
    lm_keep_mark(living->keep, (const uint8_t *)texts[at]);
  }
}

static void
sweep_text(LmEvicting *evicting, uint32_t row)
{
  if (!lm_is_marked(&evicting->there, row))
    lm_vec_bury(&evicting->living.trace->event_texts, row);
}

static void
end_texts(LmEvicting *evicting)
{
  lm_marks_clear(&evicting->there);
}

static void
keep_others(LmEvicting *evicting)
{
  lm_others_keep(evicting->living.trace->others, &evicting->living);
}

static void
keep_pairs(LmEvicting *evicting)
{
  const LmTrace *trace = evicting->living.trace;
  lm_turn_keep(trace->turn, &evicting->living);
  lm_ice_keep(trace->ice, &evicting->living);
  lm_dtls_keep(trace->dtls, &evicting->living);
}

static const LmEvictPart parts[] = {
    {.at_once = begin_marks},
    LM_EVICT_EACH(messages, mark_by_message),
    LM_EVICT_EACH(calls, mark_by_call),
    {.at_once = mark_by_methods},
    LM_EVICT_EACH(streams, mark_by_stream),
    LM_EVICT_EACH(events, mark_by_event),
    LM_EVICT_EACH(rtcp, mark_by_rtcp),
    LM_EVICT_EACH(announcements, sweep_announcement),
    LM_EVICT_EACH(endpoints, mark_by_announcement),
    {.at_once = sweep_recent},
    {.at_once = mark_by_sessions},
    LM_EVICT_EACH(flows, sweep_flow),
    LM_EVICT_EACH(flows, mark_by_flow),
    LM_EVICT_EACH(endpoints, sweep_endpoint),
    {.at_once = begin_texts},
    LM_EVICT_EACH(events, mark_texts),
    LM_EVICT_EACH(event_texts, sweep_text),
    {.at_once = end_texts},
    {.at_once = keep_others},
    {.at_once = keep_pairs},
};

const LmEvictChapter lm_evict_marking = {parts, sizeof parts / sizeof parts[0]};
