/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/dtls-keys.h"

#include "net/key-store.h"
#include "net/tls-schedule.h"
#include "net/tls-suites.h"

enum { DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd };

/* IANA, "DTLS-SRTP Protection Profiles". */
static const struct {
  uint16_t number;
  uint8_t key_bytes, salt_bytes;
} profiles[] = {
    {1, 16, 14}, /* SRTP_AES128_CM_HMAC_SHA1_80 */
    {2, 16, 14}, /* SRTP_AES128_CM_HMAC_SHA1_32 */
    {7, 16, 12}, /* SRTP_AEAD_AES_128_GCM */
    {8, 32, 12}, /* SRTP_AEAD_AES_256_GCM */
};

static bool
find_sizes(uint16_t profile, LmDtlsSrtpKeys *out)
{
  for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
    if (profiles[i].number != profile)
      continue;
    out->key_bytes = profiles[i].key_bytes;
    out->salt_bytes = profiles[i].salt_bytes;
    return true;
  }
  return false;
}

/* Takes @len bytes off the front of @rest. */
static void
take(LmSlice *rest, uint8_t *out, size_t len)
{
  memcpy(out, rest->data, len);
  *rest = lm_slice_from(*rest, len);
}

LmDtlsKeysResult
lm_dtls_srtp_keys(const LmKeys *keys, const LmDtlsSeen *seen, LmDtlsSrtpKeys *out)
{
  *out = (LmDtlsSrtpKeys){0};
  if ((seen->version != DTLS_1_0 && seen->version != DTLS_1_2) || !find_sizes(seen->profile, out) ||
      seen->client_random.len != 32 || seen->server_random.len != 32)
    return LM_DTLS_KEYS_UNSUPPORTED;
  LmSlice master = LM_SLICE_EMPTY;
  if (keys)
    master = lm_key_log_find(keys->log, LM_SECRET_MASTER, seen->client_random);
  if (master.len == 0)
    return LM_DTLS_KEYS_NO_SECRET;
  const LmTlsSuite *suite = lm_tls_suite(seen->suite);
  const char *digest = "SHA256";
  if (seen->version == DTLS_1_0)
    digest = LM_TLS_DIGEST_OLD;
  else if (suite && suite->hash == LM_TLS_HASH_SHA384)
    digest = "SHA384";
  uint8_t block[2 * (sizeof out->client_key + sizeof out->client_salt)];
  LmSlice rest = lm_slice(block, 2 * (out->key_bytes + out->salt_bytes));
  if (!lm_tls_prf(digest, master, "EXTRACTOR-dtls_srtp", seen->client_random, seen->server_random,
                  block, rest.len))
    return LM_DTLS_KEYS_UNSUPPORTED;
  take(&rest, out->client_key, out->key_bytes);
  take(&rest, out->server_key, out->key_bytes);
  take(&rest, out->client_salt, out->salt_bytes);
  take(&rest, out->server_salt, out->salt_bytes);
  return LM_DTLS_KEYS_FOUND;
}
