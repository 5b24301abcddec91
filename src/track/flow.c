/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow.h"

#include "track/endpoint.h"

/* Both addresses and both ports; 12 bytes for IPv4, 36 for IPv6, so the lengths tell the families
 * apart. */
static inline uint8_t
make_key(const LmPacket *packet, uint8_t *key)
{
  size_t n = packet->src.addr.family == LM_ADDR_IPV4 ? 4 : 16;
  uint32_t ports = (uint32_t)packet->src.port << 16 | packet->dst.port;
  if (n == 4) {
    /* Two words, put together in registers: what is stored in small pieces and read back in large
     * ones right away makes the processor wait. */
    uint32_t src, dst;
    memcpy(&src, packet->src.addr.bytes, sizeof src);
    memcpy(&dst, packet->dst.addr.bytes, sizeof dst);
    uint64_t tail = (uint64_t)ports << 32 | dst;
    memcpy(key, &src, sizeof src);
    memcpy(key + 4, &tail, sizeof tail);
    return 12;
  }
  memcpy(key, packet->src.addr.bytes, 16);
  memcpy(key + 16, packet->dst.addr.bytes, 16);
  memcpy(key + 32, &ports, sizeof ports);
  return 36;
}

/* Where a flow stands in the small table of flows that were seen last. This is not the keyed hash:
 * whoever makes two flows share a place here makes them take the way through the real table, and no
 * more. */
static uint32_t
recent_place(const uint8_t *key, uint8_t len)
{
  uint64_t tail;
  uint32_t head;
  memcpy(&tail, key + len - sizeof tail, sizeof tail);
  memcpy(&head, key, sizeof head);
  return (uint32_t)((tail + head) * 0x9e3779b97f4a7c15u >> (64 - LM_RECENT_FLOWS_SHIFT));
}

static bool
has_key(const LmTrace *trace, uint32_t row, const uint8_t *key, uint8_t len)
{
  const LmFlow *flow = lm_vec_at(&trace->flows, row);
  if (flow->key_len != len)
    return false;
  if (len != 12)
    return memcmp(flow->key, key, len) == 0;
  /* In the words in which make_key() wrote it. */
  uint32_t head, flow_head;
  uint64_t tail, flow_tail;
  memcpy(&head, key, sizeof head);
  memcpy(&flow_head, flow->key, sizeof flow_head);
  memcpy(&tail, key + 4, sizeof tail);
  memcpy(&flow_tail, flow->key + 4, sizeof flow_tail);
  return head == flow_head && tail == flow_tail;
}

static uint32_t
find_or_add(LmTrace *trace, const LmPacket *packet, const uint8_t *key, uint8_t len)
{
  uint64_t hash = lm_hash(lm_hash_key(), key, len);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  while (row != LM_NONE && !has_key(trace, row, key, len))
    row = lm_table_next(&trace->flows_by_address, &walk);
  if (row != LM_NONE)
    return row;
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

uint32_t
lm_trace_flow(LmTrace *trace, const LmPacket *packet)
{
  uint8_t key[36];
  uint8_t len = make_key(packet, key);
  uint32_t *recent = &trace->recent_flows[recent_place(key, len)];
  if (*recent >= trace->flows.len || !has_key(trace, *recent, key, len))
    *recent = find_or_add(trace, packet, key, len);
  return *recent;
}

static const LmFlow *
recent_flow(const LmTrace *trace, const LmPacket *packet)
{
  uint8_t key[36];
  uint8_t len = make_key(packet, key);
  uint32_t row = trace->recent_flows[recent_place(key, len)];
  return row < trace->flows.len ? lm_vec_at(&trace->flows, row) : NULL;
}

void
lm_trace_prefetch_flow(const LmTrace *trace, const LmPacket *packet)
{
  const LmFlow *flow = recent_flow(trace, packet);
  if (flow)
    __builtin_prefetch(flow);
}

void
lm_trace_prefetch_stream(const LmTrace *trace, const LmPacket *packet)
{
  const LmFlow *flow = recent_flow(trace, packet);
  if (!flow || flow->last_stream == LM_NONE)
    return;
  const uint8_t *stream = lm_vec_at(&trace->streams, flow->last_stream);
  for (size_t line = 0; line < sizeof(LmStream); line += 64)
    __builtin_prefetch(stream + line);
}
