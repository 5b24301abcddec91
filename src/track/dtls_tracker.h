/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is remembered of DTLS handshakes (RFC 6347, RFC 9147) that make keys for media (RFC 5764):
 * what was agreed, the certificates beside the fingerprints of the SDP, and whether it came to its
 * end, from which on the media of the flow is SRTP. */

#include "track/datagram.h"

typedef struct LmDtlsTracker LmDtlsTracker;

void lm_dtls_tracker_free(LmDtlsTracker *dtls);

void lm_trace_add_dtls(LmTrace *trace, const LmDatagram *datagram);
/* Whether a handshake made keys for the media of flow row @flow. */
bool lm_trace_flow_is_secure(const LmTrace *trace, uint32_t flow);
/* An SDP came: certificates that were seen before it are laid beside its fingerprints. */
void lm_trace_check_certificates(LmTrace *trace);
/* At the end of the capture: says which handshakes did not come to theirs. */
void lm_trace_finish_dtls(LmTrace *trace);
/* As lm_turn_keep(). Before it the flows are marked that it needs. */
struct LmLiving;
void lm_dtls_mark(const struct LmDtlsTracker *dtls, struct LmLiving *living);
void lm_dtls_keep(struct LmDtlsTracker *dtls, const struct LmLiving *living);
