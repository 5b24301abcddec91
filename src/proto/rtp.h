/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The RTP header (RFC 3550, 5.1) and the static payload types (RFC 3551, 6). Pure functions. */

#include "base/bytes.h"

#define LM_RTP_HEADER_BYTES 12

typedef struct {
  uint32_t ssrc;
  uint32_t timestamp;
  uint16_t sequence;
  uint8_t payload_type;
  bool marker;
  uint32_t payload_offset; /* from the start of the packet */
  uint32_t payload_len;    /* without padding; 0 if the padding is impossible */
} LmRtpHeader;

/* False when the bytes cannot be RTP: not version 2, shorter than the header, CSRC list or
 * extension that it states. */
bool lm_rtp_parse(LmSlice packet, LmRtpHeader *header);

/* Whether a datagram could be RTCP as RFC 5761, section 4, tells the two apart: the packet type,
 * which lies in the second byte, is 192 to 223. */
bool lm_rtp_is_rtcp(LmSlice packet);

typedef struct {
  const char *encoding; /* "PCMU"; NULL for one that is not assigned */
  uint32_t clock_hz;
  uint8_t channels;
} LmRtpStaticType;

/* Never NULL; @encoding is NULL for dynamic and unassigned types. */
const LmRtpStaticType *lm_rtp_static_type(uint8_t payload_type);
/* The clock rate that the registration of @encoding fixes, 0 if it is not known or not fixed (so,
 * 8000 for G722: RFC 3551, 4.5.2). */
uint32_t lm_rtp_encoding_clock_hz(LmSlice encoding);
