/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/t38_tracker.h"

#include "base/limits.h"
#include "proto/tpkt.h"
#include "proto/udptl.h"
#include "track/others.h"

/* A step of more packets than this is a sender that began anew, and not a loss. */
#define MAX_STEP 1000

typedef struct {
  LmTrace *trace;
  LmT38Flow *flow;
  const LmSipOrigin *origin;
  uint32_t call;
  bool old;
} Context;

static void
take_ifp(const Context *context, LmSlice packet)
{
  LmT38Ifp ifp;
  if (lm_t38_parse(packet, context->old, &ifp))
    lm_t38_tell(context->trace, context->flow, &ifp, context->origin, context->call);
}

/* The @nth copy, the newest is 0; empty if there are not so many. */
static LmSlice
copy_of(const LmUdptl *udptl, uint32_t nth)
{
  LmSlice rest = udptl->secondary, ifp = LM_SLICE_EMPTY;
  for (uint32_t i = 0; i <= nth; i++)
    if (!lm_udptl_next_ifp(&rest, &ifp))
      return LM_SLICE_EMPTY;
  return ifp;
}

static bool
has_come(const LmT38Flow *flow, uint16_t sequence)
{
  uint16_t back = (uint16_t)(flow->last - sequence);
  return back < 64 && flow->window >> back & 1;
}

/* Whether a parity packet brings the one @back packets before the newest back: it must be the only
 * one that is missing of those that the parity is over (T.38, 9.1.4). */
static bool
parity_has(const LmT38Flow *flow, const LmUdptl *udptl, uint16_t back)
{
  uint32_t apart = udptl->n_secondary;
  if (!udptl->fec || apart == 0 || apart > 64)
    return false;
  uint32_t phase = (apart - back % apart) % apart;
  for (uint32_t i = 1; i <= udptl->fec_span && i <= 64; i++) {
    uint32_t other = i * apart - phase;
    if (other != back && other > 0 && other < 64 &&
        !has_come(flow, (uint16_t)(udptl->sequence - other)))
      return false;
  }
  return back <= udptl->fec_span * apart;
}

/* Copies of packets that did not come, the oldest first. */
static void
take_missing(const Context *context, const LmUdptl *udptl, uint16_t step)
{
  LmT38Flow *flow = context->flow;
  uint32_t lost = 0, recovered = 0;
  uint32_t reach = udptl->fec ? 64 : udptl->n_secondary;
  uint32_t missing = step - 1u;
  if (missing > reach) {
    lost = missing - reach;
    missing = reach;
  }
  for (uint32_t back = missing; back > 0; back--) {
    LmSlice copy = udptl->fec ? LM_SLICE_EMPTY : copy_of(udptl, back - 1);
    if (copy.len)
      take_ifp(context, copy);
    if (copy.len || parity_has(flow, udptl, (uint16_t)back))
      recovered++;
    else
      lost++;
  }
  flow->lost += lost;
  flow->recovered += recovered;
  if (recovered)
    lm_t38_tell_loss(context->trace, context->origin, context->call, true, recovered);
  if (lost)
    lm_t38_tell_loss(context->trace, context->origin, context->call, false, lost);
}

static void
take_udptl(const Context *context, const LmUdptl *udptl)
{
  LmT38Flow *flow = context->flow;
  flow->packets++;
  uint16_t step = (uint16_t)(udptl->sequence - flow->last);
  if (flow->begun && (step == 0 || step > UINT16_MAX - 64u)) {
    /* Again, or late: what it holds came in a copy, or is over. */
    uint16_t back = (uint16_t)-step;
    if (back < 64)
      flow->window |= UINT64_C(1) << back;
    return;
  }
  bool follows = flow->begun && step <= MAX_STEP;
  flow->window = follows && step < 64 ? flow->window << step | 1 : 1;
  flow->last = udptl->sequence;
  if (follows && step > 1)
    take_missing(context, udptl, step);
  flow->begun = true;
  take_ifp(context, udptl->ifp);
}

