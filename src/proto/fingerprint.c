/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/fingerprint.h"

#include <openssl/evp.h>
#include <stdio.h>

static const struct {
  const char *name; /* RFC 8122, 5 */
  const EVP_MD *(*md)(void);
} hashes[] = {
    {"sha-1", EVP_sha1},     {"sha-224", EVP_sha224}, {"sha-256", EVP_sha256},
    {"sha-384", EVP_sha384}, {"sha-512", EVP_sha512},
};

bool
lm_fingerprint_format(LmSlice der, LmSlice hash, char out[LM_FINGERPRINT_TEXT_SIZE])
{
  out[0] = '\0';
  for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!lm_slice_equal_nocase(hash, lm_slice_str(hashes[i].name)))
      continue;
    if (!EVP_Digest(der.data, der.len, digest, &n, hashes[i].md(), NULL))
      return false;
    int at = snprintf(out, LM_FINGERPRINT_TEXT_SIZE, "%s ", hashes[i].name);
    for (unsigned j = 0; j < n; j++)
      at += snprintf(out + at, LM_FINGERPRINT_TEXT_SIZE - (size_t)at, j ? ":%02X" : "%02X",
                     (unsigned)digest[j]);
    return true;
  }
  return false;
}

/* Pairs of hexadecimal digits with colons between them. */
static bool
is_fingerprint(LmSlice value)
{
  for (size_t i = 0; i < value.len; i++) {
    uint8_t c = value.data[i];
    bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    if (i % 3 == 2 ? c != ':' : !digit)
      return false;
  }
  return value.len % 3 == 2;
}

LmFingerprintMatch
lm_fingerprint_match(LmSlice der, LmSlice value)
{
  char own[LM_FINGERPRINT_TEXT_SIZE];
  LmSlice rest, hash = lm_slice_split(lm_slice_trim(value), ' ', &rest);
  rest = lm_slice_trim(rest);
  if (!is_fingerprint(rest) || !lm_fingerprint_format(der, hash, own))
    return LM_FINGERPRINT_UNKNOWN;
  LmSlice digits = lm_slice_from(lm_slice_str(own), hash.len + 1);
  return lm_slice_equal_nocase(digits, rest) ? LM_FINGERPRINT_MATCHES : LM_FINGERPRINT_DIFFERS;
}
