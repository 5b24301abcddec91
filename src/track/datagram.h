/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A datagram of a protocol that helps media on its way (STUN, TURN, DTLS, ZRTP), as its tracker
 * takes it, and the events that it makes. Plain record. */

#include "track/flow.h"
#include "track/trace.h"

typedef struct {
  LmSlice bytes;
  int64_t time_ns;
  uint32_t frame;
  uint32_t flow;     /* row */
  uint32_t src, dst; /* endpoint rows: who sent the packet, and to whom */
  /* The same, but of the peer instead of the server of TURN that stands between (RFC 8656), as far
   * as it is known. */
  uint32_t real_src, real_dst;
  bool in_turn;
} LmDatagram;

/* @packet of flow row @flow, which TURN did not carry. */
LmDatagram lm_datagram(const LmTrace *trace, uint32_t flow, const LmPacket *packet);
/* Adds an event of it; a state has no bytes. */
uint32_t lm_datagram_event(LmTrace *trace, const LmDatagram *datagram, LmEventProtocol protocol,
                           LmEventOutcome outcome, const char *label, const char *detail);
uint32_t lm_datagram_state(LmTrace *trace, const LmDatagram *datagram, LmEventProtocol protocol,
                           LmEventOutcome outcome, const char *label, const char *detail);
