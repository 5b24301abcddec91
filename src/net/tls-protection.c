/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls-protection.h"

#include "base/bytes.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

enum { TLS_1_0 = 0x0301, TLS_1_3 = 0x0304 };
enum { NONCE_BYTES = 12, EXPLICIT_BYTES = 8 };

typedef enum { NONE, STREAM, BLOCK, COUNTER, CHACHA } Mode;

/* By LmTlsCipherKind. COUNTER is GCM and CCM. */
static const struct {
  const char *name; /* libcrypto's */
  uint8_t mode, key_bytes, block_bytes, tag_bytes;
  bool ccm;
} ciphers[LM_TLS_CIPHERS] = {
    [LM_TLS_CIPHER_NULL] = {NULL, NONE, 0, 0, 0},
    [LM_TLS_CIPHER_RC4_128] = {NULL, STREAM, 16, 0, 0},
    [LM_TLS_CIPHER_AES_128_CBC] = {"AES-128-CBC", BLOCK, 16, 16, 0},
    [LM_TLS_CIPHER_AES_256_CBC] = {"AES-256-CBC", BLOCK, 32, 16, 0},
    [LM_TLS_CIPHER_TRIPLE_DES_CBC] = {"DES-EDE3-CBC", BLOCK, 24, 8, 0},
    [LM_TLS_CIPHER_CAMELLIA_128_CBC] = {"CAMELLIA-128-CBC", BLOCK, 16, 16, 0},
    [LM_TLS_CIPHER_CAMELLIA_256_CBC] = {"CAMELLIA-256-CBC", BLOCK, 32, 16, 0},
    [LM_TLS_CIPHER_AES_128_GCM] = {"AES-128-GCM", COUNTER, 16, 0, 16},
    [LM_TLS_CIPHER_AES_256_GCM] = {"AES-256-GCM", COUNTER, 32, 0, 16},
    [LM_TLS_CIPHER_ARIA_128_GCM] = {"ARIA-128-GCM", COUNTER, 16, 0, 16},
    [LM_TLS_CIPHER_ARIA_256_GCM] = {"ARIA-256-GCM", COUNTER, 32, 0, 16},
    [LM_TLS_CIPHER_AES_128_CCM] = {"AES-128-CCM", COUNTER, 16, 0, 16, true},
    [LM_TLS_CIPHER_AES_256_CCM] = {"AES-256-CCM", COUNTER, 32, 0, 16, true},
    [LM_TLS_CIPHER_AES_128_CCM_8] = {"AES-128-CCM", COUNTER, 16, 0, 8, true},
    [LM_TLS_CIPHER_AES_256_CCM_8] = {"AES-256-CCM", COUNTER, 32, 0, 8, true},
    [LM_TLS_CIPHER_CHACHA20_POLY1305] = {"ChaCha20-Poly1305", CHACHA, 32, 0, 16},
};

static const struct {
  const char *name;
  uint8_t bytes;
} macs[] = {
    [LM_TLS_MAC_NONE] = {NULL, 0},        [LM_TLS_MAC_MD5] = {"MD5", 16},
    [LM_TLS_MAC_SHA1] = {"SHA1", 20},     [LM_TLS_MAC_SHA256] = {"SHA256", 32},
    [LM_TLS_MAC_SHA384] = {"SHA384", 48},
};

LmTlsKeySizes
lm_tls_key_sizes(const LmTlsSuite *suite, uint16_t version)
{
  LmTlsKeySizes sizes = {macs[suite->mac].bytes, ciphers[suite->cipher].key_bytes, 0};
  Mode mode = ciphers[suite->cipher].mode;
  if (version >= TLS_1_3 || mode == CHACHA)
    sizes.iv = NONCE_BYTES;
  else if (mode == COUNTER)
    sizes.iv = NONCE_BYTES - EXPLICIT_BYTES;
  else if (mode == BLOCK && version <= TLS_1_0)
    sizes.iv = ciphers[suite->cipher].block_bytes;
  return sizes;
}

