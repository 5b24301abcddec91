/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is remembered of ICE (RFC 8445): the pairs of candidates that were tried, the answers, which
 * pair was nominated, and whether the far end still agrees (RFC 7675). Checks also tell which call
 * an address belongs to that no SDP named, by the names that they carry. */

#include "proto/stun.h"
#include "track/datagram.h"

typedef struct LmIceTracker LmIceTracker;

void lm_ice_tracker_free(LmIceTracker *ice);

/* Notes that the SDP of message row @message announced for its media line @media the user whose
 * name hashes to @ufrag. */
void lm_trace_learn_ice_user(LmTrace *trace, uint64_t ufrag, uint32_t call, uint32_t message,
                             uint32_t media);
/* Takes a Binding message in, as an event of ICE where it is part of it, else of STUN. */
void lm_trace_add_binding(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun);
/* At the end of the capture: says which pairs never got an answer, or none any more. */
void lm_trace_finish_ice(LmTrace *trace);
/* As lm_turn_keep(). */
struct LmLiving;
void lm_ice_keep(struct LmIceTracker *ice, const struct LmLiving *living);
