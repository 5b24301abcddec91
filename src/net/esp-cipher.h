/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The algorithms that ESP encrypts with, by the names that Wireshark gives them. For this folder.
 */

#include "base/slice.h"

#include <openssl/evp.h>

#define LM_ESP_MAX_KEY_BYTES 36 /* with what is added to a key to make nonces of */

typedef enum { LM_ESP_NULL, LM_ESP_CBC, LM_ESP_COUNTER, LM_ESP_CCM, LM_ESP_CHACHA } LmEspMode;

typedef struct {
  const char *name;
  LmEspMode mode;
  uint8_t vector; /* bytes of the initialization vector in each packet */
  uint8_t salt;   /* bytes at the end of a key that are no key but go into nonces */
  uint8_t check;  /* bytes of its own integrity check value; 0: an algorithm beside it has one */
  uint8_t first;  /* what the counter begins with */
  uint8_t key[3]; /* bytes that a key may have, without the salt */
  const char *evp[3]; /* the names that OpenSSL has for it, for each length of key */
} LmEspCipher;

/* By a name as it stands in a file of associations, where it may be followed by the number of an
 * RFC; NULL if it is not known. */
const LmEspCipher *lm_esp_cipher_by_name(LmSlice name);
/* How long an integrity check value of that name is, in bytes; -1 if the name is not known. */
int lm_esp_check_bytes(LmSlice name);
/* What OpenSSL needs for a key of this length, or NULL if no key is that long. The caller frees it.
 */
EVP_CIPHER *lm_esp_cipher_fetch(const LmEspCipher *cipher, size_t key_bytes);
/* Decrypts @in, which begins with the initialization vector, to @out; returns how many bytes came
 * out, 0 if it cannot be. @out holds as many as @in. @key includes the salt. */
size_t lm_esp_decrypt(const LmEspCipher *cipher, const EVP_CIPHER *evp, LmSlice key, LmSlice in,
                      uint8_t *out);
