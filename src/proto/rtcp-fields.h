/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Tables of the fixed fields of RTCP packets and blocks, and telling a walk what stands in them.
 * For proto/rtcp-*.c alone. */

#include "proto/rtcp-walk.h"

/* How the bits of a field become a value. */
typedef enum {
  LM_RTCP_AS_COUNT,
  LM_RTCP_AS_SIGNED,     /* two's complement */
  LM_RTCP_AS_ID,         /* an SSRC, and other 32-bit marks */
  LM_RTCP_AS_FLAG,       /* yes or no */
  LM_RTCP_AS_NTP,        /* 64 bits */
  LM_RTCP_AS_256THS,     /* of 1, as per cent */
  LM_RTCP_AS_65536THS,   /* of a second, as milliseconds */
  LM_RTCP_AS_2_TO_32NDS, /* 64 bits: 32.32 fixed point seconds, as milliseconds */
  LM_RTCP_AS_TENTHS,
  LM_RTCP_AS_16THS,       /* signed: of a millisecond */
  LM_RTCP_AS_PERCENT_8_8, /* 8.8 fixed point per cent */
  LM_RTCP_AS_MOS,         /* 16 bits: 8.8 fixed point; 13 bits: 6.7 (RFC 7266, 3.2) */
  LM_RTCP_AS_WORD,        /* an index into words */
} LmRtcpForm;

/* Values with a meaning of their own. */
typedef enum {
  LM_RTCP_ALWAYS,
  LM_RTCP_GONE_ONES,   /* all ones: unavailable; one less: over-range (RFC 6958, 3.2, and others) */
  LM_RTCP_GONE_127,    /* 127: unavailable (RFC 3611, 4.7) */
  LM_RTCP_GONE_SIGNED, /* 0x7fff unavailable, 0x7ffe and 0x8000 over-range (RFC 6798, 3.2) */
} LmRtcpGone;

typedef struct {
  const char *name;
  uint16_t bit; /* from the start of the bytes that the table is about */
  uint8_t bits; /* at most 64, or 57 where they do not begin at a byte */
  uint8_t form, gone;
  const char *unit;
  const char *const *words; /* ended by NULL; of what is beyond the number is told */
} LmRtcpField;

/* How many bytes a table needs. */
size_t lm_rtcp_fields_bytes(const LmRtcpField *fields, size_t n);
/* Tells what stands in @bytes, as far as it is all there. */
void lm_rtcp_fields(LmRtcpWalk *walk, LmSlice bytes, const LmRtcpField *fields, size_t n);
#define LM_RTCP_FIELDS(walk, bytes, table) \
  lm_rtcp_fields(walk, bytes, table, sizeof(table) / sizeof *(table))

/* Single values. */
void lm_rtcp_begin(LmRtcpWalk *walk, const char *name, LmSlice bytes, bool list);
void lm_rtcp_end(LmRtcpWalk *walk, bool list);
void lm_rtcp_fault(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where);
void lm_rtcp_count(LmRtcpWalk *walk, const char *name, LmSlice bytes, uint64_t number);
void lm_rtcp_id(LmRtcpWalk *walk, const char *name, LmSlice bytes);
void lm_rtcp_real(LmRtcpWalk *walk, const char *name, LmSlice bytes, double real, uint8_t decimals,
                  const char *unit);
void lm_rtcp_word(LmRtcpWalk *walk, const char *name, LmSlice bytes, const char *word);
void lm_rtcp_text(LmRtcpWalk *walk, const char *name, LmSlice bytes);
void lm_rtcp_bytes(LmRtcpWalk *walk, const char *name, LmSlice bytes);

/* rtcp-xr.c, rtcp-feedback.c, rtcp-congestion.c: what is behind the sender's SSRC. */
void lm_rtcp_walk_xr(LmRtcpWalk *walk, LmSlice body);
void lm_rtcp_walk_feedback(LmRtcpWalk *walk, const LmRtcpPacket *packet);
/* Transport-wide feedback, and that of RFC 8888. */
void lm_rtcp_walk_transport_cc(LmRtcpWalk *walk, LmSlice fci);
void lm_rtcp_walk_ccfb(LmRtcpWalk *walk, LmSlice body);
