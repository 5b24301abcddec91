/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private RSA keys, for key exchanges in which the client encrypts a secret for the server. For
 * this folder and its tests. Looking up is safe from any thread. */

#include "base/error.h"
#include "base/slice.h"

typedef struct LmRsaKeys LmRsaKeys;

LmRsaKeys *lm_rsa_keys_new(void);
void lm_rsa_keys_free(LmRsaKeys *keys);
/* Reads the file @path; false with @error set. */
bool lm_rsa_keys_add_file(LmRsaKeys *keys, const char *path, LmError *error);
size_t lm_rsa_keys_n(const LmRsaKeys *keys);
/* Decrypts a premaster secret (RFC 5246, 7.4.7.1) with whichever key fits it, into the 48 bytes of
 * @premaster; false if none does. */
bool lm_rsa_keys_open(const LmRsaKeys *keys, LmSlice encrypted, uint8_t *premaster);
