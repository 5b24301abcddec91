/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* HEP, the Homer encapsulation protocol, also called EEP: servers and capture agents send copies of
 * messages to a collector with it, over UDP or TCP. Versions 1 and 2 are a header in front of the
 * message; version 3 is a list of chunks. Pure functions; any thread. */

#include "base/addr.h"
#include "base/arena.h"

typedef struct {
  LmEndpoint src, dst; /* between whom the payload was seen */
  LmSlice payload;     /* borrowed */
  LmSlice key;         /* what the sender proves itself with; borrowed, may be empty, as these: */
  LmSlice correlation; /* what it belongs to, mostly a Call-ID */
  LmSlice node;        /* the name of who captured it */
  int64_t time_ns;     /* when it was seen; LM_TIME_NONE if it is not said */
  uint32_t bytes;      /* of the whole message: the next one begins behind it */
  uint32_t agent;      /* the number of who captured it; 0: not said */
  uint8_t version;     /* 1 to 3 */
  uint8_t ip_protocol; /* what carried it: 6, 17, 132; 22 where it was TLS, as servers write it that
                          had no number for that */
  uint8_t type;        /* what it is: LmHepType */
  bool compressed;     /* the payload must be inflated */
} LmHep;

/* Of the types those that are packets as they were; most others are reports in JSON. */
typedef enum {
  LM_HEP_SIP = 1,
  LM_HEP_RTP = 4,
  LM_HEP_RTCP = 5,
  LM_HEP_LAST_PACKET = 13,
} LmHepType;

/* What chunks of version 3 hold, those of vendor 0. */
typedef enum {
  LM_HEP_CHUNK_FAMILY = 0x01, /* 2: IPv4, 10: IPv6 */
  LM_HEP_CHUNK_PROTOCOL,
  LM_HEP_CHUNK_SRC_IPV4,
  LM_HEP_CHUNK_DST_IPV4,
  LM_HEP_CHUNK_SRC_IPV6,
  LM_HEP_CHUNK_DST_IPV6,
  LM_HEP_CHUNK_SRC_PORT,
  LM_HEP_CHUNK_DST_PORT,
  LM_HEP_CHUNK_SECONDS,
  LM_HEP_CHUNK_MICROSECONDS,
  LM_HEP_CHUNK_TYPE,
  LM_HEP_CHUNK_AGENT,
  LM_HEP_CHUNK_KEY = 0x0e,
  LM_HEP_CHUNK_PAYLOAD,
  LM_HEP_CHUNK_COMPRESSED,
  LM_HEP_CHUNK_CORRELATION,
  LM_HEP_CHUNK_NODE = 0x13,
} LmHepChunk;

enum { LM_HEP_HEADER_BYTES = 6, LM_HEP_MAX_BYTES = 65535 };

/* How many bytes a version 3 message at the start of a stream has, for which its first 6 bytes are
 * needed; 0 if it is none. */
size_t lm_hep_length(LmSlice start);
/* Takes the message at the start of @bytes apart; false if that is none, is cut short, or lacks
 * addresses or a payload. Versions 1 and 2 do not say where they end: all of @bytes is one. */
bool lm_hep_parse(LmSlice bytes, LmHep *hep);
/* Whether the payload is a packet as somebody sent it, and no report. */
bool lm_hep_is_packet(const LmHep *hep);
/* Inflates a compressed payload (zlib or gzip) into @arena and makes it the payload; false if it
 * is broken or larger than LM_LIMIT_DATAGRAM_BYTES. Does nothing to others. */
bool lm_hep_inflate(LmHep *hep, LmArena *arena);
