/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the records of one direction are protected, and taking that protection off (RFC 5246, 6.2.3;
 * RFC 7366; RFC 8446, 5.2). For this folder and its tests. */

#include "net/rc4.h"
#include "net/tls-suites.h"

#include "base/slice.h"

typedef struct evp_cipher_ctx_st LmTlsCipherContext; /* EVP_CIPHER_CTX */

#define LM_TLS_MAX_KEY_BYTES 32
#define LM_TLS_MAX_MAC_BYTES 48
#define LM_TLS_MAX_IV_BYTES 16
/* A record's header, and what its length may be: up to 2048 more than 2^14 (RFC 5246, 6.2.3). */
#define LM_TLS_HEADER_BYTES 5
#define LM_TLS_MAX_FRAGMENT_BYTES ((1u << 14) + 2048)

typedef struct {
  LmTlsCipherContext
      *context; /* owned; with the key in it. NULL: no keys yet, or the NULL cipher */
  bool ready;
  const LmTlsSuite *suite;
  uint16_t version;
  bool encrypt_then_mac;
  bool chained; /* TLS 1.0: a record's IV is the last block of the one before it */
  uint8_t mac_key[LM_TLS_MAX_MAC_BYTES];
  uint8_t iv[LM_TLS_MAX_IV_BYTES];
  LmRc4 rc4;
  uint64_t sequence; /* of the next record */
} LmTlsProtection;

/* What a suite takes out of a key block (RFC 5246, 6.3), in bytes. */
typedef struct {
  size_t mac, key, iv;
} LmTlsKeySizes;

LmTlsKeySizes lm_tls_key_sizes(const LmTlsSuite *suite, uint16_t version);
/* Begins with sequence number 0; what was there before is cleared. The lengths of @mac_key, @key
 * and
 * @iv are those that lm_tls_key_sizes() gives. False where libcrypto lacks the cipher. */
bool lm_tls_protection_init(LmTlsProtection *protection, const LmTlsSuite *suite, uint16_t version,
                            bool encrypt_then_mac, const uint8_t *mac_key, const uint8_t *key,
                            const uint8_t *iv);
void lm_tls_protection_clear(LmTlsProtection *protection);

/* Opens @record, header and all, as number @sequence, into @out, which holds as many bytes as the
 * record, and sets @plain to the part of it that is content; @type becomes its content type. False
 * if it is not authentic. The protection stays as it is, so another number can be tried. */
bool lm_tls_protection_open(LmTlsProtection *protection, uint64_t sequence, LmSlice record,
                            uint8_t *out, LmSlice *plain, uint8_t *type);
/* Goes on behind @record, which was number @sequence. */
void lm_tls_protection_advance(LmTlsProtection *protection, uint64_t sequence, LmSlice record);
