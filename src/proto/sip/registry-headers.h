/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every registered header field in one table: name, compact form, how often it may stand, the
 * parser of its value and the RFC (IANA, Session Initiation Protocol (SIP) Parameters, Header
 * Fields). For who looks at a message; the first pass has the small table of header.h. Pure. */

#include "proto/sip/walk.h"

typedef enum {
  LM_SIP_ONCE,  /* one value in all the message */
  LM_SIP_TEXT,  /* the same; it may be empty (Subject) */
  LM_SIP_LIST,  /* values behind commas, on one line or several (RFC 3261, 7.3.1) */
  LM_SIP_MAYBE, /* the same; the list may be empty (Supported) */
  LM_SIP_LINES, /* a line a value, which has commas of its own (Authorization) */
} LmSipMultiplicity;

typedef struct {
  const char *name;   /* as its RFC writes it */
  LmSipSyntax syntax; /* of one value; NULL where it is text for people */
  uint16_t rfc;       /* 0 where no RFC defines it: a 3GPP specification, a draft */
  uint8_t multiplicity;
  char compact; /* 0 where it has none */
} LmSipHeaderField;

/* Sorted by name without case. */
extern const LmSipHeaderField lm_sip_header_fields[];
extern const size_t lm_sip_n_header_fields;

/* By the long or the compact name, in any case; NULL for one that is not registered. */
const LmSipHeaderField *lm_sip_header_field_find(LmSlice name);

/* Walks over all of @value, the value of a header @field: each value of a list for itself, below a
 * field of its own where there are several. Nothing happens for a @field of NULL. */
void lm_sip_walk_header(LmSipWalk *walk, const LmSipHeaderField *field, LmSlice value);
