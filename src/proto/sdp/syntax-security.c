/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and what shows whose they are. */

#include "proto/sdp/syntax.h"

/* Master key and salt together, in bytes (RFC 4568, 6.2; RFC 6188; RFC 7714, 12; RFC 5669). */
static const struct {
  const char *name;
  unsigned key_bytes;
} suites[] = {
    {"AES_CM_128_HMAC_SHA1_80", 30}, {"AES_CM_128_HMAC_SHA1_32", 30},
    {"F8_128_HMAC_SHA1_80", 30},     {"AES_192_CM_HMAC_SHA1_80", 38},
    {"AES_192_CM_HMAC_SHA1_32", 38}, {"AES_256_CM_HMAC_SHA1_80", 46},
    {"AES_256_CM_HMAC_SHA1_32", 46}, {"AEAD_AES_128_GCM", 28},
    {"AEAD_AES_256_GCM", 44},        {"SEED_CTR_128_HMAC_SHA1_80", 30},
    {"SEED_128_CCM_80", 28},         {"SEED_128_GCM_96", 28},
};

static unsigned
key_bytes_of(LmSlice suite)
{
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
    if (lm_slice_equal_nocase(suite, lm_slice_str(suites[i].name)))
      return suites[i].key_bytes;
  return 0;
}

static bool
is_base64(int byte)
{
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

/* The bytes that @text stands for (RFC 4648, 4); the padding may be missing. False if it is none.
 */
static bool
base64_bytes(LmSlice text, size_t *bytes)
{
  size_t len = text.len;
  while (len && text.len - len < 2 && text.data[len - 1] == '=')
    len--;
  for (size_t i = 0; i < len; i++)
    if (!is_base64(text.data[i]))
      return false;
  *bytes = len * 3 / 4;
  return len % 4 != 1;
}

/* "2^20", or a number of packets (RFC 4568, 6.1). */
static bool
is_lifetime(LmSlice text)
{
  uint64_t number;
  LmSlice power = LM_SLICE_LITERAL("2^");
  if (lm_slice_starts_with(text, power))
    return lm_slice_parse_uint(lm_slice_from(text, power.len), 48, &number);
  return lm_slice_parse_uint(text, UINT64_MAX, &number);
}

/* "inline:<key and salt>|<lifetime>|<MKI>:<its length>" */
static void
walk_key(LmSdpWords *words, LmSlice key, unsigned key_bytes)
{
  LmSlice rest, material, method = lm_slice_split(key, ':', &rest);
  size_t bytes = 0;
  lm_sip_enter(words->walk, N_("Key parameters"), key);
  lm_sip_field(words->walk, N_("Method"), method);
  material = lm_slice_split(rest, '|', &rest);
  lm_sip_enter(words->walk, N_("Key and salt"), material);
  bool sound = material.len && base64_bytes(material, &bytes);
  if (sound)
    lm_sip_note(words->walk, N_("Length"), _("%zu bytes"), bytes);
  lm_sip_leave(words->walk);
  if (!sound || (key_bytes && bytes != key_bytes))
    lm_sdp_fault(words, material);
  while (rest.len) {
    LmSlice length, part = lm_slice_split(rest, '|', &rest);
    uint64_t number;
    LmSlice mki = lm_slice_split(part, ':', &length);
    if (length.len == 0) {
      lm_sip_field(words->walk, N_("Lifetime in packets"), part);
      if (!is_lifetime(part))
        lm_sdp_fault(words, part);
      continue;
    }
    lm_sip_field(words->walk, N_("Master key identifier"), mki);
    lm_sip_field(words->walk, N_("Its length in bytes"), length);
    if (!lm_slice_parse_uint(length, 128, &number) || number == 0)
      lm_sdp_fault(words, part);
  }
  lm_sip_leave(words->walk);
}

void
lm_sdp_syntax_crypto(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_CRYPTO);
  lm_sdp_number(&words, N_("Tag"), 999999999);
  LmSlice suite = lm_sdp_word(&words, N_("Crypto suite"));
  LmSlice keys = lm_sdp_take(&words);
  if (keys.len == 0)
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
  while (keys.len && !walk->full)
    walk_key(&words, lm_slice_split(keys, ';', &keys), key_bytes_of(suite));
  lm_sdp_all(&words, N_("Session parameter"), false);
}

/* "4A:AD:B9", all of @text. */
static bool
is_hex_pairs(LmSlice text, size_t *n)
{
  *n = (text.len + 1) / 3;
  if (text.len == 0 || (text.len + 1) % 3)
    return false;
  for (size_t i = 0; i < text.len; i++)
    if (i % 3 == 2 ? text.data[i] != ':' : lm_hex_digit(text.data[i]) < 0)
      return false;
  return true;
}

void
lm_sdp_syntax_fingerprint(LmSipWalk *walk, LmSlice value)
{
  static const struct {
    const char *name;
    size_t bytes;
  } hashes[] = {{"sha-1", 20},   {"sha-224", 28}, {"sha-256", 32}, {"sha-384", 48},
                {"sha-512", 64}, {"md5", 16},     {"md2", 16}};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_FINGERPRINT);
  LmSlice hash = lm_sdp_word(&words, N_("Hash"));
  LmSlice print = lm_sdp_word(&words, N_("Fingerprint"));
  size_t n;
  bool sound = is_hex_pairs(print, &n);
  for (size_t i = 0; sound && i < sizeof hashes / sizeof *hashes; i++)
    sound = !lm_slice_equal_nocase(hash, lm_slice_str(hashes[i].name)) || n == hashes[i].bytes;
  if (print.len && !sound)
    lm_sdp_fault(&words, print);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_setup(LmSipWalk *walk, LmSlice value)
{
  static const char *const roles[] = {"active", "passive", "actpass", "holdconn", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SETUP);
  lm_sdp_choice(&words, N_("Role"), roles);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_connection_reuse(LmSipWalk *walk, LmSlice value)
{
  static const char *const kinds[] = {"new", "existing", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SETUP);
  lm_sdp_choice(&words, N_("Connection"), kinds);
  lm_sdp_end(&words);
}

/* "1.10 fe30efd02423cb05..." (RFC 6189, 8.1): version and SHA-256 of the Hello. */
void
lm_sdp_syntax_zrtp_hash(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ZRTP_HASH);
  lm_sdp_word(&words, N_("Version"));
  LmSlice hash = lm_sdp_word(&words, N_("Hash of the Hello"));
  bool sound = hash.len == 64;
  for (size_t i = 0; sound && i < hash.len; i++)
    sound = lm_hex_digit(hash.data[i]) >= 0;
  if (hash.len && !sound)
    lm_sdp_fault(&words, hash);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_key_mgmt(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_KEY_MGMT);
  lm_sdp_word(&words, N_("Protocol"));
  LmSlice data = lm_sdp_word(&words, N_("Data"));
  size_t bytes;
  if (data.len && !base64_bytes(data, &bytes))
    lm_sdp_fault(&words, data);
  lm_sdp_end(&words);
}

/* 20 to 255 characters (RFC 8842, 4). */
void
lm_sdp_syntax_tls_id(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_FINGERPRINT);
  LmSlice id = lm_sdp_word(&words, N_("Identifier"));
  if (id.len && (id.len < 20 || id.len > 255))
    lm_sdp_fault(&words, id);
  lm_sdp_end(&words);
}
