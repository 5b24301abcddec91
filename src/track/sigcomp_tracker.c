/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sigcomp_tracker.h"

#include "base/i18n.h"
#include "proto/sigcomp.h"
#include "track/copies.h"
#include "track/endpoint.h"
#include "track/event.h"

#define SIP_PORT 5060

/* On the port of SIP, or on a flow that carried it. No flow is made for what is looked at here. */
static bool
is_expected(const LmTrace *trace, const LmPacket *packet, const LmReading *reading)
{
  if (packet->src.port == SIP_PORT || packet->dst.port == SIP_PORT)
    return true;
  uint32_t row = lm_trace_prefetch_flow(trace, reading->flow_hash);
  const LmFlow *flow = row == LM_NONE ? NULL : lm_vec_at(&trace->flows, row);
  return flow && flow->sip && lm_flow_has(flow, packet, reading);
}

bool
lm_trace_add_sigcomp(LmTrace *trace, const LmPacket *packet, const LmReading *reading)
{
  LmSigcomp sigcomp;
  if (!lm_sigcomp_parse(packet->payload, &sigcomp) || !is_expected(trace, packet, reading))
    return false;
  if (lm_trace_is_copy(trace, packet))
    return true;
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
