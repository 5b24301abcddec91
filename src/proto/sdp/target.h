/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a session description (RFC 8866) wants RTP sent to, and nothing else of it: this is looked
 * at in every message that has one. Pure; the targets are in the caller's arena. */

#include "base/addr.h"
#include "base/arena.h"

typedef struct LmSdpTarget LmSdpTarget;

struct LmSdpTarget {
  LmSdpTarget *next; /* of a later media line */
  LmEndpoint media;  /* a port above 0 at an address that is neither a name nor unspecified */
  LmEndpoint rtcp;   /* of an a=rtcp that names another place than the port behind the media's (RFC
                        3605); port 0 without one */
  uint64_t hash;     /* the caller's */
  uint32_t index;    /* of the media line, as in LmSdp.media */
};

typedef struct {
  LmSdpTarget *first; /* in the order of their media lines */
  bool cut;           /* as LmSdp.cut */
  bool other;         /* a media line that is not RTP has a port */
} LmSdpTargets;

/* Reads @body as lm_sdp_parse() does, and returns what that does. */
bool lm_sdp_targets(LmSlice body, LmArena *arena, LmSdpTargets *targets);
