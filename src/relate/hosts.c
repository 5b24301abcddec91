/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/hosts.h"

void
lm_hosts_clear(LmHosts *hosts)
{
  lm_vec_clear(&hosts->rows);
  lm_table_clear(&hosts->by_address);
  *hosts = LM_HOSTS_INIT;
}

static LmHost *
row_at(const LmHosts *hosts, uint32_t host)
{
  return lm_vec_at(&hosts->rows, host);
}

/* The row of exactly this address and port, made if there is none. */
static uint32_t
intern(LmHosts *hosts, const LmEndpoint *endpoint)
{
  uint8_t key[sizeof endpoint->addr.bytes + 3] = {0};
  memcpy(key, endpoint->addr.bytes, sizeof endpoint->addr.bytes);
  key[sizeof endpoint->addr.bytes] = endpoint->addr.family;
  key[sizeof endpoint->addr.bytes + 1] = (uint8_t)(endpoint->port >> 8);
  key[sizeof endpoint->addr.bytes + 2] = (uint8_t)endpoint->port;
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&hosts->by_address, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&hosts->by_address, &walk))
    if (lm_endpoint_equal(&row_at(hosts, row)->endpoint, endpoint))
      return row;
  row = hosts->rows.len;
  LmHost *host = lm_vec_push(&hosts->rows);
  host->endpoint = *endpoint;
  host->box = row;
  lm_table_add(&hosts->by_address, hash, row);
  return row;
}

static uint32_t
intern_address(LmHosts *hosts, const LmEndpoint *endpoint)
{
  LmEndpoint address = {.addr = endpoint->addr};
  return intern(hosts, &address);
}

void
lm_hosts_note(LmHosts *hosts, const LmEndpoint *src, const LmEndpoint *dst)
{
  if (lm_addr_equal(&src->addr, &dst->addr))
    row_at(hosts, intern_address(hosts, src))->talks_to_itself = true;
}

uint32_t
lm_hosts_number(LmHosts *hosts, const LmEndpoint *endpoint)
{
  uint32_t host = intern_address(hosts, endpoint);
  return row_at(hosts, host)->talks_to_itself ? intern(hosts, endpoint) : host;
}

uint32_t
lm_hosts_box(const LmHosts *hosts, uint32_t host)
{
  while (host != LM_NONE && row_at(hosts, host)->box != host)
    host = row_at(hosts, host)->box;
  return host;
}

bool
lm_hosts_join(LmHosts *hosts, uint32_t a, uint32_t b)
{
  a = lm_hosts_box(hosts, a);
  b = lm_hosts_box(hosts, b);
  if (a == b)
    return false;
  row_at(hosts, a > b ? a : b)->box = a > b ? b : a;
  /* Walks from a host to its box stay short. */
  for (uint32_t i = 0; i < hosts->rows.len; i++)
    row_at(hosts, i)->box = lm_hosts_box(hosts, i);
  return true;
}
