/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of a SIP message: what the tables, the ladder and the statistics need without parsing it
 * again. Everything else is parsed from its bytes when somebody looks. Plain record; see
 * track/trace.h. */

#include "proto/sip/method.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  LM_TRANSPORT_UDP,
  LM_TRANSPORT_TCP,
  LM_TRANSPORT_TLS,
  LM_TRANSPORT_WS,  /* WebSocket, RFC 7118 */
  LM_TRANSPORT_WSS, /* the same inside TLS */
  LM_TRANSPORT_SCTP,
  LM_N_TRANSPORTS,
} LmTransport;

enum {
  LM_MESSAGE_RETRANSMISSION = 1 << 0,
  LM_MESSAGE_MALFORMED = 1 << 1, /* at least one anomaly */
  LM_MESSAGE_HAS_SDP = 1 << 2,
  LM_MESSAGE_TRUNCATED = 1 << 3, /* the capture cut it off */
};

typedef struct {
  const uint8_t *data; /* the message's bytes, borrowed from the capture */
  int64_t time_ns;
  uint32_t len;          /* bytes */
  uint32_t frame;        /* the frame that it ended in */
  uint32_t src, dst;     /* rows of the endpoint table */
  uint32_t call;         /* LM_NONE for a message without Call-ID */
  uint32_t next_in_call; /* LM_NONE: the last */
  uint32_t transaction;
  uint32_t previous_in_transaction;
  uint32_t dialog;   /* LM_NONE outside a dialog */
  uint32_t original; /* the message that this one repeats, or LM_NONE */
  uint32_t cseq;
  uint16_t status;     /* of a response, 0 in a request */
  uint8_t method;      /* LmSipMethod; NONE in a response */
  uint8_t cseq_method; /* LmSipMethod */
  uint8_t transport;   /* LmTransport */
  uint8_t flags;
  uint16_t path;  /* row of the table of paths: that of the frame that it ended in */
  uint16_t ip_id; /* see LmPacket */
  uint8_t copies; /* how often the same was captured again; 255: or more */
} LmMessage;

/* "UDP", "TCP", "WSS". */
const char *lm_transport_name(LmTransport transport);
/* What LmPacket.carrier stands for. Servers that send their messages over TLS to a recorder write
 * 22, a number of a protocol that is gone. */
LmTransport lm_transport_of_carrier(uint8_t carrier);
/* Whether messages follow one another in a stream of bytes, so that Content-Length says where one
 * ends (RFC 3261, 18.3). WebSocket and SCTP carry whole messages, as UDP does. */
static inline bool
lm_transport_is_stream(LmTransport transport)
{
  return transport == LM_TRANSPORT_TCP || transport == LM_TRANSPORT_TLS;
}
