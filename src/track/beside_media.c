/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/beside_media.h"

#include "track/dtls_tracker.h"
#include "track/ice_tracker.h"
#include "track/turn_tracker.h"
#include "track/zrtp_tracker.h"

static void
add_stun(LmTrace *trace, const LmDatagram *datagram)
{
  LmStun stun;
  if (!lm_stun_parse(datagram->bytes, &stun))
    return;
  if (stun.method >= LM_STUN_ALLOCATE && stun.method <= LM_STUN_CONNECTION_ATTEMPT)
    lm_trace_add_turn(trace, datagram, &stun);
  else
    lm_trace_add_binding(trace, datagram, &stun);
  if (stun.dtls.len) {
    LmDatagram inside = *datagram;
    inside.bytes = stun.dtls;
    lm_trace_add_dtls(trace, &inside);
  }
}

/* Four bytes of ChannelData fit many things. What lies in it makes it sure; RTP, of which as little
 * can be said, where the flow is known to carry it. */
static bool
is_sure(const LmTrace *trace, uint32_t flow_row, const LmReading *reading)
{
  const LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  switch (reading->kind) {
  case LM_DEMUX_SIP:
  case LM_DEMUX_STUN:
  case LM_DEMUX_DTLS:
  case LM_DEMUX_ZRTP:
  case LM_DEMUX_RTCP:
    return true;
  default:
    return flow->media;
  }
}

/* A packet counts as one of STUN, whose extension TURN is, whatever lies in it. */
static void
add_wrapper(LmTrace *trace, LmDatagram *datagram, LmSlice wrapper, bool sure)
{
  if (!lm_trace_add_turn_wrapper(trace, datagram, wrapper, sure))
    return;
  trace->counters.turn_packets++;
  trace->counters.stun_packets++;
}

void
lm_trace_add_beside_media(LmTrace *trace, uint32_t flow, const LmPacket *packet,
                          const LmReading *reading)
{
  LmDatagram datagram = lm_datagram(trace, flow, packet);
  if (reading->turn)
    add_wrapper(trace, &datagram, packet->wrapper, is_sure(trace, flow, reading));
  switch (reading->kind) {
  case LM_DEMUX_TURN_CHANNEL:
    if (!reading->turn)
      add_wrapper(trace, &datagram, packet->payload, false);
    break;
  case LM_DEMUX_STUN:
    trace->counters.stun_packets += !reading->turn;
    add_stun(trace, &datagram);
    break;
  case LM_DEMUX_DTLS:
    trace->counters.dtls_packets++;
    lm_trace_add_dtls(trace, &datagram);
    break;
  case LM_DEMUX_ZRTP:
    trace->counters.zrtp_packets++;
    lm_trace_add_zrtp(trace, &datagram);
    break;
  default:
    break;
  }
}
