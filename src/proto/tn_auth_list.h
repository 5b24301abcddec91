/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The extension of a certificate that says for which telephone numbers it is good (RFC 8226, 9).
 * Slices point into its bytes. Pure. */

#include "base/slice.h"

#define LM_TN_AUTH_LIST_OID "1.3.6.1.5.5.7.1.26"

typedef enum {
  LM_TN_PROVIDER, /* @text is a service provider's code; which numbers it has is not told */
  LM_TN_RANGE,    /* @count numbers from @text on */
  LM_TN_ONE       /* @text is a number */
} LmTnKind;

typedef struct {
  LmTnKind kind;
  LmSlice text;
  uint64_t count;
} LmTnEntry;

/* Takes the outer sequence off the extension's value; empty if there is none. */
LmSlice lm_tn_auth_open(LmSlice der);
/* Takes the next entry off @rest; false at the end and at what is malformed. */
bool lm_tn_auth_next(LmSlice *rest, LmTnEntry *entry);
/* Whether @entry is for @number, which is digits. A provider's code is for none. */
bool lm_tn_auth_has(const LmTnEntry *entry, LmSlice number);
