/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The user messages of SCTP (RFC 9260; I-DATA: RFC 8260): fragments put together by their numbers,
 * in any order; chunks that were sent again dropped. A message is given out when its last fragment
 * came, whatever its place among the messages of its stream is.
 *
 * The user pushes each packet and then takes messages until there are none. A message in one chunk
 * is not copied: the slice points into the frame. Slices stay good for the life of the LmSctp. One
 * thread at a time. */

#include "base/keep.h"
#include "base/vec.h"
#include "net/packet.h"

typedef struct LmSctp LmSctp;

typedef struct {
  uint64_t packets;
  uint64_t chunks; /* with data */
  uint64_t messages;
  uint64_t reassembled;   /* messages of more than one chunk */
  uint64_t retransmitted; /* chunks that came before */
  uint64_t dropped;       /* chunks given up because of a limit */
  uint64_t malformed;     /* packets with a chunk of an impossible length */
} LmSctpCounters;

typedef struct {
  LmSlice payload;
  LmEndpoint src, dst;
  const LmPath *path;
  int64_t time_ns; /* of the packet that completed it, as the path and the frame */
  uint32_t frame;
  uint32_t ppid; /* payload protocol identifier, 0: not stated */
  uint16_t stream;
  bool unordered;
  bool truncated; /* the capture lacks its end */
} LmSctpMessage;

LmSctp *lm_sctp_new(void);
void lm_sctp_free(LmSctp *sctp);
/* Adds the memory of messages that were put together. */
void lm_sctp_keep(LmSctp *sctp, LmKeep *keep);
size_t lm_sctp_bytes(const LmSctp *sctp);
/* Takes in a packet of LM_PACKET_SCTP. */
void lm_sctp_push(LmSctp *sctp, const LmPacket *packet);
/* The next message that is whole; false when there is none. */
bool lm_sctp_take(LmSctp *sctp, LmSctpMessage *message);
/* At the end of the capture: makes messages, cut short, of what has a beginning and no end. Take
 * them as the others. */
void lm_sctp_finish(LmSctp *sctp);
const LmSctpCounters *lm_sctp_counters(const LmSctp *sctp);
