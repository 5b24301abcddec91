/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One direction of a WebSocket connection: frames in, whole messages out (RFC 6455, 5.4), unmasked
 * and decompressed (RFC 7692). Messages that begin as nothing that anybody asked for are passed
 * over without being kept. One thread at a time. */

#include "base/arena.h"
#include "proto/websocket.h"

/* Memory that grows and is used again for the next message. */
typedef struct {
  uint8_t *data;
  size_t len, size; /* bytes */
} LmWsBuffer;

struct z_stream_s;

typedef struct {
  LmWsBuffer pending;          /* payloads of the message so far, where one frame is not all */
  struct z_stream_s *inflater; /* owned; NULL before the first compressed message */
  uint64_t skip_bytes;         /* of the frame at the front, that nobody wants */
  uint8_t opcode;              /* of the message at hand */
  bool in_message;             /* frames of the message at hand came */
  bool compressed;             /* that message is */
  bool unwanted;               /* it is passed over */
  bool lost;                   /* compressed messages cannot be read any more */
  bool forgets;                /* each message is compressed for itself */
} LmWsStream;

/* What all streams share. */
typedef struct {
  LmWsBuffer plain;   /* the decompressed message */
  LmArena *arena;     /* messages that are kept; borrowed */
  uint32_t inflaters; /* that streams hold now */
  uint64_t deflated_bytes, inflated_bytes;
  uint64_t cut; /* messages that a limit did not let be read */
} LmWsShared;

typedef struct {
  LmWsOpcode opcode; /* TEXT, BINARY, CLOSE, PING or PONG */
  LmSlice payload;   /* the whole message, or what a CLOSE holds; good for the life of the arena */
  unsigned close_code; /* of a CLOSE; 1005 where it has none (RFC 6455, 7.4.1) */
} LmWsMessage;

typedef enum {
  LM_WS_TAKEN,         /* bytes were taken, and that is all */
  LM_WS_TAKEN_MESSAGE, /* and they ended a message */
  LM_WS_WAITS,         /* more bytes are needed */
  LM_WS_LOST,          /* what is at the front is no frame */
} LmWsTake;

/* Whether somebody wants messages that begin with these bytes. */
typedef bool (*LmWsWants)(LmSlice first_bytes);

void lm_ws_stream_clear(LmWsStream *stream, LmWsShared *shared);
void lm_ws_shared_clear(LmWsShared *shared);
/* Takes one frame, or as much of it as is there, off the front of @bytes, which live as long as the
 * arena; @taken says how many bytes. When it WAITS, *wanted is how many there must be before it is
 * worth another call. */
LmWsTake lm_ws_stream_take(LmWsStream *stream, LmWsShared *shared, LmWsWants wants, LmSlice bytes,
                           size_t *taken, size_t *wanted, LmWsMessage *message);
/* Bytes were lost: what comes next does not follow on what was taken. */
void lm_ws_stream_break(LmWsStream *stream);

/* Whether @bytes begin with the first frame of a message that somebody wants, as where a capture
 * begins in the middle of a connection. */
bool lm_ws_looks_like(LmSlice bytes, LmWsWants wants);
