/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Crypto suites and keys of SRTP (RFC 3711), as a=crypto of an SDP states them (SDES, RFC 4568, 9),
 * or the protection profile of a DTLS handshake (RFC 5764, 4.1.2). Pure functions; records with
 * keys are the caller's, who knows how long they are wanted. */

#include "base/slice.h"

/* Keys of one a=crypto, as many as the library takes; and the length of what tells them apart, of
 * which RFC 4568 allows more than anybody uses. */
#define LM_SRTP_MAX_KEYS 16
#define LM_SRTP_MAX_MKI_BYTES 16

typedef enum {
  LM_SRTP_UNKNOWN,
  LM_SRTP_AES_CM_128_HMAC_SHA1_80, /* RFC 4568, 6.2.1 */
  LM_SRTP_AES_CM_128_HMAC_SHA1_32,
  LM_SRTP_F8_128_HMAC_SHA1_80,
  LM_SRTP_AES_192_CM_HMAC_SHA1_80, /* RFC 6188, 4 */
  LM_SRTP_AES_192_CM_HMAC_SHA1_32,
  LM_SRTP_AES_256_CM_HMAC_SHA1_80,
  LM_SRTP_AES_256_CM_HMAC_SHA1_32,
  LM_SRTP_AEAD_AES_128_GCM, /* RFC 7714, 12 */
  LM_SRTP_AEAD_AES_256_GCM,
  LM_SRTP_SEED_CTR_128_HMAC_SHA1_80, /* RFC 5669, 4 */
  LM_SRTP_SEED_128_CCM_80,
  LM_SRTP_SEED_128_GCM_96,
  LM_SRTP_NULL_HMAC_SHA1_80, /* RFC 5764, 4.1.2 */
  LM_SRTP_NULL_HMAC_SHA1_32,
  LM_N_SRTP_SUITES
} LmSrtpSuite;

/* A master key with its salt, and what tells it from others of the same a=crypto. */
typedef struct {
  uint8_t key[32], salt[14];
  uint8_t mki[LM_SRTP_MAX_MKI_BYTES];
  uint8_t mki_bytes; /* 0: none */
  uint64_t lifetime; /* packets; 0: not stated */
} LmSrtpMasterKey;

/* What somebody sends with. */
typedef struct {
  uint32_t tag;
  uint8_t suite; /* LmSrtpSuite */
  uint8_t n_keys;
  bool unencrypted_rtp, unencrypted_rtcp, unauthenticated_rtp;
  bool derives_again; /* KDR: session keys are derived more than once (RFC 4568, 6.3.1) */
  LmSrtpMasterKey keys[LM_SRTP_MAX_KEYS];
} LmSrtpCrypto;

/* "AES_CM_128_HMAC_SHA1_80"; "" for UNKNOWN. */
const char *lm_srtp_suite_name(LmSrtpSuite suite);
LmSrtpSuite lm_srtp_suite_by_name(LmSlice name);
/* By the number of a DTLS-SRTP protection profile (IANA). */
LmSrtpSuite lm_srtp_suite_of_profile(uint16_t profile);
/* Bytes of the master key and of its salt. */
uint8_t lm_srtp_key_bytes(LmSrtpSuite suite);
uint8_t lm_srtp_salt_bytes(LmSrtpSuite suite);

/* Fills @crypto from the value of an a=crypto ("1 AES_CM_128_HMAC_SHA1_80 inline:..."). False if it
 * is none, or has no key of the length that its suite needs. With a suite that is not known there
 * are no keys, and it is true. */
bool lm_srtp_crypto_parse(LmSlice value, LmSrtpCrypto *crypto);
