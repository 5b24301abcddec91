/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Registered words of SIP and what they stand for: option tags, warning codes, privacy values and
 * reason protocols (IANA, Session Initiation Protocol (SIP) Parameters). Pure. */

#include "base/slice.h"

typedef struct {
  const char *word;
  const char *meaning; /* marked for translation */
  uint16_t rfc;        /* 0: no RFC defines it */
} LmSipWord;

/* Each: the row of @word in any case, or NULL where it is not registered. */
const LmSipWord *lm_sip_option_find(LmSlice word);
const LmSipWord *lm_sip_privacy_find(LmSlice word);
/* What a Warning's three digits say (RFC 3261, 20.43; RFC 5630, 5.3), translated; "" if they are
 * not registered. */
const char *lm_sip_warning_text(uint32_t code);
