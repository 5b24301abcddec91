/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/role_hosts.h"

/* The ports of a host that talks to itself take part in its name. */
static uint64_t
host_hash(const LmEndpoint *endpoint)
{
  uint64_t addr = lm_hash(lm_hash_key(), endpoint->addr.bytes, sizeof endpoint->addr.bytes);
  return lm_hash_pair(lm_hash_key(), addr, (uint64_t)endpoint->addr.family << 16 | endpoint->port);
}

static uint32_t
find(const LmRoles *roles, const LmEndpoint *endpoint)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&roles->by_host, host_hash(endpoint), &walk);
  while (index != LM_NONE && !lm_endpoint_equal(&lm_role_host(roles, index)->endpoint, endpoint))
    index = lm_table_next(&roles->by_host, &walk);
  return index;
}

/* An address of which a row with port 0 was made talks to others alone. */
uint32_t
lm_roles_find(const LmRoles *roles, const LmEndpoint *endpoint)
{
  LmEndpoint all = {.addr = endpoint->addr};
  uint32_t index = find(roles, &all);
  return index == LM_NONE ? find(roles, endpoint) : index;
}

static void
intern(LmRoles *roles, const LmEndpoint *endpoint)
{
  if (find(roles, endpoint) != LM_NONE)
    return;
  lm_table_add(&roles->by_host, host_hash(endpoint), roles->hosts.len);
  *(LmHostRoles *)lm_vec_push(&roles->hosts) = (LmHostRoles){
      .endpoint = *endpoint,
      .first_ns = LM_TIME_NONE,
      .last_ns = LM_TIME_NONE,
      .invite_in = LM_NONE,
  };
}

void
lm_role_collect(LmRoles *roles)
{
  const LmTrace *trace = roles->trace;
  LmRoles selves = {.hosts = LM_VEC_INIT(LmHostRoles)};
  for (uint32_t i = 0; i < lm_trace_n_messages(trace); i++) {
    const LmMessage *row = lm_trace_message(trace, i);
    LmEndpoint src = {.addr = lm_trace_endpoint(trace, row->src)->addr};
    if (lm_addr_equal(&src.addr, &lm_trace_endpoint(trace, row->dst)->addr))
      intern(&selves, &src);
  }
  for (uint32_t i = 0; i < lm_trace_n_messages(trace); i++) {
    const LmMessage *row = lm_trace_message(trace, i);
    const uint32_t ends[] = {row->src, row->dst};
    for (size_t end = 0; end < 2; end++) {
      LmEndpoint host = *lm_trace_endpoint(trace, ends[end]);
      LmEndpoint all = {.addr = host.addr};
      intern(roles, find(&selves, &all) == LM_NONE ? &all : &host);
    }
  }
  lm_vec_clear(&selves.hosts);
  lm_table_clear(&selves.by_host);
}
