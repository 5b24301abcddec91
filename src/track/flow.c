/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow.h"

#include "track/endpoint.h"

static LmFlowKey
make_key(const LmPacket *packet)
{
  LmFlowKey key = {.words[0] = lm_flow_ports_word(packet), .n_words = LM_FLOW_IPV4_WORDS};
  if (lm_flow_is_ipv4(packet)) {
    key.words[1] = lm_flow_ipv4_word(packet);
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
  if (lm_flow_is_ipv4(packet))
    return lm_hash_pair(lm_hash_key(), lm_flow_ports_word(packet), lm_flow_ipv4_word(packet));
  LmFlowKey key = make_key(packet);
  return lm_hash(lm_hash_key(), key.words, sizeof key.words);
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
lm_trace_find_flow(LmTrace *trace, const LmPacket *packet, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->flows_by_address, hash, &walk);
  while (row != LM_NONE && !lm_flow_has(lm_vec_at(&trace->flows, row), packet))
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
