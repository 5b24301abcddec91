/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/srtp.h"

#include "base/arena.h"
#include "proto/body/decode.h"

/* Master key and salt in bytes, and the number of the DTLS-SRTP profile (0: none). */
static const struct {
  const char *name;
  uint8_t key, salt, profile;
} suites[LM_N_SRTP_SUITES] = {
    [LM_SRTP_UNKNOWN] = {"", 0, 0, 0},
    [LM_SRTP_AES_CM_128_HMAC_SHA1_80] = {"AES_CM_128_HMAC_SHA1_80", 16, 14, 1},
    [LM_SRTP_AES_CM_128_HMAC_SHA1_32] = {"AES_CM_128_HMAC_SHA1_32", 16, 14, 2},
    [LM_SRTP_F8_128_HMAC_SHA1_80] = {"F8_128_HMAC_SHA1_80", 16, 14, 0},
    [LM_SRTP_AES_192_CM_HMAC_SHA1_80] = {"AES_192_CM_HMAC_SHA1_80", 24, 14, 0},
    [LM_SRTP_AES_192_CM_HMAC_SHA1_32] = {"AES_192_CM_HMAC_SHA1_32", 24, 14, 0},
    [LM_SRTP_AES_256_CM_HMAC_SHA1_80] = {"AES_256_CM_HMAC_SHA1_80", 32, 14, 0},
    [LM_SRTP_AES_256_CM_HMAC_SHA1_32] = {"AES_256_CM_HMAC_SHA1_32", 32, 14, 0},
    [LM_SRTP_AEAD_AES_128_GCM] = {"AEAD_AES_128_GCM", 16, 12, 7},
    [LM_SRTP_AEAD_AES_256_GCM] = {"AEAD_AES_256_GCM", 32, 12, 8},
    [LM_SRTP_SEED_CTR_128_HMAC_SHA1_80] = {"SEED_CTR_128_HMAC_SHA1_80", 16, 14, 0},
    [LM_SRTP_SEED_128_CCM_80] = {"SEED_128_CCM_80", 16, 12, 0},
    [LM_SRTP_SEED_128_GCM_96] = {"SEED_128_GCM_96", 16, 12, 0},
    [LM_SRTP_NULL_HMAC_SHA1_80] = {"NULL_HMAC_SHA1_80", 16, 14, 5},
    [LM_SRTP_NULL_HMAC_SHA1_32] = {"NULL_HMAC_SHA1_32", 16, 14, 6},
};

static LmSrtpSuite
known(LmSrtpSuite suite)
{
  return (unsigned)suite < LM_N_SRTP_SUITES ? suite : LM_SRTP_UNKNOWN;
}

const char *
lm_srtp_suite_name(LmSrtpSuite suite)
{
  return suites[known(suite)].name;
}

uint8_t
lm_srtp_key_bytes(LmSrtpSuite suite)
{
  return suites[known(suite)].key;
}

uint8_t
lm_srtp_salt_bytes(LmSrtpSuite suite)
{
  return suites[known(suite)].salt;
}

LmSrtpSuite
lm_srtp_suite_by_name(LmSlice name)
{
  /* A draft of RFC 6188 had these names, and there is equipment that kept them. */
  static const struct {
    const char *name;
    LmSrtpSuite suite;
  } old[] = {{"AES_CM_192_HMAC_SHA1_80", LM_SRTP_AES_192_CM_HMAC_SHA1_80},
             {"AES_CM_192_HMAC_SHA1_32", LM_SRTP_AES_192_CM_HMAC_SHA1_32},
             {"AES_CM_256_HMAC_SHA1_80", LM_SRTP_AES_256_CM_HMAC_SHA1_80},
             {"AES_CM_256_HMAC_SHA1_32", LM_SRTP_AES_256_CM_HMAC_SHA1_32}};
  for (int i = 1; i < LM_N_SRTP_SUITES; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(suites[i].name)))
      return (LmSrtpSuite)i;
  for (size_t i = 0; i < sizeof old / sizeof *old; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(old[i].name)))
      return old[i].suite;
  return LM_SRTP_UNKNOWN;
}

LmSrtpSuite
lm_srtp_suite_of_profile(uint16_t profile)
{
  for (int i = 1; i < LM_N_SRTP_SUITES; i++)
    if (suites[i].profile && suites[i].profile == profile)
      return (LmSrtpSuite)i;
  return LM_SRTP_UNKNOWN;
}

/* The next word of @rest. */
static LmSlice
take_word(LmSlice *rest)
{
  *rest = lm_slice_trim(*rest);
  size_t len = 0;
  while (len < rest->len && rest->data[len] != ' ' && rest->data[len] != '\t')
    len++;
  LmSlice word = lm_slice_sub(*rest, 0, len);
  *rest = lm_slice_from(*rest, len);
  return word;
}

