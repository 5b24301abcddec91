/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Media endpoints that an SDP announced (RFC 3264: where its sender wants to receive), so that a
 * stream that arrives there is known at its first packet, with its call and its codec. */

#include "proto/sdp/target.h"
#include "track/sip_reading.h"
#include "track/tables.h"

typedef struct {
  uint32_t call;
  uint32_t message;          /* the newest of the call that announces the endpoint */
  uint32_t media;            /* index of the media line in its SDP */
  LmSipPart sdp;             /* where that is in the message; empty where it has to be looked for */
  LmSdpFirstType first_type; /* of the media line; not known where @sdp is empty */
} LmAnnouncement;

/* Media and steps of other protocols may come before the first message of their call was seen:
 * where a capture's clocks differ, or an agent gathers candidates in advance. Those that ended
 * longer before it were another call's at the same place. */
#define LM_BEFORE_CALL_NS (60 * LM_NS_PER_S)

/* Whether what was heard of last at @last_ns may belong to call row @call. */
bool lm_trace_may_be_of_call(const LmTrace *trace, uint32_t call, int64_t last_ns);
/* Takes in the targets of the SDP of message row @row, which belongs to a call and was read as
 * @reading. */
void lm_trace_announce(LmTrace *trace, const LmSipReading *reading, uint32_t row);
/* The same for one endpoint that no SDP named and another protocol showed to be that of media line
 * @media of message row @message. */
void lm_trace_announce_at(LmTrace *trace, uint32_t endpoint, uint32_t call, uint32_t message,
                          uint32_t media);
/* The announcement for RTP at endpoint row @endpoint, or NULL. */
const LmAnnouncement *lm_trace_announcement(const LmTrace *trace, uint32_t endpoint);
/* Whether what is announced at @src says better than what is at @dst which call a packet between
 * them is of: the receiver's word goes first (RFC 3264, 5.1), unless it has none or many calls. */
bool lm_trace_prefers_src(const LmTrace *trace, uint32_t src, uint32_t dst);
/* Whether RTCP is to be expected at endpoint row @endpoint: announced (RFC 3605), on the port after
 * announced media (RFC 3550, 11), or on that of the media itself (RFC 5761). */
bool lm_trace_expects_rtcp(LmTrace *trace, uint32_t endpoint);
/* What @announcement says of @payload_type. False if it does not list it. @encoding points into the
 * capture. */
bool
lm_trace_announced_type(LmTrace *trace, const LmAnnouncement *announcement, uint8_t payload_type,
                        LmSlice *encoding, uint32_t *clock_hz, bool *secure);
/* The values of attribute @name of the announced media line, or where it has none those of the
 * session; at most @max, and how many there are. */
uint32_t lm_trace_announced_attributes(LmTrace *trace, const LmAnnouncement *announcement,
                                       LmSlice name, LmSlice *values, uint32_t max);
