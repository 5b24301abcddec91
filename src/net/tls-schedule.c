/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls-schedule.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

/* OpenSSL's parameters take what they only read through pointers to what is not const. */
static OSSL_PARAM
octets(const char *name, const void *data, size_t len)
{
  union {
    const void *in;
    void *out;
  } bytes = {data ? data : ""};
  return OSSL_PARAM_construct_octet_string(name, bytes.out, len);
}

static OSSL_PARAM
digest_name(const char *digest)
{
  union {
    const char *in;
    char *out;
  } name = {digest};
  return OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name.out, 0);
}

static bool
derive(const char *function, const OSSL_PARAM *params, uint8_t *out, size_t len)
{
  EVP_KDF *kdf = EVP_KDF_fetch(NULL, function, NULL);
  EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
  bool ok = context && EVP_KDF_derive(context, out, len, params) == 1;
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  if (!ok) {
    memset(out, 0, len);
    ERR_clear_error();
  }
  return ok;
}

bool
lm_tls_prf(const char *digest, LmSlice secret, const char *label, LmSlice seed, LmSlice more,
           uint8_t *out, size_t len)
{
  OSSL_PARAM params[] = {
      digest_name(digest),
      octets(OSSL_KDF_PARAM_SECRET, secret.data, secret.len),
      octets(OSSL_KDF_PARAM_SEED, label, strlen(label)),
      octets(OSSL_KDF_PARAM_SEED, seed.data, seed.len),
      octets(OSSL_KDF_PARAM_SEED, more.data, more.len),
      OSSL_PARAM_construct_end(),
  };
  return derive("TLS1-PRF", params, out, len);
}

bool
lm_tls_expand(const char *digest, LmSlice secret, const char *label, uint8_t *out, size_t len)
{
  static const char prefix[] = "tls13 ";
  uint8_t info[2 + 1 + 64 + 1];
  size_t label_len = sizeof prefix - 1 + strlen(label);
  if (label_len > 64 || len > UINT16_MAX)
    return false;
  info[0] = (uint8_t)(len >> 8);
  info[1] = (uint8_t)len;
  info[2] = (uint8_t)label_len;
  memcpy(info + 3, prefix, sizeof prefix - 1);
  memcpy(info + 3 + sizeof prefix - 1, label, strlen(label));
  info[3 + label_len] = 0; /* no context */
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  OSSL_PARAM params[] = {
      digest_name(digest),
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
      octets(OSSL_KDF_PARAM_KEY, secret.data, secret.len),
      octets(OSSL_KDF_PARAM_INFO, info, 4 + label_len),
      OSSL_PARAM_construct_end(),
  };
  return derive("HKDF", params, out, len);
}

size_t
lm_tls_digest(const char *digest, LmSlice bytes, uint8_t *out)
{
  size_t len = 0;
  if (EVP_Q_digest(NULL, digest, NULL, bytes.data, bytes.len, out, &len) != 1) {
    ERR_clear_error();
    return 0;
  }
  return len;
}