/* "2^20", or a number of packets (RFC 4568, 6.1). */
static bool
parse_lifetime(LmSlice text, uint64_t *lifetime)
{
  LmSlice power = LM_SLICE_LITERAL("2^");
  if (!lm_slice_starts_with(text, power))
    return lm_slice_parse_uint(text, UINT64_MAX, lifetime);
  bool ok = lm_slice_parse_uint(lm_slice_from(text, power.len), 48, lifetime);
  *lifetime = ok ? 1ull << *lifetime : 0;
  return ok;
}

/* "1:4": a number, and in how many bytes it stands in each packet (RFC 4568, 6.1). */
static bool
parse_mki(LmSlice number, LmSlice length, LmSrtpMasterKey *key)
{
  uint64_t value, bytes;
  if (!lm_slice_parse_uint(number, UINT64_MAX, &value) ||
      !lm_slice_parse_uint(length, LM_SRTP_MAX_MKI_BYTES, &bytes) || bytes == 0)
    return false;
  key->mki_bytes = (uint8_t)bytes;
  for (size_t i = bytes; i-- > 0; value >>= 8)
    key->mki[i] = (uint8_t)value;
  return value == 0;
}

/* "inline:<key and salt>|<lifetime>|<MKI>:<length>" */
static bool
parse_key(LmSlice text, LmSrtpSuite suite, LmSrtpMasterKey *key)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice rest, material = LM_SLICE_EMPTY;
  size_t key_bytes = lm_srtp_key_bytes(suite), salt_bytes = lm_srtp_salt_bytes(suite);
  LmSlice method = lm_slice_split(text, ':', &rest);
  LmSlice encoded = lm_slice_split(rest, '|', &rest);
  bool ok = lm_slice_equal_nocase(method, LM_SLICE_LITERAL("inline")) && encoded.len <= 128 &&
            lm_base64_decode(&arena, encoded, false, &material) &&
            material.len == key_bytes + salt_bytes;
  if (ok) {
    memcpy(key->key, material.data, key_bytes);
    memcpy(key->salt, lm_slice_from(material, key_bytes).data, salt_bytes);
  }
  lm_arena_clear(&arena);
  while (ok && rest.len) {
    LmSlice length, part = lm_slice_split(rest, '|', &rest);
    LmSlice number = lm_slice_split(part, ':', &length);
    ok = length.len ? parse_mki(number, length, key) : parse_lifetime(number, &key->lifetime);
  }
  return ok;
}

static void
parse_session_parameter(LmSlice word, LmSrtpCrypto *crypto)
{
  uint64_t rate;
  if (lm_slice_equal_nocase(word, LM_SLICE_LITERAL("UNENCRYPTED_SRTP")))
    crypto->unencrypted_rtp = true;
  else if (lm_slice_equal_nocase(word, LM_SLICE_LITERAL("UNENCRYPTED_SRTCP")))
    crypto->unencrypted_rtcp = true;
  else if (lm_slice_equal_nocase(word, LM_SLICE_LITERAL("UNAUTHENTICATED_SRTP")))
    crypto->unauthenticated_rtp = true;
  else if (lm_slice_starts_with_nocase(word, LM_SLICE_LITERAL("KDR=")))
    crypto->derives_again = lm_slice_parse_uint(lm_slice_from(word, 4), 24, &rate);
}

bool
lm_srtp_crypto_parse(LmSlice value, LmSrtpCrypto *crypto)
{
  LmSlice rest = value;
  uint64_t tag;
  *crypto = (LmSrtpCrypto){0};
  if (!lm_slice_parse_uint(take_word(&rest), 999999999, &tag))
    return false;
  crypto->tag = (uint32_t)tag;
  LmSlice name = take_word(&rest), keys = take_word(&rest);
  crypto->suite = (uint8_t)lm_srtp_suite_by_name(name);
  if (name.len == 0 || keys.len == 0)
    return false;
  while (keys.len && crypto->suite != LM_SRTP_UNKNOWN && crypto->n_keys < LM_SRTP_MAX_KEYS) {
    LmSrtpMasterKey *key = &crypto->keys[crypto->n_keys];
    LmSlice text = lm_slice_split(keys, ';', &keys);
    if (parse_key(text, (LmSrtpSuite)crypto->suite, key))
      crypto->n_keys++;
    else
      *key = (LmSrtpMasterKey){0};
  }
  while (rest.len)
    parse_session_parameter(take_word(&rest), crypto);
  return crypto->suite == LM_SRTP_UNKNOWN || crypto->n_keys > 0;
}
