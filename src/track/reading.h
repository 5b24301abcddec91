/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be read from a packet by itself, without knowing what came before it. It is pure work,
 * so it can be done in another thread, ahead of the tracker. */

#include "net/packet.h"
#include "proto/demux.h"
#include "proto/sip/message.h"

typedef struct {
  uint8_t kind;       /* LmDemuxKind of a UDP datagram; UNKNOWN for every other packet */
  uint64_t flow_hash; /* of a UDP datagram, else 0; see track/flow.h */
  union {
    LmRtpHeader rtp;             /* of an RTP packet */
    const LmSipMessage *message; /* of a SIP datagram; NULL where it is none after all */
  };
} LmReading;

/* Reads @packet. A SIP message is taken apart into @message; what of its headers does not fit there
 * goes to
 * @arena. Both must live until the tracker has taken the packet. Returns true if @message is used.
 */
bool
lm_reading_make(const LmPacket *packet, LmArena *arena, LmSipMessage *message, LmReading *reading);