/* CCM wants to know all lengths before the key. */
static bool
set_key(LmTlsProtection *protection, const uint8_t *key)
{
  const char *name = ciphers[protection->suite->cipher].name;
  if (ciphers[protection->suite->cipher].mode == STREAM)
    lm_rc4_init(&protection->rc4, lm_slice(key, ciphers[protection->suite->cipher].key_bytes));
  if (!name)
    return true;
  EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
  EVP_CIPHER_CTX *context = protection->context = cipher ? EVP_CIPHER_CTX_new() : NULL;
  bool ok = context && EVP_DecryptInit_ex2(context, cipher, NULL, NULL, NULL) == 1;
  EVP_CIPHER_free(cipher);
  if (ok && ciphers[protection->suite->cipher].mode != BLOCK)
    ok = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, NONCE_BYTES, NULL) == 1;
  if (ok && ciphers[protection->suite->cipher].ccm)
    ok = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG,
                             ciphers[protection->suite->cipher].tag_bytes, NULL) == 1;
  return ok && EVP_DecryptInit_ex2(context, NULL, key, NULL, NULL) == 1 &&
         EVP_CIPHER_CTX_set_padding(context, 0) == 1;
}

bool
lm_tls_protection_init(LmTlsProtection *protection, const LmTlsSuite *suite, uint16_t version,
                       bool encrypt_then_mac, const uint8_t *mac_key, const uint8_t *key,
                       const uint8_t *iv)
{
  LmTlsKeySizes sizes = lm_tls_key_sizes(suite, version);
  lm_tls_protection_clear(protection);
  protection->suite = suite;
  protection->version = version;
  protection->encrypt_then_mac = encrypt_then_mac && ciphers[suite->cipher].mode == BLOCK;
  protection->chained = ciphers[suite->cipher].mode == BLOCK && version <= TLS_1_0;
  if (sizes.mac)
    memcpy(protection->mac_key, mac_key, sizes.mac);
  if (sizes.iv)
    memcpy(protection->iv, iv, sizes.iv);
  protection->ready = set_key(protection, key);
  ERR_clear_error();
  return protection->ready;
}

void
lm_tls_protection_clear(LmTlsProtection *protection)
{
  EVP_CIPHER_CTX_free(protection->context);
  OPENSSL_cleanse(protection, sizeof *protection);
}

static void
put_be64(uint8_t *out, uint64_t value)
{
  for (int i = 0; i < 8; i++)
    out[i] = (uint8_t)(value >> (56 - 8 * i));
}

/* The pseudo-header that MACs and ciphers cover up to TLS 1.2: sequence number, type, version,
 * length (RFC 5246, 6.2.3.1). */
static void
put_pseudo_header(uint8_t out[13], uint64_t sequence, LmSlice record, size_t len)
{
  put_be64(out, sequence);
  memcpy(out + 8, record.data, 3);
  out[11] = (uint8_t)(len >> 8);
  out[12] = (uint8_t)len;
}

/* Whether @mac is that of @content. */
static bool
is_authentic(const LmTlsProtection *protection, uint64_t sequence, LmSlice record, LmSlice content,
             LmSlice mac)
{
  uint8_t header[13], made[EVP_MAX_MD_SIZE];
  put_pseudo_header(header, sequence, record, content.len);
  union {
    const char *in;
    char *out;
  } name = {macs[protection->suite->mac].name};
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.out, 0),
      OSSL_PARAM_construct_end(),
  };
  size_t len = 0;
  EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
  bool ok = context && EVP_MAC_init(context, protection->mac_key, mac.len, params) == 1 &&
            EVP_MAC_update(context, header, sizeof header) == 1 &&
            EVP_MAC_update(context, content.data, content.len) == 1 &&
            EVP_MAC_final(context, made, &len, sizeof made) == 1;
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(hmac);
  return ok && len == mac.len && CRYPTO_memcmp(made, mac.data, len) == 0;
}

static bool
decrypt_blocks(LmTlsProtection *protection, LmSlice iv, LmSlice blocks, uint8_t *out)
{
  int len = 0;
  return EVP_DecryptInit_ex2(protection->context, NULL, NULL, iv.data, NULL) == 1 &&
         EVP_DecryptUpdate(protection->context, out, &len, blocks.data, (int)blocks.len) == 1 &&
         (size_t)len == blocks.len;
}

