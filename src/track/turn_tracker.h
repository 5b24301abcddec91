/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is remembered of TURN (RFC 8656): which peer is behind which channel of whom, so that what
 * comes through it is known by its true ends. */

#include "proto/stun.h"
#include "track/datagram.h"

typedef struct LmTurnTracker LmTurnTracker;

void lm_turn_tracker_free(LmTurnTracker *turn);

/* Takes a message of TURN in that is not Binding. */
void lm_trace_add_turn(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun);
/* Takes in that @wrapper, which is ChannelData or an indication, carried @datagram, and fills in
 * that one's true ends. ChannelData says little of itself: of a channel that nobody was seen to
 * bind it is believed where it is @sure what is inside. False where it is not believed. */
bool lm_trace_add_turn_wrapper(LmTrace *trace, LmDatagram *datagram, LmSlice wrapper, bool sure);
/* Endpoint row @relayed was announced: the client that a server relays for there belongs to the
 * same call. */
void lm_trace_tie_turn_client(LmTrace *trace, uint32_t relayed);
/* Forgets what goes with endpoints that are not there any more; @turn may be NULL. */
struct LmLiving;
void lm_turn_keep(struct LmTurnTracker *turn, const struct LmLiving *living);
