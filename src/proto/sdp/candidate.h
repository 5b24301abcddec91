/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The value of an a=candidate (RFC 8839, 5.1). Pure. */

#include "base/addr.h"

typedef struct {
  LmEndpoint address; /* of the candidate; family NONE where it is a name (mDNS) */
  LmEndpoint base;    /* of raddr and rport; family NONE where not told: hidden ones are 0.0.0.0 or
                         port 9 */
  LmSlice type;       /* "host", "srflx", "prflx", "relay" */
  LmSlice transport;  /* "UDP", "tcp" */
  uint32_t component; /* 1 RTP, 2 RTCP */
  uint32_t priority;
} LmSdpCandidate;

/* Reads "foundation component transport priority address port typ type ...". False where it is not
 * so. */
bool lm_sdp_candidate_parse(LmSlice value, LmSdpCandidate *candidate);
