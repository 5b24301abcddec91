/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The keys of SRTP that a handshake of DTLS 1.0 or 1.2 agrees on (RFC 5764, 4.2), from the master
 * secret in a key log. The thread that may look up secrets of TLS: see net/keys.h. */

#include "net/keys.h"

/* What was seen of the handshake. */
typedef struct {
  uint16_t version; /* that the server chose: 0xfefd is DTLS 1.2 */
  uint16_t suite;   /* that it chose */
  uint16_t profile; /* of SRTP that it chose (RFC 5764, 4.1.2; RFC 7714, 14.2) */
  LmSlice client_random, server_random;
} LmDtlsSeen;

typedef struct {
  size_t key_bytes, salt_bytes;
  uint8_t client_key[32],
      server_key[32]; /* master keys of what the client, and the server, sends */
  uint8_t client_salt[14], server_salt[14];
} LmDtlsSrtpKeys;

typedef enum {
  LM_DTLS_KEYS_FOUND,
  LM_DTLS_KEYS_NO_SECRET,   /* the key log has none for the client random, or there is no key log */
  LM_DTLS_KEYS_UNSUPPORTED, /* another version or profile */
} LmDtlsKeysResult;

/* @keys may be NULL. */
LmDtlsKeysResult lm_dtls_srtp_keys(const LmKeys *keys, const LmDtlsSeen *seen, LmDtlsSrtpKeys *out);
