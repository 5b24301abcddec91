/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow.h"

#include "track/endpoint.h"

#include <stdlib.h>

/* Memory answers for both ends at the same time. */
static void
intern_ends(LmTrace *trace, const LmPacket *packet, LmFlow *flow)
{
  uint64_t src = lm_endpoint_hash(&packet->src), dst = lm_endpoint_hash(&packet->dst);
  lm_trace_prefetch_endpoint(trace, src);
  lm_trace_prefetch_endpoint(trace, dst);
  flow->src = lm_trace_intern_hashed_endpoint(trace, &packet->src, src);
  flow->dst = lm_trace_intern_hashed_endpoint(trace, &packet->dst, dst);
}

static uint32_t
add_flow(LmTrace *trace, const LmPacket *packet, const LmReading *reading)
{
  uint32_t row = trace->flows.len;
  LmFlow *flow = lm_vec_push(&trace->flows);
  flow->ports = reading->ports;
  flow->ipv6 = reading->ipv6;
  if (flow->ipv6) {
    memcpy(&flow->addresses[0], packet->src.addr.bytes, 16);
    memcpy(&flow->addresses[2], packet->dst.addr.bytes, 16);
  } else {
    flow->addresses[0] = reading->ipv4_addresses;
  }
  intern_ends(trace, packet, flow);
  flow->last_stream = LM_NONE;
  bool suspicious = trace->counters.copies || row < LM_WATCHED_FLOWS;
  flow->watched = suspicious ? LM_WATCHED_PACKETS : 0;
  lm_table_add(&trace->flows_by_address, reading->flow_hash, row);
  return row;
}

uint32_t
lm_trace_find_flow(LmTrace *trace, const LmPacket *packet, const LmReading *reading)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, reading->flow_hash, &walk);
  while (row != LM_NONE && !lm_flow_has(lm_vec_at(&trace->flows, row), packet, reading))
    row = lm_table_next(&trace->flows_by_address, &walk);
  return row != LM_NONE ? row : add_flow(trace, packet, reading);
}

uint32_t
lm_trace_prefetch_flow(const LmTrace *trace, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  if (row == LM_NONE)
    return row;
  __builtin_prefetch(lm_vec_at(&trace->flows, row));
  return row;
}

void
lm_flow_clear(LmFlow *flow)
{
  if (flow->waiting)
    free(flow->candidates);
  flow->waiting = false;
}
