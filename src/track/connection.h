/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A TCP connection as a stack of stages over both its directions: TCP, then maybe TLS, then maybe
 * WebSocket, then SIP or another protocol of messages. Which ones there are shows at the beginning
 * of a direction or of a segment. What is plain SIP on TCP pays for none of it. */

#include "net/keys.h"
#include "net/tls.h"
#include "track/event.h"
#include "track/sip_stream.h"
#include "track/stream_protocol.h"
#include "track/websocket_stream.h"

/* Events of a connection that wait for the call that they are drawn in. */
#define LM_CONNECTION_EVENTS 6

/* What a connection has of its own once it is more than messages on TCP. */
typedef struct {
  LmTls *tls;           /* owned; NULL without */
  LmByteQueue plain[2]; /* what TLS gave */
  bool tls_told;        /* its event was added */
  bool websocket;
  bool asked_for;      /* the handshake names a protocol that we read, or a message of one came */
  LmWsDeflate deflate; /* as the handshake agreed */
  LmWsStream ws[2];
  uint32_t events[LM_CONNECTION_EVENTS]; /* rows */
  uint8_t n_events, n_held;
  LmEvent *held[LM_CONNECTION_EVENTS]; /* not added yet; see connection_events.c */
  uint32_t call;                       /* of its first message, then of its last call */
  bool settled;                        /* its events have their call */
  bool needed;                         /* one of its directions is there; while it is evicted */
  LmSipOrigin opened;                  /* the segment that showed what it is */
} LmConnection;

/* One direction. */
typedef struct {
  LmSipStream sip;
  LmSipOrigin origin;               /* of the last segment */
  const LmStreamProtocol *protocol; /* another than SIP; NULL: none was found */
  LmConnection *connection;         /* NULL while there is only TCP */
  uint32_t index;                   /* of the stream in the LmTcp */
  uint8_t direction;                /* 0 or 1, in @connection */
  bool undecided;                   /* what is at its front is too short to tell */
  bool begins;                      /* its protocol was found just now, or anew behind a hole */
} LmStreamSide;

/* What all connections share. */
typedef struct LmConnections {
  LmTcp *tcp;
  LmSipTracker *sip; /* borrowed, as the next two */
  LmTrace *trace;
  const LmKeys *keys; /* may be NULL */
  LmArena arena;      /* what stages make */
  LmWsShared websocket;
  LmPacketSink packets; /* what takes packets that were found in a stream */
  LmVec sides;          /* LmStreamSide, by the number of the TCP stream */
  LmVec connections;    /* LmConnection */
  uint32_t n_gone;      /* of these */
} LmConnections;

void lm_connections_init(LmConnections *all);
void lm_connections_clear(LmConnections *all);

/* The direction of stream @index. Borrowed; stays where it is. */
LmStreamSide *lm_connections_side(LmConnections *all, uint32_t index);
/* Bytes came in @side, or bytes got lost in front of what is there. @fresh: what can be peeked now
 * begins where a segment does. @ended: nothing more will come. */
void lm_connection_take(LmConnections *all, LmStreamSide *side, bool fresh, bool ended);
void lm_connection_gap(LmConnections *all, LmStreamSide *side);
/* Secrets came: takes up what waited for one and nothing came behind. */
void lm_connections_retry(LmConnections *all);
/* At the end of the capture: ties events that wait for a better call to the one that there is. */
void lm_connections_finish(LmConnections *all);
