/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The keys of SRTP that handshakes of DTLS made and a key log gave away (RFC 5764, 4.2). Whoever
 * reads does so on the tracker's thread. */

#include "net/dtls-keys.h"

#include <stdint.h>

typedef struct {
  uint16_t profile;
  const LmDtlsSrtpKeys *keys; /* borrowed; those of the client and the server */
  uint32_t client, server;    /* endpoint rows; LM_NONE: not seen */
  bool missing;               /* no secret was there: no bytes in @keys */
} LmDtlsSrtp;

struct LmTrace;

/* What the user gave; may be NULL. */
const LmKeys *lm_trace_keys(const struct LmTrace *trace);
/* Takes the next handshake that agreed on SRTP; *@at is 0 at first. False at the end. */
bool lm_trace_next_dtls_srtp(const struct LmTrace *trace, uint32_t *at, LmDtlsSrtp *out);