/* Takes the padding off (RFC 5246, 6.2.3.2). */
static bool
unpad(LmSlice *content)
{
  if (content->len == 0)
    return false;
  uint8_t padding = content->data[content->len - 1];
  if (padding >= content->len)
    return false;
  for (size_t i = 0; i < padding; i++)
    if (lm_slice_u8(*content, content->len - 2 - i) != padding)
      return false;
  content->len -= (size_t)padding + 1;
  return true;
}

static bool
open_blocks(LmTlsProtection *protection, uint64_t sequence, LmSlice record, uint8_t *out,
            LmSlice *plain)
{
  size_t block = ciphers[protection->suite->cipher].block_bytes;
  size_t mac_bytes = macs[protection->suite->mac].bytes;
  LmSlice sealed = lm_slice_from(record, LM_TLS_HEADER_BYTES), mac;
  if (protection->encrypt_then_mac) {
    if (sealed.len < mac_bytes)
      return false;
    mac = lm_slice_from(sealed, sealed.len - mac_bytes);
    sealed.len -= mac_bytes;
    if (!is_authentic(protection, sequence, record, sealed, mac))
      return false;
  }
  LmSlice iv = lm_slice(protection->iv, block);
  if (!protection->chained) {
    if (!lm_slice_take(sealed, 0, block, &iv))
      return false;
    sealed = lm_slice_from(sealed, block);
  }
  if (sealed.len == 0 || sealed.len % block != 0 || !decrypt_blocks(protection, iv, sealed, out))
    return false;
  *plain = lm_slice(out, sealed.len);
  if (!unpad(plain))
    return false;
  if (protection->encrypt_then_mac)
    return true;
  if (plain->len < mac_bytes)
    return false;
  plain->len -= mac_bytes;
  return is_authentic(protection, sequence, record, *plain, lm_slice(out + plain->len, mac_bytes));
}

/* RFC 5288, 3; RFC 6655, 3; RFC 7905, 2; RFC 8446, 5.3. */
static void
make_nonce(const LmTlsProtection *protection, uint64_t sequence, LmSlice explicit_part,
           uint8_t nonce[NONCE_BYTES])
{
  memcpy(nonce, protection->iv, NONCE_BYTES);
  if (explicit_part.len) {
    memcpy(nonce + NONCE_BYTES - EXPLICIT_BYTES, explicit_part.data, EXPLICIT_BYTES);
    return;
  }
  uint8_t number[8];
  put_be64(number, sequence);
  for (int i = 0; i < 8; i++)
    nonce[4 + i] ^= number[i];
}

static bool
decrypt_aead(LmTlsProtection *protection, const uint8_t *nonce, LmSlice aad, LmSlice sealed,
             LmSlice tag, uint8_t *out)
{
  EVP_CIPHER_CTX *context = protection->context;
  bool ccm = ciphers[protection->suite->cipher].ccm;
  uint8_t tag_copy[16];
  int len = 0;
  memcpy(tag_copy, tag.data, tag.len);
  if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)tag.len, tag_copy) != 1 ||
      EVP_DecryptInit_ex2(context, NULL, NULL, nonce, NULL) != 1)
    return false;
  if (ccm && EVP_DecryptUpdate(context, NULL, &len, NULL, (int)sealed.len) != 1)
    return false;
  if (EVP_DecryptUpdate(context, NULL, &len, aad.data, (int)aad.len) != 1)
    return false;
  /* A pointer is needed even where there is nothing: NULL would mean more of the header. */
  const uint8_t *in = sealed.len ? sealed.data : out;
  if (EVP_DecryptUpdate(context, out, &len, in, (int)sealed.len) != 1)
    return false;
  /* CCM has compared the tag by now, and has no last step. */
  return ccm || EVP_DecryptFinal_ex(context, out + len, &len) == 1;
}

