/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream of pcap as it comes in pieces: records one by one, whole ones only. Nothing of it is
 * kept longer than a record. Private to this room. */

#include "base/slice.h"

#define LM_REMOTE_BUFFER_BYTES (1u << 20)

typedef enum {
  LM_REMOTE_MORE,    /* what is there is taken: more is wanted */
  LM_REMOTE_HEADER,  /* the link type is known from here on; once */
  LM_REMOTE_RECORD,  /* a packet; its bytes stay until the next call */
  LM_REMOTE_PCAPNG,  /* it is no pcap, but pcapng */
  LM_REMOTE_NO_PCAP, /* it is neither */
  LM_REMOTE_DAMAGED, /* a record cannot be one */
} LmRemoteFound;

typedef struct {
  uint8_t *buffer; /* LM_REMOTE_BUFFER_BYTES, the caller's */
  size_t start, len;
  bool begun, swapped;
  uint32_t unit_ns, link_type, snap_bytes;
  int64_t time_ns; /* of the record */
  LmSlice data;
  uint32_t original_bytes;
} LmRemoteStream;

/* Where the next bytes are to be put, and how many may be: at least one after LM_REMOTE_MORE. */
uint8_t *lm_remote_stream_room(LmRemoteStream *stream, size_t *size);
/* So many were put there. */
void lm_remote_stream_add(LmRemoteStream *stream, size_t n);
LmRemoteFound lm_remote_stream_next(LmRemoteStream *stream);
