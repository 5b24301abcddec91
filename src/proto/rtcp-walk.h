/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Walking over an RTCP datagram: one parser, which tells a sink what it finds. The detail tree, the
 * JSON of the command line and the list of faults are sinks, so that what is shown and what is
 * found wrong cannot differ. Nothing of it is run until somebody looks at a packet.
 *
 * Names are those of the RFCs ("fraction lost"). A walk reads what it is given to the end, whatever
 * is wrong with it: it states the fault and goes on. All slices are parts of the datagram, so every
 * value knows its bytes. Pure, but for what the sink does; linear in the length. */

#include "base/text.h"
#include "proto/anomaly.h"
#include "proto/rtcp.h"

typedef enum {
  LM_RTCP_COUNT,   /* number */
  LM_RTCP_INTEGER, /* integer */
  LM_RTCP_REAL,    /* real, with decimals */
  LM_RTCP_ID,      /* number, shown as 0x%08X: an SSRC and the like */
  LM_RTCP_TRUTH,   /* number: 0 or 1 */
  LM_RTCP_WORD,    /* word: one of ours, or of an RFC */
  LM_RTCP_TEXT,    /* the bytes are text */
  LM_RTCP_BYTES,   /* the bytes are something else */
  LM_RTCP_NTP,     /* number: a 64-bit NTP timestamp */
  LM_RTCP_NOTHING, /* stated as not available */
} LmRtcpValueKind;

typedef struct {
  uint8_t kind, decimals;
  const char *unit; /* "ms"; NULL: none */
  union {
    uint64_t number;
    int64_t integer;
    double real;
    const char *word;
  };
  LmSlice bytes;
} LmRtcpValue;

typedef struct LmRtcpWalk LmRtcpWalk;

/* What a sink may want; NULL for what it does not. */
typedef struct {
  /* A packet, a block or a list of them begins. What is in a @list are its items. */
  void (*begin)(LmRtcpWalk *walk, const char *name, LmSlice bytes, bool list);
  void (*end)(LmRtcpWalk *walk, bool list);
  void (*value)(LmRtcpWalk *walk, const char *name, const LmRtcpValue *value);
  void (*fault)(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where);
} LmRtcpSink;

/* A sink puts it first in a struct of its own. */
struct LmRtcpWalk {
  const LmRtcpSink *sink;
  bool full; /* the sink takes no more: whoever walks over a list stops */
};

/* @datagram is plain RTCP: of SRTCP what was decrypted. */
void lm_rtcp_walk(LmRtcpWalk *walk, LmSlice datagram);

/* The same as JSON: a list of the packets, and one of the faults, each with name, offset and
 * length. */
void lm_rtcp_json(LmSlice datagram, LmText *packets, LmText *faults);
/* How many faults there are. Up to @max of them are stored in @faults, which may be NULL. */
uint32_t lm_rtcp_faults(LmSlice datagram, LmAnomaly *faults, uint32_t max);

/* "SR", "RTPFB"; "" for a type that is not known (IANA, RTCP Control Packet Types). */
const char *lm_rtcp_type_name(uint8_t type);
/* Of a feedback packet what it says: "NACK", "PLI", "REMB", "TRANSPORT-CC"; "" where not known. */
const char *lm_rtcp_feedback_name(const LmRtcpPacket *packet);
/* "CNAME"; "" where not known (IANA, RTP SDES Item Types). */
const char *lm_rtcp_sdes_name(uint8_t type);
