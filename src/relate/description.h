/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The session description that a message carries. Read again from the message's bytes whenever
 * somebody looks. */

#include "proto/sdp/sdp.h"
#include "proto/sip/message.h"
#include "track/trace.h"

typedef struct {
  uint32_t message; /* row of the trace */
  LmSlice body;     /* the description; empty: it has none */
  LmSdp sdp;        /* of @body */
} LmDescription;

/* Reads the message of row @message into @sip, which may be large and is the caller's, and its
 * description into @description. What they point to is in the capture or in @arena. False where it
 * is no SIP message; one without a description is true with an empty body. */
bool lm_description_read(const LmTrace *trace, uint32_t message, LmArena *arena, LmSipMessage *sip,
                         LmDescription *description);
