/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The fingerprint of a certificate, as a=fingerprint states it (RFC 8122, 5). Pure. */

#include "base/slice.h"

#define LM_FINGERPRINT_TEXT_SIZE 200 /* bytes, with the NUL: "sha-512 " and 64 pairs */

typedef enum {
  LM_FINGERPRINT_UNKNOWN, /* the hash is none of SHA-1 to SHA-512, or the value is malformed */
  LM_FINGERPRINT_DIFFERS,
  LM_FINGERPRINT_MATCHES,
} LmFingerprintMatch;

/* "sha-256 12:DF:3E:...": the hash named @hash of @der. False, and "" in @out, for a hash that is
 * not known. */
bool lm_fingerprint_format(LmSlice der, LmSlice hash, char out[LM_FINGERPRINT_TEXT_SIZE]);
/* Lays the value of an a=fingerprint beside the certificate @der. */
LmFingerprintMatch lm_fingerprint_match(LmSlice der, LmSlice value);
