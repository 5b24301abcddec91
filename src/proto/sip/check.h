/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything that is wrong with a message: what the first pass noted, what walking over every
 * header by its syntax finds, and the rules between headers (RFC 3261, 8.1.1, 10.2.2, 20). For a
 * message that somebody looks at; tracking has the first pass alone. Pure. */

#include "base/arena.h"
#include "proto/sip/message.h"

typedef struct {
  const LmAnomaly *anomalies; /* those of the first pass first; in the arena */
  uint32_t n;                 /* at most LM_LIMIT_SIP_ANOMALIES */
  bool valid;                 /* nothing that the sender got wrong makes it malformed */
} LmSipVerdict;

/* @truncated: the capture cut the message off, so what is wrong because of that is not the
 * sender's fault; it is in the list all the same. Unknown methods, headers, parameters, schemes of
 * URIs and of authorization are not wrong. */
void
lm_sip_check(const LmSipMessage *message, bool truncated, LmArena *arena, LmSipVerdict *verdict);

/* Whether @anomaly is there because the capture cut @message off: what is missing behind the end,
 * and whatever reaches up to it. */
bool lm_sip_is_by_cut(const LmSipMessage *message, const LmAnomaly *anomaly);
