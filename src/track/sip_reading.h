/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What tracking needs of a SIP message, in two lines of the cache: so much passes from the thread
 * that takes messages apart to the one that tracks them. All hashes are keyed ones, and are made
 * here because this is pure work. Plain record; it borrows the message's bytes. */

#include "base/arena.h"
#include "proto/sdp/target.h"
#include "proto/sip/message.h"

/* A part of the message; an empty one may lie anywhere. */
typedef struct {
  uint32_t offset, len;
} LmSipPart;

typedef struct {
  const uint8_t *data;
  uint32_t len;
  uint32_t cseq;
  uint16_t status;     /* of a response, 0 in a request */
  uint8_t method;      /* LmSipMethod; NONE in a response */
  uint8_t cseq_method; /* LmSipMethod */
  bool truncated;      /* the capture cut it off */
  bool malformed;      /* by its sender, and not by the capture */
  bool too_many_headers, has_sdp, sdp_cut;
  bool has_other_media; /* the SDP announces what is not RTP */

  uint64_t call_hash; /* of the Call-ID; every call has its own */
  /* RFC 3261, 17.2.3: branch, sent-by and method make a transaction, ACK to a non-2xx having those
   * of its INVITE. Sent-by is left out: the branch is unique by 8.1.1.7. Call-ID and CSeq keep
   * elements from before RFC 3261, whose branches are not unique, apart. */
  uint64_t transaction_key;
  /* RFC 3261, 12: Call-ID and both tags, in either order. 0 for a message that is in no dialog. */
  uint64_t dialog_key;
  uint64_t from_tag_hash; /* 0 without a tag */

  LmSipPart call_id, from, to, from_tag, to_tag;
  LmSipPart method_name;      /* of a request */
  LmSipPart sdp;              /* where @has_sdp; empty where it had to be decoded */
  const LmSdpTarget *targets; /* in the arena, with the hashes of their media endpoints; or NULL */
} LmSipReading;

_Static_assert(sizeof(LmSipReading) <= 128, "two lines of the cache");

static inline LmSlice
lm_sip_reading_part(const LmSipReading *reading, LmSipPart part)
{
  return lm_slice_sub(lm_slice(reading->data, reading->len), part.offset, part.len);
}

/* @truncated: the capture cut the message off. What is read from its session description goes to
 * @arena. */
void lm_sip_reading_make(const LmSipMessage *message, bool truncated, LmArena *arena,
                         LmSipReading *reading);
