/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The elements of RTP header extensions (RFC 8285), which a session description names by a=extmap,
 * and the values of those that are registered. Pure functions. */

#include "base/text.h"
#include "proto/rtp.h"

typedef struct {
  uint16_t id;   /* 1 to 14, or to 255 in the form of two bytes; 0: an extension of another form,
                    whose @value is all of it (RFC 3550, 5.3.1) */
  LmSlice value; /* may be empty */
} LmRtpElement;

typedef struct {
  LmSlice rest;
  uint16_t profile;
  bool fault; /* an element is longer than what is left */
} LmRtpElements;

/* False where @packet, which begins with an RTP header, has no extension. */
bool lm_rtp_elements(LmSlice packet, LmRtpElements *walk);
bool lm_rtp_next_element(LmRtpElements *walk, LmRtpElement *element);

typedef enum {
  LM_RTP_ELEMENT_OTHER, /* shown as bytes */
  LM_RTP_ELEMENT_TEXT,  /* MID, RID */
  LM_RTP_ELEMENT_COUNT,
  LM_RTP_ELEMENT_LEVEL,       /* RFC 6464: whether there is voice, and -dBov */
  LM_RTP_ELEMENT_OFFSET,      /* RFC 5450: a signed number of timestamp units */
  LM_RTP_ELEMENT_ORIENTATION, /* 3GPP TS 26.114, 7.4.5 */
} LmRtpElementKind;

/* What @uri names: its short word ("audio-level") and kind. NULL where it is not known; then @kind
 * is OTHER. */
const char *lm_rtp_extension_name(LmSlice uri, LmRtpElementKind *kind);
/* The value as a number of @kind: of a LEVEL that in dBov, so 0 or below. False where it has none.
 */
bool lm_rtp_element_number(LmRtpElementKind kind, LmSlice value, int64_t *number);
