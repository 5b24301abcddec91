/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/rsa-keys.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "net/key-log.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

/* 16384 bits, the longest that OpenSSL makes. */
#define MAX_KEY_BYTES 2048

struct LmRsaKeys {
  EVP_PKEY *keys[LM_LIMIT_KEY_FILES];
  size_t n;
};

LmRsaKeys *
lm_rsa_keys_new(void)
{
  return lm_alloc(sizeof(LmRsaKeys));
}

void
lm_rsa_keys_free(LmRsaKeys *keys)
{
  if (!keys)
    return;
  for (size_t i = 0; i < keys->n; i++)
    EVP_PKEY_free(keys->keys[i]);
  free(keys);
}

size_t
lm_rsa_keys_n(const LmRsaKeys *keys)
{
  return keys->n;
}

/* Instead of asking on the terminal. @data notes that it was asked for. */
static int
no_passphrase(char *out, int size, int writing, void *data)
{
  *(bool *)data = true;
  return -1;
}

bool
lm_rsa_keys_add_file(LmRsaKeys *keys, const char *path, LmError *error)
{
  if (keys->n >= LM_LIMIT_KEY_FILES)
    return lm_error_set(error, LM_ERROR_LIMIT, _("%s: more than %u private keys"), path,
                        LM_LIMIT_KEY_FILES);
  FILE *file = fopen(path, "re");
  if (!file)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the private key cannot be opened: %s"),
                        path, strerror(errno));
  bool locked = false;
  EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, no_passphrase, &locked);
  fclose(file);
  ERR_clear_error();
  if (!key && locked)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: the private key is locked with a passphrase; “openssl pkey -in FILE "
                          "-out UNLOCKED” unlocks it"),
                        path);
  if (!key)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: no private key in it; it takes a PEM file with BEGIN PRIVATE KEY or "
                          "BEGIN RSA PRIVATE KEY"),
                        path);
  if (!EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_size(key) > MAX_KEY_BYTES) {
    EVP_PKEY_free(key);
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: this private key is not for RSA; only the RSA key exchange can be "
                          "decrypted with one. A key log (--keylog) works for all"),
                        path);
  }
  keys->keys[keys->n++] = key;
  return true;
}

/* The padding is looked at here (RFC 8017, 7.2.2): OpenSSL's own check gives out random bytes in
 * place of an error, so that it would never say which key fits. */
static bool
unpad(LmSlice block, uint8_t *premaster)
{
  if (block.len < 11 + LM_MASTER_SECRET_BYTES || block.data[0] != 0 || block.data[1] != 2)
    return false;
  ptrdiff_t zero = lm_slice_find_byte(block, 0, 2);
  if (zero < 10 || block.len - (size_t)zero - 1 != LM_MASTER_SECRET_BYTES)
    return false;
  memcpy(premaster, lm_slice_from(block, (size_t)zero + 1).data, LM_MASTER_SECRET_BYTES);
  return premaster[0] == 3;
}

static bool
open_with(EVP_PKEY *key, LmSlice encrypted, uint8_t *premaster)
{
  uint8_t block[MAX_KEY_BYTES];
  size_t len = sizeof block;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  bool ok = context && EVP_PKEY_decrypt_init(context) == 1 &&
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
            EVP_PKEY_decrypt(context, block, &len, encrypted.data, encrypted.len) == 1 &&
            unpad(lm_slice(block, len), premaster);
  EVP_PKEY_CTX_free(context);
  return ok;
}

bool
lm_rsa_keys_open(const LmRsaKeys *keys, LmSlice encrypted, uint8_t *premaster)
{
  bool found = false;
  for (size_t i = 0; i < keys->n && !found; i++)
    found = (size_t)EVP_PKEY_get_size(keys->keys[i]) == encrypted.len &&
            open_with(keys->keys[i], encrypted, premaster);
  ERR_clear_error();
  return found;
}
