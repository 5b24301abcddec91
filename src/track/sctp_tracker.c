/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sctp_tracker.h"

#include "track/endpoint.h"

void
lm_sctp_tracker_init(LmSctpTracker *tracker, LmSipTracker *sip, LmTrace *trace,
                     LmPacketSink packets)
{
  *tracker = (LmSctpTracker){lm_sctp_new(), sip, trace, packets, LM_ARENA_INIT};
  tracker->packets.arena = &tracker->arena;
}

void
lm_sctp_tracker_clear(LmSctpTracker *tracker)
{
  lm_sctp_free(tracker->sctp);
  lm_arena_clear(&tracker->arena);
}

static void
take_message(LmSctpTracker *tracker, const LmSctpMessage *message)
{
  LmTrace *trace = tracker->trace;
  size_t crlf = lm_sip_leading_crlf(message->payload);
  LmSlice sip = lm_slice_from(message->payload, crlf);
  const LmStreamProtocol *protocol = lm_stream_protocol_by_ppid(message->ppid);
  if (!protocol && !lm_sip_looks_like(sip))
    protocol = lm_stream_protocol_of(message->payload, true);
  if (!protocol && crlf && sip.len == 0) {
    trace->counters.keepalives++;
    return;
  }
  /* Endpoints are rows for good, so those of what nobody reads are not kept. */
  if (!protocol && !lm_sip_looks_like(sip))
    return;
  LmSipOrigin origin = {
      .time_ns = message->time_ns,
      .frame = message->frame,
      .src = lm_trace_intern_endpoint(trace, &message->src),
      .dst = lm_trace_intern_endpoint(trace, &message->dst),
      .path = message->path,
      .transport = LM_TRANSPORT_SCTP,
  };
  if (!protocol) {
    lm_sip_tracker_add(tracker->sip, trace, sip, message->truncated, &origin);
    return;
  }
  LmStreamBytes in = {
      .bytes = message->payload,
      .whole = !message->truncated,
      .last = true,
      .origin = origin,
      .packets = &tracker->packets,
  };
  lm_stream_take_message(protocol, trace, &in);
}

static void
take_messages(LmSctpTracker *tracker)
{
  LmSctpMessage message;
  while (lm_sctp_take(tracker->sctp, &message))
    take_message(tracker, &message);
}

void
lm_sctp_tracker_add(LmSctpTracker *tracker, const LmPacket *packet)
{
  lm_sctp_push(tracker->sctp, packet);
  take_messages(tracker);
}

void
lm_sctp_tracker_finish(LmSctpTracker *tracker)
{
  lm_sctp_finish(tracker->sctp);
  take_messages(tracker);
}
