/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* SIP over TCP: takes segments in, and messages out of the streams that they make. */

#include "net/tcp.h"
#include "track/sip_tracker.h"

typedef struct {
  LmTcp *tcp;
  LmVec streams; /* LmTcpSip, by the number of the TCP stream */
} LmTcpTracker;

void lm_tcp_tracker_init(LmTcpTracker *tracker);
void lm_tcp_tracker_clear(LmTcpTracker *tracker);
void lm_tcp_tracker_add(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace,
                        const LmPacket *packet);
/* At the end of the capture: takes what is left of a message as a message. */
void lm_tcp_tracker_finish(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace);