static void
keep(LmTrace *trace, LmT38Flow *flow, LmSlice packet, const LmSipOrigin *origin, bool udptl)
{
  LmVec *logs = &trace->others->t38_logs;
  if (!flow->log) {
    if (logs->len >= LM_LIMIT_FLOW_STATES)
      return;
    *(LmT38Log *)lm_vec_push(logs) = (LmT38Log){.src = origin->src,
                                                .dst = origin->dst,
                                                .call = flow->call,
                                                .first_frame = origin->frame,
                                                .udptl = udptl};
    flow->log = logs->len;
  }
  LmT38Log *log = lm_vec_at(logs, flow->log - 1);
  lm_packet_log_add(&log->log, trace->log_arena, origin->time_ns, packet);
}

uint32_t
lm_t38_n_logs(const LmTrace *trace)
{
  return trace->others ? trace->others->t38_logs.len : 0;
}

const LmT38Log *
lm_t38_log(const LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->others->t38_logs, row);
}

bool
lm_t38_add_datagram(LmTrace *trace, LmSlice datagram, const LmSipOrigin *origin)
{
  const LmOtherMedia *media = lm_trace_other_between(trace, LM_OTHER_T38, origin->src, origin->dst);
  LmUdptl udptl;
  LmT38Ifp ifp;
  if (!media || !lm_udptl_parse(datagram, &udptl))
    return false;
  bool sound = lm_t38_parse(udptl.ifp, media->t38_old, &ifp);
  /* What fits in no way is something else that comes to this port, such as the speech before. */
  if (!sound && udptl.anomaly.kind != LM_ANOMALY_NONE)
    return false;
  if (!sound || udptl.anomaly.kind != LM_ANOMALY_NONE)
    lm_t38_tell_malformed(trace, origin, media->call, datagram,
                          sound ? udptl.anomaly.kind : LM_ANOMALY_T38_IFP);
  LmT38Flow *flow = lm_flow_state(&trace->others->t38, origin->src, origin->dst, true);
  trace->counters.protocols[LM_EVENT_T38]++;
  trace->counters.others_refused += !flow;
  if (!flow)
    return true;
  /* The next call at the same ports counts its packets anew. */
  if (flow->call != media->call)
    *flow = (LmT38Flow){.key = flow->key, .call = media->call};
  keep(trace, flow, datagram, origin, true);
  Context context = {trace, flow, origin, media->call, media->t38_old};
  take_udptl(&context, &udptl);
  return true;
}

/* Fax packets in TPKT look like nothing else: a header, and a packet that fits it to the last bit.
 */
static bool
claims(LmSlice bytes)
{
  LmSlice packet;
  LmT38Ifp ifp;
  return lm_tpkt_take(bytes, &packet) && lm_slice_be16(bytes, 2) <= bytes.len &&
         lm_t38_parse(packet, true, &ifp);
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  LmOthers *others = lm_trace_others(trace);
  LmSlice packet;
  size_t len = lm_slice_be16(in->bytes, 2);
  if (in->bytes.len < LM_TPKT_HEADER_BYTES)
    return 0;
  if (!lm_tpkt_take(in->bytes, &packet))
    return in->bytes.len;
  if (in->bytes.len < len) {
    in->wanted = len;
    return 0;
  }
  const LmOtherMedia *media =
      lm_trace_other_between(trace, LM_OTHER_T38, in->origin.src, in->origin.dst);
  LmT38Flow *flow = lm_flow_state(&others->t38, in->origin.src, in->origin.dst, true);
  trace->counters.protocols[LM_EVENT_T38]++;
  Context context = {trace, flow, &in->origin, media ? media->call : LM_NONE,
                     !media || media->t38_old};
  trace->counters.others_refused += !flow;
  if (flow) {
    flow->call = context.call;
    keep(trace, flow, packet, &in->origin, false);
    take_ifp(&context, packet);
  }
  return len;
}

const LmStreamProtocol lm_stream_t38 = {"T.38", claims, take, {0}};
