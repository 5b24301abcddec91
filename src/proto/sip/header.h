/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of header fields with a number of their own. Pure. The look-up is inline because it is
 * done for every header of every message. */

#include "base/scan.h"
#include "proto/sip/message.h"

/* One row a header, in the slot that the hash below gives. Rows are small and aligned so that a
 * look-up touches one line of the cache. */
typedef struct {
  char lower[24]; /* the name in lower case */
  uint8_t len;
  uint8_t kind; /* LmSipHeaderKind */
  bool single;  /* may stand only once (RFC 3261, 7.3.1, and the header's grammar) */
} __attribute__((aligned(32))) LmSipHeaderRow;

/* A hash of length, first and last letter that no two of the names share: the compiler warns about
 * a slot that is filled twice. */
#define LM_SIP_HEADER_SLOTS 64
#define LM_SIP_HEADER_SLOT(len, first, last) \
  (((len)*16 + (first)*12 + (last)*7) & (LM_SIP_HEADER_SLOTS - 1))

extern const LmSipHeaderRow lm_sip_header_rows[LM_SIP_HEADER_SLOTS];
/* The row of a compact form, or that of no header at all: its kind is OTHER. */
const LmSipHeaderRow *lm_sip_header_compact_row(uint8_t letter);

/* The row of the header whose name is the @len bytes at @offset in @bytes; NULL, or a row of kind
 * OTHER, where the name has no number. Handing over all of the message lets the comparison load
 * more than the name. */
static inline const LmSipHeaderRow *
lm_sip_header_lookup(LmSlice bytes, size_t offset, size_t len)
{
  if (len <= 1)
    return len ? lm_sip_header_compact_row(bytes.data[offset]) : NULL;
  unsigned first = bytes.data[offset] | 0x20u, last = bytes.data[offset + len - 1] | 0x20u;
  const LmSipHeaderRow *row = &lm_sip_header_rows[LM_SIP_HEADER_SLOT((unsigned)len, first, last)];
  return row->len == len && lm_scan_equal_nocase(bytes, offset, row->lower, len) ? row : NULL;
}

/* The long name of a compact form ("s": "Subject"), also of headers without a number; "" for
 * anything else. Source: IANA, Session Initiation Protocol (SIP) Parameters, Header Fields. */
const char *lm_sip_header_compact_name(LmSlice name);
