/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a session description (RFC 8866) wants RTP sent to, with its ICE candidates, and nothing
 * else of it: this is looked at in every message that has one. Pure; the targets are in the
 * caller's arena. */

#include "base/addr.h"
#include "base/arena.h"

typedef enum {
  LM_SDP_TARGET_MEDIA,
  LM_SDP_TARGET_CANDIDATE, /* of ICE, RFC 8839, 5.1; of any media line */
  LM_SDP_TARGET_UFRAG,     /* the name that ICE checks to it carry, RFC 8839, 5.4; no address */
} LmSdpTargetKind;

/* What the first payload type of a media line is: mostly that of the stream which comes, so that it
 * need not be looked for in the description again. */
typedef struct {
  LmSlice encoding; /* as LmSdpFormat.encoding; in the body, or static */
  uint32_t clock_hz;
  uint8_t payload_type;
  bool known;  /* the line has one */
  bool secure; /* LmSdpMedia.secure */
} LmSdpFirstType;

typedef struct LmSdpTarget LmSdpTarget;

struct LmSdpTarget {
  LmSdpTarget *next; /* of a later media line */
  LmEndpoint media;  /* a port above 0 at an address that is neither a name nor unspecified */
  LmEndpoint rtcp;   /* of an a=rtcp that names another place than the port behind the media's (RFC
                        3605), of a candidate for RTCP its own; port 0 without one */
  LmSlice ufrag;     /* of a UFRAG */
  LmSdpFirstType first_type; /* of a MEDIA */
  uint64_t hash;             /* the caller's */
  uint32_t index; /* of the media line, as in LmSdp.media; 0 for a UFRAG of the session */
  uint8_t kind;   /* LmSdpTargetKind */
};

typedef struct {
  LmSdpTarget *first; /* in the order of their media lines */
  bool cut;           /* as LmSdp.cut */
  bool other;         /* a media line that is not RTP has a port */
} LmSdpTargets;

/* Reads @body as lm_sdp_parse() does, and returns what that does. */
bool lm_sdp_targets(LmSlice body, LmArena *arena, LmSdpTargets *targets);
