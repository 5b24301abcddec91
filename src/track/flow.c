/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow.h"

#include "track/endpoint.h"

/* Both addresses and both ports; 12 bytes for IPv4, 36 for IPv6, so the lengths tell the families
 * apart. */
static uint8_t
make_key(const LmPacket *packet, uint8_t *key)
{
  uint8_t n = packet->src.addr.family == LM_ADDR_IPV4 ? 4 : 16;
  memcpy(key, packet->src.addr.bytes, n);
  memcpy(key + n, packet->dst.addr.bytes, n);
  memcpy(key + 2 * n, &packet->src.port, 2);
  memcpy(key + 2 * n + 2, &packet->dst.port, 2);
  return (uint8_t)(2 * n + 4);
}

uint32_t
lm_trace_flow(LmTrace *trace, const LmPacket *packet)
{
  uint8_t key[36];
  uint8_t len = make_key(packet, key);
  uint64_t hash = lm_hash(lm_hash_key(), key, len);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&trace->flows_by_address, &walk)) {
    const LmFlow *flow = lm_vec_at(&trace->flows, row);
    if (flow->key_len == len && memcmp(flow->key, key, len) == 0)
      return row;
  }
  row = trace->flows.len;
  LmFlow *flow = lm_vec_push(&trace->flows);
  memcpy(flow->key, key, len);
  flow->key_len = len;
  flow->src = lm_trace_intern_endpoint(trace, &packet->src);
  flow->dst = lm_trace_intern_endpoint(trace, &packet->dst);
  flow->last_stream = LM_NONE;
  lm_table_add(&trace->flows_by_address, hash, row);
  return row;
}
