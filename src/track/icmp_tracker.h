/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ICMP errors that quote SIP or media: an event in the ladder of the call that they quote. */

#include "track/sip_tracker.h"

/* @packet is of LM_PACKET_ICMP_ERROR. @scratch is used for taking the quoted message apart. */
void lm_trace_add_icmp_error(LmTrace *trace, LmSipTracker *scratch, const LmPacket *packet);
/* What an error says: "port unreachable". Borrowed; not translated yet. */
const char *lm_icmp_error_name(bool ipv6, unsigned type, unsigned code);
