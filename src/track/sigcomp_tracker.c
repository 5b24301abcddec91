/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sigcomp_tracker.h"

#include "base/i18n.h"
#include "proto/sigcomp.h"
#include "track/endpoint.h"
#include "track/event.h"

#define SIP_PORT 5060

bool
lm_trace_add_sigcomp(LmTrace *trace, uint32_t flow_row, const LmPacket *packet)
{
  LmSigcomp sigcomp;
  const LmFlow *flow = flow_row == LM_NONE ? NULL : lm_vec_at(&trace->flows, flow_row);
  bool expected =
      packet->src.port == SIP_PORT || packet->dst.port == SIP_PORT || (flow && flow->sip);
  if (!expected || !lm_sigcomp_parse(packet->payload, &sigcomp))
    return false;
  trace->counters.protocols[LM_EVENT_SIGCOMP]++;
  /* The same again is folded, so it is said once a flow. */
  LmEvent event = {
      .data = packet->payload.data,
      .len = (uint32_t)packet->payload.len,
      .time_ns = packet->frame->time_ns,
      .frame = packet->frame->number,
      .src = lm_trace_intern_endpoint(trace, &packet->src),
      .dst = lm_trace_intern_endpoint(trace, &packet->dst),
      .call = LM_NONE,
      .label = N_("compressed message"),
      .detail = NULL,
      .protocol = LM_EVENT_SIGCOMP,
      .outcome = LM_EVENT_WARNING,
  };
  lm_trace_add_event(trace, &event);
  return true;
}
