/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes what NAT traversal and the security of media send beside the media: STUN, TURN, DTLS and
 * ZRTP datagrams, each to its tracker. */

#include "track/reading.h"
#include "track/tables.h"

/* Takes in the datagram @packet of flow row @flow, as it was read. */
void lm_trace_add_beside_media(LmTrace *trace, uint32_t flow, const LmPacket *packet,
                               const LmReading *reading);
