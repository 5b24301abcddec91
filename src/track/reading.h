/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be read from a packet by itself, without knowing what came before it. It is pure work,
 * so it can be done in another thread, ahead of the tracker. */

#include "net/packet.h"
#include "proto/demux.h"
#include "track/sip_reading.h"

typedef struct {
  uint8_t kind;       /* LmDemuxKind of a UDP datagram; UNKNOWN for every other packet */
  uint64_t flow_hash; /* of a UDP datagram, else 0; see track/flow.h */
  union {
    LmRtpHeader rtp;         /* of an RTP packet */
    const LmSipReading *sip; /* of a SIP datagram; NULL where it is none after all */
  };
} LmReading;

/* Reads @packet. What is said of a SIP message lies in @arena, which must live until the tracker
 * has taken the packet. @scratch is for taking the message apart and not needed afterwards. */
void
lm_reading_make(const LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading);
