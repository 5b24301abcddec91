/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/esp-cipher.h"

#include <openssl/err.h>

/* What is authenticated too is not checked: whether a packet was opened right shows in its content,
 * and for that the upper half of extended sequence numbers, which no packet has, is not needed. So
 * GCM (RFC 4106) is its counter mode, which begins with 2 because 1 is for the check (NIST SP
 * 800-38D, 7.1), and so are CCM (RFC 4309) and ChaCha20-Poly1305 (RFC 7634), which begin with 1. */
#define AES_CTR                                 \
  {16, 24, 32},                                 \
  {                                             \
    "AES-128-CTR", "AES-192-CTR", "AES-256-CTR" \
  }
#define GCM(name, check)                          \
  {                                               \
    name, LM_ESP_COUNTER, 8, 4, check, 2, AES_CTR \
  }
#define CCM(name, check)                      \
  {                                           \
    name, LM_ESP_CCM, 8, 3, check, 1, AES_CTR \
  }

/* table */
static const LmEspCipher ciphers[] = {
    {"NULL", LM_ESP_NULL, 0, 0, 0, 0, {0}, {NULL}},
    {"AES-CBC",
     LM_ESP_CBC,
     16,
     0,
     0,
     0,
     {16, 24, 32},
     {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC"}},
    {"TripleDES-CBC", LM_ESP_CBC, 8, 0, 0, 0, {24}, {"DES-EDE3-CBC"}},
    /* OpenSSL has it no more, but three times the same key is the same. */
    {"DES-CBC", LM_ESP_CBC, 8, 0, 0, 0, {8}, {"DES-EDE3-CBC"}},
    {"AES-CTR", LM_ESP_COUNTER, 8, 4, 0, 1, AES_CTR},
    GCM("AES-GCM", 0),
    GCM("AES-GCM with 8 octet ICV", 8),
    GCM("AES-GCM with 12 octet ICV", 12),
    GCM("AES-GCM with 16 octet ICV", 16),
    CCM("AES-CCM with 8 octet ICV", 8),
    CCM("AES-CCM with 12 octet ICV", 12),
    CCM("AES-CCM with 16 octet ICV", 16),
    {"ChaCha20 with Poly1305", LM_ESP_CHACHA, 8, 4, 16, 1, {32}, {"ChaCha20"}},
};

static const struct {
  const char *name;
  uint8_t bytes;
} checks[] = {
    {"NULL", 0},
    {"HMAC-SHA-1-96", 12},
    {"HMAC-SHA-256-96", 12},
    {"HMAC-SHA-256-128", 16},
    {"HMAC-SHA-384-192", 24},
    {"HMAC-SHA-512-256", 32},
    {"HMAC-MD5-96", 12},
    {"MAC-RIPEMD-160-96", 12},
    {"AES-XCBC-MAC-96", 12},
    {"AES-CMAC-96", 12},
    {"AES-GMAC", 16},
    {"ANY 64 bit authentication", 8},
    {"ANY 96 bit authentication", 12},
    {"ANY 128 bit authentication", 16},
    {"ANY 192 bit authentication", 24},
    {"ANY 256 bit authentication", 32},
};

#define N(list) (sizeof list / sizeof list[0])

/* Without the "[RFC4106]" or "[no checking]" behind it. */
static LmSlice
bare_name(LmSlice name)
{
  return lm_slice_trim(lm_slice_split(name, '[', &(LmSlice){0}));
}

const LmEspCipher *
lm_esp_cipher_by_name(LmSlice name)
{
  for (size_t i = 0; i < N(ciphers); i++)
    if (lm_slice_equal_nocase(bare_name(name), lm_slice_str(ciphers[i].name)))
      return &ciphers[i];
  return NULL;
}

int
lm_esp_check_bytes(LmSlice name)
{
  for (size_t i = 0; i < N(checks); i++)
    if (lm_slice_equal_nocase(bare_name(name), lm_slice_str(checks[i].name)))
      return checks[i].bytes;
  return -1;
}

EVP_CIPHER *
lm_esp_cipher_fetch(const LmEspCipher *cipher, size_t key_bytes)
{
  for (size_t i = 0; i < N(cipher->key); i++) {
    if (cipher->key[i] && (size_t)cipher->key[i] + cipher->salt == key_bytes) {
      EVP_CIPHER *evp = EVP_CIPHER_fetch(NULL, cipher->evp[i], NULL);
      ERR_clear_error();
      return evp;
    }
  }
  return NULL;
}

/* RFC 3686, 4; RFC 4106, 4; RFC 7634, 2: salt, vector, counter of four bytes, big-endian, which
 * OpenSSL wants in front and little-endian for ChaCha20. CCM has one byte in front that says that
 * its counter has four (RFC 3610, 2.3). */
static void
make_counter_block(const LmEspCipher *cipher, LmSlice salt, LmSlice vector, uint8_t *block)
{
  memset(block, 0, 16);
  size_t at = cipher->mode == LM_ESP_COUNTER ? 0 : cipher->mode == LM_ESP_CCM ? 1 : 4;
  memcpy(block + at, salt.data, salt.len);
  memcpy(block + at + salt.len, vector.data, vector.len);
  if (cipher->mode == LM_ESP_CHACHA)
    block[0] = cipher->first;
  else
    block[15] = cipher->first;
  if (cipher->mode == LM_ESP_CCM)
    block[0] = 3;
}

static size_t
run(const EVP_CIPHER *evp, const uint8_t *key, const uint8_t *vector, LmSlice in, uint8_t *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int len = 0, last = 0;
  bool ok = context && EVP_DecryptInit_ex2(context, evp, key, vector, NULL) == 1 &&
            EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
            EVP_DecryptUpdate(context, out, &len, in.data, (int)in.len) == 1 &&
            EVP_DecryptFinal_ex(context, out + len, &last) == 1;
  EVP_CIPHER_CTX_free(context);
  ERR_clear_error();
  return ok ? (size_t)len + (size_t)last : 0;
}

size_t
lm_esp_decrypt(const LmEspCipher *cipher, const EVP_CIPHER *evp, LmSlice key, LmSlice in,
               uint8_t *out)
{
  LmSlice vector;
  if (!lm_slice_take(in, 0, cipher->vector, &vector) || in.len == cipher->vector)
    return 0;
  in = lm_slice_from(in, cipher->vector);
  if (cipher->mode == LM_ESP_CBC) {
    uint8_t thrice[24];
    for (size_t i = 0; i < sizeof thrice && key.len == 8; i++)
      thrice[i] = key.data[i % 8];
    if (in.len % cipher->vector != 0)
      return 0;
    return run(evp, key.len == 8 ? thrice : key.data, vector.data, in, out);
  }
  uint8_t block[16];
  make_counter_block(cipher, lm_slice_from(key, key.len - cipher->salt), vector, block);
  return run(evp, key.data, block, in, out);
}