static bool
open_aead(LmTlsProtection *protection, uint64_t sequence, LmSlice record, uint8_t *out,
          LmSlice *plain)
{
  bool modern = protection->version >= TLS_1_3;
  size_t tag_bytes = ciphers[protection->suite->cipher].tag_bytes;
  size_t explicit_bytes =
      !modern && ciphers[protection->suite->cipher].mode == COUNTER ? EXPLICIT_BYTES : 0;
  LmSlice sealed = lm_slice_from(record, LM_TLS_HEADER_BYTES);
  if (sealed.len < explicit_bytes + tag_bytes)
    return false;
  LmSlice explicit_part = lm_slice_sub(sealed, 0, explicit_bytes);
  LmSlice tag = lm_slice_from(sealed, sealed.len - tag_bytes);
  sealed = lm_slice_sub(sealed, explicit_bytes, sealed.len - explicit_bytes - tag_bytes);
  uint8_t nonce[NONCE_BYTES], header[13];
  make_nonce(protection, sequence, explicit_part, nonce);
  put_pseudo_header(header, sequence, record, sealed.len);
  LmSlice aad =
      modern ? lm_slice_sub(record, 0, LM_TLS_HEADER_BYTES) : lm_slice(header, sizeof header);
  *plain = lm_slice(out, sealed.len);
  return decrypt_aead(protection, nonce, aad, sealed, tag, out);
}

/* A stream cipher, or the NULL cipher: content and its MAC (RFC 5246, 6.2.3.1). */
static bool
open_stream(LmTlsProtection *protection, uint64_t sequence, LmSlice record, uint8_t *out,
            LmSlice *plain)
{
  size_t mac_bytes = macs[protection->suite->mac].bytes;
  LmSlice sealed = lm_slice_from(record, LM_TLS_HEADER_BYTES);
  if (sealed.len < mac_bytes || mac_bytes == 0)
    return false;
  if (ciphers[protection->suite->cipher].mode == STREAM) {
    LmRc4 rc4 = protection->rc4;
    lm_rc4_apply(&rc4, sealed, out);
  } else {
    memcpy(out, sealed.data, sealed.len);
  }
  *plain = lm_slice(out, sealed.len - mac_bytes);
  return is_authentic(protection, sequence, record, *plain, lm_slice(out + plain->len, mac_bytes));
}

/* The content type stands behind the content, in front of padding of zeros (RFC 8446, 5.4). */
static bool
take_inner_type(LmSlice *plain, uint8_t *type)
{
  while (plain->len && plain->data[plain->len - 1] == 0)
    plain->len--;
  if (plain->len == 0)
    return false;
  *type = plain->data[--plain->len];
  return true;
}

bool
lm_tls_protection_open(LmTlsProtection *protection, uint64_t sequence, LmSlice record, uint8_t *out,
                       LmSlice *plain, uint8_t *type)
{
  bool ok = false;
  *plain = LM_SLICE_EMPTY;
  if (!protection->ready || record.len < LM_TLS_HEADER_BYTES)
    return false;
  *type = record.data[0];
  switch ((Mode)ciphers[protection->suite->cipher].mode) {
  case NONE:
  case STREAM:
    ok = open_stream(protection, sequence, record, out, plain);
    break;
  case BLOCK:
    ok = open_blocks(protection, sequence, record, out, plain);
    break;
  case COUNTER:
  case CHACHA:
    ok = open_aead(protection, sequence, record, out, plain);
    break;
  }
  if (!ok)
    ERR_clear_error();
  if (ok && protection->version >= TLS_1_3)
    ok = take_inner_type(plain, type);
  if (!ok)
    *plain = LM_SLICE_EMPTY;
  return ok;
}

void
lm_tls_protection_advance(LmTlsProtection *protection, uint64_t sequence, LmSlice record)
{
  size_t block = ciphers[protection->suite->cipher].block_bytes;
  protection->sequence = sequence + 1;
  LmSlice sealed = lm_slice_from(record, LM_TLS_HEADER_BYTES);
  uint8_t passed[256];
  if (ciphers[protection->suite->cipher].mode == STREAM)
    for (LmSlice rest = sealed; rest.len; rest = lm_slice_from(rest, sizeof passed))
      lm_rc4_apply(&protection->rc4, lm_slice_sub(rest, 0, sizeof passed), passed);
  if (protection->chained && protection->encrypt_then_mac) {
    size_t mac_bytes = macs[protection->suite->mac].bytes;
    sealed.len -= sealed.len < mac_bytes ? sealed.len : mac_bytes;
  }
  if (protection->chained && sealed.len >= block)
    memcpy(protection->iv, lm_slice_from(sealed, sealed.len - block).data, block);
}
