/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of UDP flows: from one endpoint to another, one way. It remembers what a flow carries,
 * so that this is found out once a flow and not once a packet. */

#include "track/reading.h"
#include "track/tables.h"

/* Packets of a source that nobody announced that must agree before it is believed to be RTP. Random
 * bytes have the version right once in four times and the same SSRC twice once in four thousand
 * million; what this guards against is protocols with a constant field in that place. */
#define LM_FLOW_PROBATION 4
/* How many packets wait meanwhile: several sources may send in turn. */
#define LM_FLOW_CANDIDATES 8

/* A packet that waits for its source to be believed. */
typedef struct {
  LmSlice packet;
  int64_t time_ns;
  uint32_t frame;
  uint32_t ssrc;
  uint32_t missing_bytes; /* that the capture cut off */
  bool apart;             /* see LmReading */
} LmFlowCandidate;

typedef struct {
  uint8_t n;
  LmFlowCandidate list[LM_FLOW_CANDIDATES]; /* oldest first */
} LmFlowCandidates;

/* RTP is looked at for copies (track/copies.h) from its first packet on, and after one that makes
 * suspicious, for so many packets with a sequence number that is a multiple of four. Where nothing
 * was captured twice in so many flows, the next ones are watched only from a packet on that makes
 * suspicious: should it be a copy, it counts as a duplicate, and those after it as copies. */
#define LM_WATCHED_PACKETS 7
#define LM_WATCHED_FLOWS 2048

typedef struct {
  uint64_t addresses[4]; /* of both sides; IPv4: in the first alone */
  uint32_t ports;        /* of both sides */
  uint32_t src, dst;     /* endpoint rows */
  uint32_t last_ssrc;    /* of the stream below */
  uint32_t last_stream;  /* LM_NONE before the first, and when a limit refused it */
  bool ipv6 : 1;
  bool media : 1;            /* carries RTP */
  bool refused : 1;          /* the stream of @last_ssrc, by a limit */
  bool waiting : 1;          /* candidates do */
  bool sip : 1;              /* carried SIP */
  uint8_t watched : 3;       /* see LM_WATCHED_PACKETS; 0: not */
  uint8_t last_payload_type; /* of the stream above */
  uint16_t next_sequence;    /* of RTP */
  union {
    LmFlowCandidates *candidates; /* owned; where they wait */
    int64_t last_ns;              /* the newest packet of the stream above; elsewhere */
  };
} LmFlow;

_Static_assert(sizeof(LmFlow) == 64, "every packet looks at one, so it is one line of the cache");

/* @packet is looked at in IPv6 alone. */
static inline bool
lm_flow_has(const LmFlow *flow, const LmPacket *packet, const LmReading *reading)
{
  if (flow->ports != reading->ports || flow->ipv6 != reading->ipv6)
    return false;
  if (!reading->ipv6)
    return flow->addresses[0] == reading->ipv4_addresses;
  return memcmp(&flow->addresses[0], packet->src.addr.bytes, 16) == 0 &&
         memcmp(&flow->addresses[2], packet->dst.addr.bytes, 16) == 0;
}

/* The row of the flow of @packet, made if there is none. */
uint32_t lm_trace_find_flow(LmTrace *trace, const LmPacket *packet, const LmReading *reading);
/* The same, where it is probably row @guess; LM_NONE: no guess. */
static inline uint32_t
lm_trace_flow(LmTrace *trace, const LmPacket *packet, const LmReading *reading, uint32_t guess)
{
  if (guess != LM_NONE &&
      lm_flow_has((const LmFlow *)lm_vec_at(&trace->flows, guess), packet, reading))
    return guess;
  return lm_trace_find_flow(trace, packet, reading);
}

/* Frees what the flow owns. */
void lm_flow_clear(LmFlow *flow);

/* Fetches into the cache the flow of a packet with @hash: the one that the table names first,
 * nearly always the right one. Changes nothing; LM_NONE if there is none. */
uint32_t lm_trace_prefetch_flow(const LmTrace *trace, uint64_t hash);
