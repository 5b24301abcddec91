/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What TCP carries: takes segments in, and messages out of the connections that they make
 * (track/connection.h). */

#include "track/connection.h"

typedef struct {
  LmConnections connections;
} LmTcpTracker;

/* @sip and @trace are borrowed. @packets takes what was captured elsewhere and sent here. */
void
lm_tcp_tracker_init(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace, LmPacketSink packets);
void lm_tcp_tracker_clear(LmTcpTracker *tracker);
void lm_tcp_tracker_use_keys(LmTcpTracker *tracker, const LmKeys *keys);
void lm_tcp_tracker_add(LmTcpTracker *tracker, const LmPacket *packet);
/* At the end of the capture: takes what is left of a message as a message. */
void lm_tcp_tracker_finish(LmTcpTracker *tracker);
