/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Telling by its first bytes what a UDP datagram may be (RFC 7983, section 7, and what else lives
 * beside media). Pure; says "may be": the flow decides from several packets. */

#include "proto/rtp.h"

typedef enum {
  LM_DEMUX_UNKNOWN,
  LM_DEMUX_EMPTY,
  LM_DEMUX_SIP,          /* begins as a SIP message does, maybe behind CRLFs */
  LM_DEMUX_KEEPALIVE,    /* only CRs and LFs, or a few zero bytes */
  LM_DEMUX_STUN,         /* magic cookie and length fit, RFC 8489 5; or classic STUN (RFC 3489) with
                            lengths and attributes that fit */
  LM_DEMUX_TURN_CHANNEL, /* 64 to 127 in the first byte and a length that fits, RFC 8656 12.4 */
  LM_DEMUX_DTLS, /* record headers fit, RFC 6347 4.1, or those of DTLS 1.3 with lengths, RFC 9147 4
                  */
  LM_DEMUX_ZRTP, /* RFC 6189 5 */
  LM_DEMUX_RTCP,
  LM_DEMUX_RTP,
} LmDemuxKind;

/* @rtp is filled where the answer is RTP. */
LmDemuxKind lm_demux(LmSlice datagram, LmRtpHeader *rtp);
