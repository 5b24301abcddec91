/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the network layers make of a frame: the bytes that an application sent, and between whom.
 * A plain record, filled by lm_net_decode(); slices in it live as long as the capture and the
 * LmNet. */

#include "base/addr.h"
#include "capture/frame.h"
#include "net/path.h"

typedef enum {
  LM_PACKET_NONE,       /* nothing for us: ARP, unfinished fragment, unknown protocol, ... */
  LM_PACKET_UDP,        /* payload is a whole datagram, or what was captured of it */
  LM_PACKET_TCP,        /* payload is one segment's data; see net/tcp.h */
  LM_PACKET_FRAGMENT,   /* of IP: left for its turn; see lm_net_new_ahead() */
  LM_PACKET_ICMP_ERROR, /* payload is the quoted packet's transport payload (may be empty); src and
                           dst are those of the quoted packet */
  LM_PACKET_SCTP,       /* payload is the packet's chunks; see net/sctp.h */
  LM_PACKET_REPORT, /* payload is a whole message of HEP that tells of a call, and holds no packet;
                       src and dst are those that it is about */
} LmPacketKind;

typedef struct {
  const LmFrame *frame; /* the last frame, for one put together from fragments */
  const LmPath *path;   /* the layers it lay in; lives as long as the LmNet */
  LmEndpoint src, dst;
  LmSlice payload;
  LmSlice wrapper; /* what TURN wrapped the payload in; set by track/reading.h, and only where that
                      says so */
  uint32_t missing_bytes; /* bytes of the payload that the capture cut off (snap length) */
  union {
    uint32_t tcp_seq;
    uint32_t sctp_tag; /* verification tag */
  };
  uint32_t tcp_ack;
  uint16_t tcp_flags; /* as in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16 */
  uint8_t kind;       /* LmPacketKind */
  uint8_t dscp;       /* RFC 2474 */
  uint8_t ttl;        /* time to live, or hop limit */
  uint16_t ip_id;     /* identification of the innermost IPv4 header; 0: none (RFC 6864, 4.1) */
  bool reassembled;   /* put together from IP fragments */
  uint8_t carrier;    /* 0, or the IP protocol that a recorder took the payload from: then it is one
                         whole message, which is LM_PACKET_UDP even if it went over TCP */
  /* Of an ICMP error alone: its type and code, and who sent it. */
  uint8_t icmp_type, icmp_code;
  LmAddr reporter;
} LmPacket;

/* Whether the payload lies in none of the capture's frames: it was put together from fragments or
 * segments, or decrypted. */
static inline bool
lm_packet_is_apart(const LmPacket *packet)
{
  uintptr_t at = (uintptr_t)packet->payload.data - (uintptr_t)packet->frame->data;
  return at > packet->frame->captured_bytes;
}
