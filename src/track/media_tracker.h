/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes RTP packets into the trace: finds or makes the stream, and believes a flow that nobody
 * announced only after several packets that agree. */

#include "track/reading.h"
#include "track/tables.h"

/* Takes the RTP packet @packet of flow @flow in, as it was read. False if it is not yet believed.
 */
bool
lm_trace_add_rtp(LmTrace *trace, uint32_t flow, const LmPacket *packet, const LmReading *reading);
/* Ties streams to endpoint row @endpoint that have no call yet to what was just announced for it.
 */
void lm_trace_adopt_streams(LmTrace *trace, uint32_t endpoint);
/* Sets what is announced for @use, a payload type of @stream that came for the first time. */
void lm_trace_learn_type(LmTrace *trace, LmStream *stream, LmRtpTypeUse *use);
/* Marks the streams of flow row @flow as SRTP. */
void lm_trace_secure_streams(LmTrace *trace, uint32_t flow);
/* The row of the newest stream of @flow with @ssrc, or LM_NONE. */
uint32_t lm_trace_find_stream(const LmTrace *trace, uint32_t flow, uint32_t ssrc);
/* The row of the newest stream with @ssrc, or LM_NONE; LmStream.next_of_ssrc goes on from there. */
uint32_t lm_trace_newest_of_ssrc(const LmTrace *trace, uint32_t ssrc);
/* rtcp_tracker.c: takes a compound RTCP datagram in: counts it, and notes what it says of known
 * streams. */
void lm_trace_add_rtcp(LmTrace *trace, const LmPacket *packet);
