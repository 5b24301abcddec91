/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes RTP packets into the trace: finds or makes the stream, and believes a flow that nobody
 * announced only after several packets that agree. */

#include "track/flow.h"
#include "track/reading.h"
#include "track/tables.h"

/* The least time between the last packet of one call and the first of the next. */
#define LM_RTP_NEXT_CALL_NS (100 * LM_NS_PER_MS)

/* Takes the RTP packet @packet of flow @flow in, as it was read. False if it is not yet believed.
 */
bool
lm_trace_add_rtp(LmTrace *trace, uint32_t flow, const LmPacket *packet, const LmReading *reading);
/* Ties streams to endpoint row @endpoint that have no call yet, and did not end long before, to
 * what was just announced for it. */
void lm_trace_adopt_streams(LmTrace *trace, uint32_t endpoint);
/* Sets what is announced for @use, a payload type of @stream that came for the first time. */
void lm_trace_learn_type(LmTrace *trace, LmStream *stream, LmRtpTypeUse *use);
/* Marks the streams of flow row @flow as SRTP. */
void lm_trace_secure_streams(LmTrace *trace, uint32_t flow);
/* The row of the newest stream of @flow with @ssrc, or LM_NONE. */
uint32_t lm_trace_find_stream(const LmTrace *trace, uint32_t flow, uint32_t ssrc);
/* The row of the newest stream with @ssrc, or LM_NONE; LmStream.next_of_ssrc goes on from there. Of
 * the streams that the call below has seen, which puts those into the table that are not in it yet:
 * where there is no RTCP, nobody asks. */
uint32_t lm_trace_newest_of_ssrc(const LmTrace *trace, uint32_t ssrc);
void lm_trace_index_ssrcs(LmTrace *trace);

/* A call takes longer to set up than packets are apart, so mostly there is nothing to look up. */
static inline bool
lm_rtp_may_begin_next_call(int64_t last_ns, int64_t time_ns)
{
  return lm_time_sub(time_ns, last_ns) >= LM_RTP_NEXT_CALL_NS;
}

/* Whether the packet of @flow is the next one, and no copy is looked for. */
static inline bool
lm_flow_goes_on(const LmFlow *flow, const LmReading *reading)
{
  return !flow->watched && reading->rtp.sequence == flow->next_sequence;
}

/* Whether the packet of @flow changes nothing but the figures of the flow's stream. */
static inline bool
lm_flow_is_regular(const LmFlow *flow, const LmReading *reading)
{
  return flow->last_stream != LM_NONE && flow->last_ssrc == reading->rtp.ssrc && !flow->waiting &&
         flow->last_payload_type == reading->rtp.payload_type && !reading->cut && !reading->apart &&
         !lm_rtp_may_begin_next_call(flow->last_ns, reading->time_ns);
}

/* Puts a regular packet of @flow behind those that wait to be counted. */
static inline void
lm_trace_queue_rtp(LmTrace *trace, LmFlow *flow, const LmReading *reading)
{
  flow->last_ns = reading->time_ns;
  LmRtpQueue *queue = lm_vec_at(&trace->rtp_queues, flow->last_stream / LM_RTP_QUEUE_STREAMS);
  if (__builtin_expect(queue->n == queue->room, 0))
    lm_rtp_queue_make_room(trace, queue);
  LmRtpQueued *next = &queue->packets[queue->n++];
  /* Until its turn comes, many packets of others go by. */
  __builtin_prefetch(next + 2, 1);
  *next = (LmRtpQueued){
      .time_ns = reading->time_ns,
      .data = reading->payload,
      .len = reading->payload_bytes,
      .stream = flow->last_stream,
      .timestamp = reading->rtp.timestamp,
      .sequence = reading->rtp.sequence,
      .payload_type = reading->rtp.payload_type,
      .marker = reading->rtp.marker,
  };
  trace->counters.rtp_packets++;
}

/* The short way of nearly every packet there is: RTP that goes on in the flow of row @guess. False
 * if it is anything else; then nothing is done. */
static inline bool
lm_trace_add_next_rtp(LmTrace *trace, uint32_t guess, const LmPacket *packet,
                      const LmReading *reading)
{
  if (reading->kind != LM_DEMUX_RTP || reading->turn || guess == LM_NONE)
    return false;
  LmFlow *flow = lm_vec_at(&trace->flows, guess);
  if (!lm_flow_has(flow, packet, reading) || !lm_flow_goes_on(flow, reading) ||
      !lm_flow_is_regular(flow, reading))
    return false;
  flow->next_sequence++;
  lm_trace_queue_rtp(trace, flow, reading);
  return true;
}

/* rtcp_tracker.c: takes a compound RTCP datagram in: counts it, and notes what it says of known
 * streams. */
void lm_trace_add_rtcp(LmTrace *trace, const LmPacket *packet);
