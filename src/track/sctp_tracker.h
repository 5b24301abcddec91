/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What SCTP carries: each user message is a message of SIP (RFC 4168) or of another protocol. */

#include "net/sctp.h"
#include "track/stream_protocol.h"

typedef struct {
  LmSctp *sctp;      /* owned */
  LmSipTracker *sip; /* borrowed */
  LmTrace *trace;    /* borrowed */
  LmPacketSink packets;
  LmArena arena;
} LmSctpTracker;

void lm_sctp_tracker_init(LmSctpTracker *tracker, LmSipTracker *sip, LmTrace *trace,
                          LmPacketSink packets);
void lm_sctp_tracker_clear(LmSctpTracker *tracker);
void lm_sctp_tracker_add(LmSctpTracker *tracker, const LmPacket *packet);
/* At the end of the capture: takes what is left of a message as a message. */
void lm_sctp_tracker_finish(LmSctpTracker *tracker);
