/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Protocols that are named and not analyzed, and the way in for all datagrams that are none of SIP,
 * RTP and what goes with it. */

#include "proto/named.h"
#include "track/flow_state.h"
#include "track/stream_protocol.h"

typedef struct {
  LmFlowKey key;
  uint8_t protocol; /* LmNamed */
} LmNamedFlow;

extern const LmStreamProtocol lm_stream_named;

/* Takes the datagram @packet in if it is fax, floor control or a protocol with a name. False if
 * nobody knows it. */
bool lm_others_add_datagram(LmTrace *trace, const LmPacket *packet);
