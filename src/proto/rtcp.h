/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* RTCP packets (RFC 3550, 6; RFC 5761, 4; RFC 5506 for reduced size). Pure functions. */

#include "base/bytes.h"

typedef enum {
  LM_RTCP_SR = 200,
  LM_RTCP_RR = 201,
  LM_RTCP_SDES = 202,
  LM_RTCP_BYE = 203,
  LM_RTCP_APP = 204,
  LM_RTCP_RTPFB = 205,
  LM_RTCP_PSFB = 206,
  LM_RTCP_XR = 207,
} LmRtcpType;

typedef struct {
  uint8_t type;   /* LmRtcpType or another */
  uint8_t count;  /* report count, source count, subtype or feedback type */
  uint32_t ssrc;  /* of the sender; 0 where the packet holds none */
  LmSlice packet; /* with its header */
  LmSlice body;   /* behind header and sender SSRC; in SDES and BYE behind the header, as the
                     sources are a list there and @ssrc is its first */
} LmRtcpPacket;

/* One reception report block (RFC 3550, 6.4.1). */
typedef struct {
  uint32_t ssrc;           /* of the stream that is reported on */
  uint8_t fraction_lost;   /* of 256 */
  int32_t cumulative_lost; /* signed 24 bits */
  uint32_t highest_sequence;
  uint32_t jitter;                       /* in timestamp units */
  uint32_t last_sr, delay_since_last_sr; /* DLSR in 1/65536 s */
} LmRtcpReport;

/* What a sender says of itself (RFC 3550, 6.4.1). */
typedef struct {
  uint64_t ntp;
  uint32_t rtp, packets, bytes;
} LmRtcpSender;

/* A block of an extended report (RFC 3611, 3). */
typedef struct {
  uint8_t type, specific;
  LmSlice block; /* with its header of 4 bytes */
} LmRtcpBlock;

/* Whether @datagram is a sound compound (or reduced-size) RTCP datagram: version 2, known types,
 * lengths that add up to it (SRTCP appends bytes: @encrypted allows a tail). */
bool lm_rtcp_looks_like(LmSlice datagram, bool encrypted);
/* Walks: takes the packet at the start of @rest off it; false at the end or where the lengths fail.
 */
bool lm_rtcp_next(LmSlice *rest, LmRtcpPacket *packet);
/* The @nth report of an SR or RR; false if there is none. */
bool lm_rtcp_report(const LmRtcpPacket *packet, uint32_t nth, LmRtcpReport *report);
/* The sender info of an SR; false if there is none. */
bool lm_rtcp_sender(const LmRtcpPacket *packet, LmRtcpSender *sender);
/* Takes the block at the start of @rest, which is the body of an XR, off it. */
bool lm_rtcp_next_block(LmSlice *rest, LmRtcpBlock *block);
/* The middle 32 bits of an NTP timestamp, as reports give them back (RFC 3550, 6.4.1). */
static inline uint32_t
lm_rtcp_middle(uint64_t ntp)
{
  return (uint32_t)(ntp >> 16);
}
/* Nanoseconds since the Unix epoch; before it where a sender counts from when it began. */
int64_t lm_rtcp_ntp_ns(uint64_t ntp);
