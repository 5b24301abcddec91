/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be read from a packet by itself, without knowing what came before it. It is pure work,
 * so it can be done in another thread, ahead of the tracker. */

#include "net/packet.h"
#include "proto/demux.h"
#include "track/sip_reading.h"

/* All that the tracker needs of nearly every packet, in one line of the cache, because that line
 * passes from one processor to another; it looks into the packet itself where something is out of
 * the ordinary. */
typedef struct {
  _Alignas(64) uint64_t flow_hash; /* keyed, of what follows; 0 for a packet that is not UDP */
  uint64_t ipv4_addresses;         /* of both sides; 0 in IPv6 */
  uint32_t ports;                  /* of both sides */
  uint32_t payload_bytes;
  int64_t time_ns;
  union {
    const uint8_t *payload;  /* of an RTP packet */
    const LmSipReading *sip; /* of a SIP datagram; NULL where it is none after all */
  };
  LmRtpHeader rtp;     /* of an RTP packet */
  uint8_t kind;        /* LmDemuxKind of a UDP datagram; UNKNOWN for every other packet */
  uint8_t packet_kind; /* LmPacketKind */
  bool ipv6;
  bool cut : 1;   /* the capture lacks a part of the RTP packet */
  bool apart : 1; /* it lies in none of the capture's frames, but was put together or decrypted */
  bool turn : 1;  /* the packet's payload was taken out of its wrapper by TURN */
} LmReading;

_Static_assert(sizeof(LmReading) == 64, "one line of the cache");

/* Reads @packet. What is said of a SIP message lies in @arena, which must live until the tracker
 * has taken the packet. @scratch is for taking the message apart and not needed afterwards. Where
 * TURN carries something (RFC 8656) that becomes the packet's payload. */
void lm_reading_make(LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading);
