/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a cipher suite is made of, for those that can be decrypted. For this folder and its tests.
 */

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  LM_TLS_CIPHER_NULL,
  LM_TLS_CIPHER_RC4_128,
  LM_TLS_CIPHER_AES_128_CBC,
  LM_TLS_CIPHER_AES_256_CBC,
  LM_TLS_CIPHER_TRIPLE_DES_CBC,
  LM_TLS_CIPHER_CAMELLIA_128_CBC,
  LM_TLS_CIPHER_CAMELLIA_256_CBC,
  LM_TLS_CIPHER_AES_128_GCM,
  LM_TLS_CIPHER_AES_256_GCM,
  LM_TLS_CIPHER_ARIA_128_GCM,
  LM_TLS_CIPHER_ARIA_256_GCM,
  LM_TLS_CIPHER_AES_128_CCM,
  LM_TLS_CIPHER_AES_256_CCM,
  LM_TLS_CIPHER_AES_128_CCM_8,
  LM_TLS_CIPHER_AES_256_CCM_8,
  LM_TLS_CIPHER_CHACHA20_POLY1305,
  LM_TLS_CIPHERS
} LmTlsCipherKind;

/* Of a record; NONE where the cipher authenticates. */
typedef enum {
  LM_TLS_MAC_NONE,
  LM_TLS_MAC_MD5,
  LM_TLS_MAC_SHA1,
  LM_TLS_MAC_SHA256,
  LM_TLS_MAC_SHA384,
} LmTlsMacKind;

/* Of the key schedule, from TLS 1.2 on. */
typedef enum { LM_TLS_HASH_SHA256, LM_TLS_HASH_SHA384 } LmTlsHash;

typedef struct {
  uint16_t number;
  uint8_t cipher, mac, hash;
  bool rsa; /* the client encrypts the premaster secret for the server's key */
} LmTlsSuite;

/* NULL: not one that can be decrypted. */
const LmTlsSuite *lm_tls_suite(uint16_t number);
