/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/endpoint.h"

uint64_t
lm_endpoint_hash(const LmEndpoint *endpoint)
{
  uint8_t key[20];
  size_t n = endpoint->addr.family == LM_ADDR_IPV4 ? 4 : 16;
  memcpy(key, endpoint->addr.bytes, n);
  memcpy(key + n, &endpoint->port, sizeof endpoint->port);
  return lm_hash(lm_hash_key(), key, n + sizeof endpoint->port);
}

static uint32_t
find(const LmTrace *trace, const LmEndpoint *endpoint, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->endpoints_by_address, hash, &walk);
  while (row != LM_NONE && !lm_endpoint_equal(lm_trace_endpoint(trace, row), endpoint))
    row = lm_table_next(&trace->endpoints_by_address, &walk);
  return row;
}

uint32_t
lm_trace_find_endpoint(const LmTrace *trace, const LmEndpoint *endpoint)
{
  return find(trace, endpoint, lm_endpoint_hash(endpoint));
}

void
lm_trace_prefetch_endpoint(const LmTrace *trace, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->endpoints_by_address, hash, &walk);
  if (row != LM_NONE)
    __builtin_prefetch(lm_trace_endpoint(trace, row), 1);
}

uint32_t
lm_trace_intern_endpoint(LmTrace *trace, const LmEndpoint *endpoint)
{
  return lm_trace_intern_hashed_endpoint(trace, endpoint, lm_endpoint_hash(endpoint));
}

uint32_t
lm_trace_intern_hashed_endpoint(LmTrace *trace, const LmEndpoint *endpoint, uint64_t hash)
{
  uint32_t row = find(trace, endpoint, hash);
  if (row != LM_NONE)
    return row;
  row = trace->endpoints.len;
  LmEndpointRow *fresh = lm_vec_push(&trace->endpoints);
  *fresh = (LmEndpointRow){*endpoint, LM_NONE, LM_NONE, LM_NONE, false};
  lm_table_add(&trace->endpoints_by_address, hash, row);
  return row;
}
