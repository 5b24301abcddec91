/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Datagrams of the last moments, by which one that was captured twice is recognized: on the `any`
 * device, at two ports of a switch, before and behind a router, plain and inside a tunnel.
 *
 * The same datagram has the same addresses and ports, the same bytes and the same IPv4
 * identification, whatever link, VLAN, time to live or DSCP it came with; and it is close in time.
 * What a sender sends again has another identification (RFC 6864, 4.3), or, where a sender gives
 * none (IPv6, and IPv4 that must not be fragmented: RFC 6864, 4.1), comes later. */

#include "base/limits.h"
#include "base/slice.h"
#include "base/time.h"

/* Below 500 ms, after which SIP is sent again (T1 of RFC 3261, 17.1.1.1). */
#define LM_COPY_NS (400 * LM_NS_PER_MS)
/* Without identification: below the spacing of most media. */
#define LM_COPY_UNNUMBERED_NS (15 * LM_NS_PER_MS)

typedef struct {
  uint64_t key; /* a keyed hash of addresses, ports and what tells datagrams apart */
  int64_t time_ns;
  LmSlice bytes;   /* borrowed; live as long as the table */
  uint32_t before; /* number of the one before in the same bucket; 0: none */
  uint16_t ip_id;  /* 0: none */
} LmRecentPacket;

/* A ring that grows with what comes within LM_COPY_NS, up to LM_LIMIT_RECENT_PACKETS. */
typedef struct {
  LmRecentPacket *ring;
  uint32_t *buckets;  /* number of the newest in it; 0: none */
  uint32_t size;      /* of both; a power of two */
  uint32_t newest;    /* numbers count from 1; number n lies in slot n % size */
  uint64_t forgotten; /* too early, because of the limit */
} LmRecent;

/* Whether two datagrams with the same addresses, ports and bytes are one. */
static inline bool
lm_is_copy_in_time(int64_t a_ns, int64_t b_ns, uint16_t a_ip_id, uint16_t b_ip_id)
{
  int64_t apart_ns = lm_time_sub(a_ns, b_ns);
  int64_t most_ns = a_ip_id ? LM_COPY_NS : LM_COPY_UNNUMBERED_NS;
  return a_ip_id == b_ip_id && apart_ns <= most_ns && apart_ns >= -most_ns;
}

/* True if @packet is there already; else it is added. */
bool lm_recent_take(LmRecent *recent, const LmRecentPacket *packet);
void lm_recent_clear(LmRecent *recent);
