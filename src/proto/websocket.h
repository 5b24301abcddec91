/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The frames of the WebSocket protocol and its opening handshake (RFC 6455), with what the
 * handshake says of compression (RFC 7692). Pure; slices point into the bytes that were parsed.
 * Messages are put together in track/websocket_stream.h. */

#include "base/slice.h"

/* RFC 6455, 5.2. */
typedef enum {
  LM_WS_CONTINUATION = 0,
  LM_WS_TEXT = 1,
  LM_WS_BINARY = 2,
  LM_WS_CLOSE = 8,
  LM_WS_PING = 9,
  LM_WS_PONG = 10,
} LmWsOpcode;

/* What parsing has found at the front of the bytes. */
typedef enum {
  LM_WS_FOUND,
  LM_WS_PARTIAL, /* with more bytes it may become something */
  LM_WS_NOT,     /* nothing of WebSocket */
} LmWsResult;

typedef struct {
  uint64_t payload_bytes; /* as stated */
  uint8_t header_bytes;   /* 2 to 14 */
  uint8_t opcode;         /* LmWsOpcode */
  uint8_t mask[4];        /* zeros where the frame is not masked */
  bool fin;               /* the last one of its message */
  bool compressed;        /* RSV1, on the first frame of a message (RFC 7692, 6) */
  bool masked;            /* from the client, and from it alone (RFC 6455, 5.1) */
} LmWsFrame;

/* The longest header: two bytes, a length of 64 bits and the mask. */
#define LM_WS_MAX_HEADER_BYTES 14
/* A header block of HTTP beyond this is not looked at. */
#define LM_WS_MAX_HANDSHAKE_BYTES (16u << 10)

/* Reads the header at the front of @bytes. NOT where reserved bits or an unknown opcode are set, a
 * control frame is fragmented or longer than 125 bytes (5.5), or the length has its top bit set. */
LmWsResult lm_ws_frame_parse(LmSlice bytes, LmWsFrame *frame);
static inline bool
lm_ws_is_control(const LmWsFrame *frame)
{
  return frame->opcode >= LM_WS_CLOSE;
}

/* Takes the mask off @n bytes, the first of which is number @at of the payload (5.3). */
void lm_ws_unmask(uint8_t *bytes, size_t n, const uint8_t mask[4], size_t at);
/* The meaning of a close code (7.4.1), "" for one that has none: "normal closure". */
const char *lm_ws_close_name(unsigned code);

/* The parameters of permessage-deflate (RFC 7692, 7.1) as the response grants them. */
typedef struct {
  bool on;
  bool client_forgets; /* client_no_context_takeover: each message stands alone */
  bool server_forgets;
} LmWsDeflate;

typedef struct {
  bool response;
  unsigned status;     /* of a response */
  LmSlice first_line;  /* "GET /ws HTTP/1.1", "HTTP/1.1 101 Switching Protocols" */
  LmSlice target;      /* of a request */
  LmSlice reason;      /* of a response */
  LmSlice protocols;   /* Sec-WebSocket-Protocol */
  LmSlice host, agent; /* Host; User-Agent or Server */
  bool upgrade;        /* has Upgrade: websocket */
  LmWsDeflate deflate; /* in a request: what it offers */
} LmWsHandshake;

/* Reads the HTTP request or response at the front of @bytes up to the end of its header block; @len
 * is then the length of that. NOT where the bytes are no GET request and no response of HTTP/1.1,
 * or the block is longer than LM_WS_MAX_HANDSHAKE_BYTES. Whether it is one of WebSocket its
 * @upgrade says. */
LmWsResult lm_ws_handshake_parse(LmSlice bytes, LmWsHandshake *handshake, size_t *len);
