/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow.h"

#include "track/endpoint.h"

/* A key is put together in registers: what is stored in small pieces and read back in large ones
 * right away makes the processor wait. */
static inline uint64_t
ports_word(const LmPacket *packet)
{
  return (uint64_t)packet->src.port << 16 | packet->dst.port;
}

static inline bool
is_ipv4(const LmPacket *packet)
{
  return packet->src.addr.family == LM_ADDR_IPV4;
}

static inline uint64_t
ipv4_word(const LmPacket *packet)
{
  uint32_t src, dst;
  memcpy(&src, packet->src.addr.bytes, sizeof src);
  memcpy(&dst, packet->dst.addr.bytes, sizeof dst);
  return (uint64_t)src << 32 | dst;
}

static LmFlowKey
make_key(const LmPacket *packet)
{
  LmFlowKey key = {.words[0] = ports_word(packet), .n_words = LM_FLOW_IPV4_WORDS};
  if (is_ipv4(packet)) {
    key.words[1] = ipv4_word(packet);
    return key;
  }
  memcpy(&key.words[1], packet->src.addr.bytes, 16);
  memcpy(&key.words[3], packet->dst.addr.bytes, 16);
  key.n_words = LM_FLOW_IPV6_WORDS;
  return key;
}

uint64_t
lm_flow_hash(const LmPacket *packet)
{
  if (is_ipv4(packet))
    return lm_hash_pair(lm_hash_key(), ports_word(packet), ipv4_word(packet));
  LmFlowKey key = make_key(packet);
  return lm_hash(lm_hash_key(), key.words, sizeof key.words);
}

static inline bool
is_of_flow(const LmPacket *packet, const LmFlow *flow)
{
  const LmFlowKey *key = &flow->key;
  if (key->words[0] != ports_word(packet))
    return false;
  if (is_ipv4(packet))
    return key->n_words == LM_FLOW_IPV4_WORDS && key->words[1] == ipv4_word(packet);
  return key->n_words == LM_FLOW_IPV6_WORDS &&
         memcmp(&key->words[1], packet->src.addr.bytes, 16) == 0 &&
         memcmp(&key->words[3], packet->dst.addr.bytes, 16) == 0;
}

static uint32_t
add_flow(LmTrace *trace, const LmPacket *packet, uint64_t hash)
{
  uint32_t row = trace->flows.len;
  LmFlow *flow = lm_vec_push(&trace->flows);
  flow->key = make_key(packet);
  flow->src = lm_trace_intern_endpoint(trace, &packet->src);
  flow->dst = lm_trace_intern_endpoint(trace, &packet->dst);
  flow->last_stream = LM_NONE;
  lm_table_add(&trace->flows_by_address, hash, row);
  return row;
}

uint32_t
lm_trace_flow(LmTrace *trace, const LmPacket *packet, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  while (row != LM_NONE && !is_of_flow(packet, lm_vec_at(&trace->flows, row)))
    row = lm_table_next(&trace->flows_by_address, &walk);
  return row != LM_NONE ? row : add_flow(trace, packet, hash);
}

void
lm_trace_prefetch_slot(const LmTrace *trace, uint64_t hash)
{
  lm_table_prefetch(&trace->flows_by_address, hash);
}

uint32_t
lm_trace_prefetch_flow(const LmTrace *trace, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  if (row == LM_NONE)
    return row;
  const LmFlow *flow = lm_vec_at(&trace->flows, row);
  __builtin_prefetch(flow);
  __builtin_prefetch(&flow->last_stream);
  return row;
}

void
lm_trace_prefetch_stream(const LmTrace *trace, uint32_t flow_row)
{
  const LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  if (flow->last_stream == LM_NONE)
    return;
  const uint8_t *stream = lm_vec_at(&trace->streams, flow->last_stream);
  for (size_t line = 0; line < LM_STREAM_HOT_BYTES; line += 64)
    __builtin_prefetch(stream + line);
}
