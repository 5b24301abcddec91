/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From a secret to keys: the pseudorandom function up to TLS 1.2 (RFC 2246, 5; RFC 5246, 5) and the
 * expansion of TLS 1.3 (RFC 8446, 7.1). Pure. False, and zeros, where libcrypto refuses. */

#include "base/slice.h"

/* Digests by libcrypto's names; "MD5-SHA1" is both together, as up to TLS 1.1. */
#define LM_TLS_DIGEST_OLD "MD5-SHA1"

/* PRF(@secret, @label, @seed + @more). */
bool lm_tls_prf(const char *digest, LmSlice secret, const char *label, LmSlice seed, LmSlice more,
                uint8_t *out, size_t len);
/* HKDF-Expand-Label(@secret, @label, "", @len). */
bool lm_tls_expand(const char *digest, LmSlice secret, const char *label, uint8_t *out, size_t len);
/* A digest of @bytes, at most 64 bytes; its length, or 0. */
size_t lm_tls_digest(const char *digest, LmSlice bytes, uint8_t *out);
