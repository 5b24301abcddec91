/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/datagram.h"

LmDatagram
lm_datagram(const LmTrace *trace, uint32_t flow_row, const LmPacket *packet)
{
  const LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  return (LmDatagram){
      .bytes = packet->payload,
      .time_ns = packet->frame->time_ns,
      .frame = packet->frame->number,
      .flow = flow_row,
      .src = flow->src,
      .dst = flow->dst,
      .real_src = flow->src,
      .real_dst = flow->dst,
  };
}

static LmEvent
event_of(const LmDatagram *datagram, LmEventProtocol protocol, LmEventOutcome outcome,
         const char *label, const char *detail)
{
  return (LmEvent){
      .time_ns = datagram->time_ns,
      .frame = datagram->frame,
      .src = datagram->src,
      .dst = datagram->dst,
      .call = LM_NONE,
      .label = label,
      .detail = detail,
      .protocol = (uint8_t)protocol,
      .outcome = (uint8_t)outcome,
  };
}

uint32_t
lm_datagram_event(LmTrace *trace, const LmDatagram *datagram, LmEventProtocol protocol,
                  LmEventOutcome outcome, const char *label, const char *detail)
{
  LmEvent event = event_of(datagram, protocol, outcome, label, detail);
  event.data = datagram->bytes.data;
  event.len = (uint32_t)datagram->bytes.len;
  return lm_trace_add_event(trace, &event);
}

uint32_t
lm_datagram_state(LmTrace *trace, const LmDatagram *datagram, LmEventProtocol protocol,
                  LmEventOutcome outcome, const char *label, const char *detail)
{
  LmEvent event = event_of(datagram, protocol, outcome, label, detail);
  event.state = true;
  return lm_trace_add_event(trace, &event);
}
