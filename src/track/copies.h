/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was captured twice is recognized here, and counts once. SIP looks through the transaction
 * that a message is in. For media only the first packets of a flow are looked at, and those after
 * one that does not go forwards: so a flow whose packets came once costs nothing, and one whose
 * packets all come twice is watched to its end. Everything else that is known is looked at. TCP
 * and SCTP see to it by their sequence numbers. */

#include "track/flow.h"
#include "track/sip_tracker.h"

/* The row of the message that the one in @reading, of call @call, is the same datagram as;
 * LM_NONE if there is none. transaction.c */
uint32_t lm_trace_find_copied(const LmTrace *trace, const LmCall *call, const LmSipReading *reading,
                              const LmSipOrigin *origin);
/* Counts it. */
void lm_trace_count_copied(LmTrace *trace, uint32_t message);

/* Whether the RTP packet of flow @flow, which is watched or is not the next one, was captured
 * before. Then it is counted as such. */
bool lm_trace_is_rtp_copy(LmTrace *trace, uint32_t flow, const LmPacket *packet,
                          const LmReading *reading);
/* The same for every other datagram. */
bool lm_trace_is_copy(LmTrace *trace, const LmPacket *packet);
