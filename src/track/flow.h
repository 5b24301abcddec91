/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of UDP flows: from one endpoint to another, one way. It remembers what a flow carries,
 * so that this is found out once a flow and not once a packet. */

#include "net/packet.h"
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
} LmFlowCandidate;

typedef struct {
  uint8_t n;
  LmFlowCandidate list[LM_FLOW_CANDIDATES]; /* oldest first */
} LmFlowCandidates;

typedef struct {
  uint8_t key[36]; /* source and destination address and port; see flow.c */
  uint8_t key_len;
  bool media;                   /* carries RTP */
  uint32_t src, dst;            /* endpoint rows */
  uint32_t last_ssrc;           /* of the stream below */
  uint32_t last_stream;         /* LM_NONE before the first */
  uint32_t refused_ssrc;        /* by a limit */
  LmFlowCandidates *candidates; /* owned; NULL where none wait */
} LmFlow;

/* The row of the flow of @packet, made if there is none. */
uint32_t lm_trace_flow(LmTrace *trace, const LmPacket *packet);
/* Fetch into the cache what adding @packet will touch, for a packet that is added soon: first its
 * flow, and a few packets later, when that is there, the newest stream of the flow. They change
 * nothing. */
void lm_trace_prefetch_flow(const LmTrace *trace, const LmPacket *packet);
void lm_trace_prefetch_stream(const LmTrace *trace, const LmPacket *packet);
