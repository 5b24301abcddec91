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
find(const LmVec *hosts, const LmTable *table, const LmEndpoint *endpoint)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(table, host_hash(endpoint), &walk);
  for (; index != LM_NONE; index = lm_table_next(table, &walk)) {
    const LmHostRoles *host = lm_vec_at(hosts, index);
    if (lm_endpoint_equal(&host->endpoint, endpoint))
      break;
  }
  return index;
}

/* An address of which a row with port 0 was made talks to others alone. */
uint32_t
lm_roles_find(const LmRoles *roles, const LmEndpoint *endpoint)
{
  LmEndpoint all = {.addr = endpoint->addr};
  uint32_t index = find(&roles->hosts, &roles->by_host, &all);
  return index == LM_NONE ? find(&roles->hosts, &roles->by_host, endpoint) : index;
}

static void
intern(LmVec *hosts, LmTable *table, const LmEndpoint *endpoint)
{
  if (find(hosts, table, endpoint) != LM_NONE)
    return;
  lm_table_add(table, host_hash(endpoint), hosts->len);
  *(LmHostRoles *)lm_vec_push(hosts) = (LmHostRoles){
      .endpoint = *endpoint,
      .first_ns = LM_TIME_NONE,
      .last_ns = LM_TIME_NONE,
      .invite_in = LM_NONE,
  };
}

void
lm_role_note_self(LmRoles *roles, const LmMessage *row)
{
  LmEndpoint src = {.addr = lm_trace_endpoint(roles->trace, row->src)->addr};
  if (lm_addr_equal(&src.addr, &lm_trace_endpoint(roles->trace, row->dst)->addr))
    intern(&roles->selves, &roles->by_self, &src);
}

void
lm_role_collect(LmRoles *roles, const LmMessage *row)
{
  const uint32_t ends[] = {row->src, row->dst};
  for (size_t end = 0; end < 2; end++) {
    LmEndpoint host = *lm_trace_endpoint(roles->trace, ends[end]);
    LmEndpoint all = {.addr = host.addr};
    bool talks = find(&roles->selves, &roles->by_self, &all) != LM_NONE;
    intern(&roles->hosts, &roles->by_host, talks ? &host : &all);
  }
}
