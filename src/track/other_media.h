/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Media that are not RTP and that an SDP announced: where they go to and by what name they are
 * known, so that what arrives there or bears the name is tied to its call. */

#include "base/slice.h"
#include "base/vec.h"

struct LmTrace;

typedef enum {
  LM_OTHER_MSRP, /* RFC 4975, 8 */
  LM_OTHER_T38,  /* ITU-T T.38, Annex D */
  LM_OTHER_BFCP, /* RFC 8856 */
  LM_OTHER_MRCP, /* RFC 6787, 4.2 */
} LmOtherKind;

#define LM_OTHER_NO_SIZE UINT64_MAX

typedef struct {
  uint64_t key; /* keyed hash of a name, or of an endpoint */
  uint32_t call;
  uint32_t message;             /* the newest of the call that announces it */
  uint8_t kind;                 /* LmOtherKind */
  bool t38_old;                 /* T38FaxVersion 0 or none */
  LmSlice file_name, file_type; /* a=file-selector (RFC 5547, 6); empty: none */
  uint64_t file_bytes;          /* LM_OTHER_NO_SIZE: not stated */
} LmOtherMedia;

/* Takes in what the SDP of message row @row, which belongs to a call, announces. */
void lm_trace_announce_other(struct LmTrace *trace, uint32_t row);
/* What is announced for endpoint row @endpoint, or under @name: a session of MSRP, as
 * lm_msrp_uri_session() has it, or a channel of MRCP. NULL: nothing. */
const LmOtherMedia *lm_trace_other_at(const struct LmTrace *trace, uint32_t endpoint);
const LmOtherMedia *lm_trace_other_named(const struct LmTrace *trace, LmSlice name);
/* The one of @kind at the target or the source of a packet. */
const LmOtherMedia *
lm_trace_other_between(const struct LmTrace *trace, LmOtherKind kind, uint32_t src, uint32_t dst);
