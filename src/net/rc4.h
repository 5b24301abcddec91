/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* RC4, the stream cipher of old TLS, which libcrypto keeps in a provider that few systems install.
 * Only for reading old captures: RFC 7465 forbids its use. For this folder and its tests. Pure. */

#include "base/slice.h"

typedef struct {
  uint8_t box[256];
  uint8_t i, j;
} LmRc4;

/* @key must not be empty; at most 256 bytes of it count. */
void lm_rc4_init(LmRc4 *rc4, LmSlice key);
/* Decrypts @in into @out, which holds as many bytes, and goes on behind them. */
void lm_rc4_apply(LmRc4 *rc4, LmSlice in, uint8_t *out);
