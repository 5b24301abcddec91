/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Protocols beside SIP that are carried by TCP (and by what lies on it: TLS, WebSocket) or in user
 * messages of SCTP. Each is a file that defines a `const LmStreamProtocol lm_stream_NAME` and a
 * word in LM_STREAM_PROTOCOLS. */

#include "track/sip_tracker.h"

/* What takes packets that were found inside a stream, as if they had been captured. */
typedef struct {
  void (*add)(void *user, const LmPacket *packet);
  void *user;
  LmArena *arena; /* for what has to be made of them; lives as long as the trace */
} LmPacketSink;

/* Units at the front of one direction of a connection. */
typedef struct {
  LmSlice bytes;      /* that live as long as the trace */
  size_t seen;        /* how many of them an earlier call has looked at and found no end in */
  bool whole;         /* they are a message of WebSocket or SCTP, which ends where they end */
  bool last;          /* nothing will follow on them, whole or not */
  bool first;         /* nothing was taken before, or bytes before these were lost */
  LmSipOrigin origin; /* of the segment that the last of them came in */
  const LmPacketSink *packets;
  size_t wanted; /* out: how many there must be before it is worth another call; 0: one more */
} LmStreamBytes;

typedef struct {
  const char *name; /* "MSRP" */
  /* Whether @bytes, at the start of a stream or of a segment, begin as a unit of the protocol does.
   * Must be sure: what it claims nobody else looks at any more in this direction. */
  bool (*claims)(LmSlice bytes);
  /* Takes one unit or more off the front, or bytes that are none, and returns how many bytes; 0:
   * more are needed. What is left of the last ones is dropped. */
  size_t (*take)(LmTrace *trace, LmStreamBytes *in);
  /* Payload protocol identifiers of SCTP that stand for it; 0 ends the list. */
  uint32_t ppids[4];
  bool messages; /* is looked for in whole messages of WebSocket and SCTP too */
} LmStreamProtocol;

#define LM_STREAM_PROTOCOLS(PROTOCOL) \
  PROTOCOL(stun)                      \
  PROTOCOL(hep)                       \
  PROTOCOL(msrp)                      \
  PROTOCOL(mrcp)                      \
  PROTOCOL(diameter)                  \
  PROTOCOL(bfcp)                      \
  PROTOCOL(t38)                       \
  PROTOCOL(named)                     \
  PROTOCOL(framed)

#define LM_STREAM_DECLARE(name) extern const LmStreamProtocol lm_stream_##name;
LM_STREAM_PROTOCOLS(LM_STREAM_DECLARE)

/* The protocol that claims @bytes, with @message as the start of a whole message; NULL if there is
 * none. */
const LmStreamProtocol *lm_stream_protocol_of(LmSlice bytes, bool message);
/* The one that SCTP names @ppid; NULL if there is none. */
const LmStreamProtocol *lm_stream_protocol_by_ppid(uint32_t ppid);
/* Hands @payload, found in @in, on as if it had been captured in a datagram from @src to @dst;
 * @carrier is the IP protocol that it is said to have come by (LmPacket.carrier). */
void lm_stream_found_packet(const LmStreamBytes *in, const LmEndpoint *src, const LmEndpoint *dst,
                            uint8_t carrier, LmSlice payload);
/* The same between the ends of the connection, where it is not empty. */
void lm_stream_found_datagram(const LmTrace *trace, const LmStreamBytes *in, LmSlice payload);
/* Takes the units of @in, which is a whole message. */
void lm_stream_take_message(const LmStreamProtocol *protocol, LmTrace *trace, LmStreamBytes *in);
