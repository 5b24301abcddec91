/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/digest.h"

#include "base/i18n.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

/* A hash as hexadecimal digits. */
typedef struct {
  uint8_t text[2 * EVP_MAX_MD_SIZE];
  size_t len;
} Hex;

bool
lm_digest_parse(LmSlice value, LmDigest *digest)
{
  LmSlice rest, name, text, stale = LM_SLICE_EMPTY, userhash = LM_SLICE_EMPTY;
  *digest = (LmDigest){0};
  digest->scheme = lm_slice_split(lm_slice_trim(value), ' ', &rest);
  const struct {
    const char *name;
    LmSlice *field;
  } known[] = {
      {"realm", &digest->realm},
      {"nonce", &digest->nonce},
      {"opaque", &digest->opaque},
      {"algorithm", &digest->algorithm},
      {"qop", &digest->qop},
      {"username", &digest->username},
      {"uri", &digest->uri},
      {"response", &digest->response},
      {"cnonce", &digest->cnonce},
      {"nc", &digest->nc},
      {"username*", &digest->extended_username},
      {"stale", &stale},
      {"userhash", &userhash},
  };
  while (lm_sip_next_parameter(&rest, ',', &name, &text))
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
      if (known[i].field->len == 0 && lm_slice_equal_nocase(name, lm_slice_str(known[i].name)))
        *known[i].field = lm_sip_unquote(text);
  digest->stale = lm_slice_equal_nocase(stale, LM_SLICE_LITERAL("true"));
  digest->userhash = lm_slice_equal_nocase(userhash, LM_SLICE_LITERAL("true"));
  return digest->scheme.len > 0;
}

/* The hash of @parts with colons between them. */
static bool
hash(const EVP_MD *md, const LmSlice *parts, size_t n, Hex *out)
{
  static const char digits[] = "0123456789abcdef";
  uint8_t binary[EVP_MAX_MD_SIZE];
  unsigned len = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool ok = context && EVP_DigestInit_ex(context, md, NULL) == 1;
  for (size_t i = 0; ok && i < n; i++)
    ok = (i == 0 || EVP_DigestUpdate(context, ":", 1) == 1) &&
         EVP_DigestUpdate(context, parts[i].len ? (const void *)parts[i].data : "", parts[i].len) ==
             1;
  ok = ok && EVP_DigestFinal_ex(context, binary, &len) == 1;
  EVP_MD_CTX_free(context);
  for (unsigned i = 0; ok && i < len; i++) {
    out->text[2 * i] = (uint8_t)digits[binary[i] >> 4];
    out->text[2 * i + 1] = (uint8_t)digits[binary[i] & 15];
  }
  out->len = ok ? 2 * len : 0;
  OPENSSL_cleanse(binary, sizeof binary);
  return ok;
}

static LmSlice
hex_slice(const Hex *hex)
{
  return lm_slice(hex->text, hex->len);
}

/* The message digest of an algorithm, which is MD5 where none is named (RFC 7616, 3.3). NULL for
 * those that need more than a password, such as AKAv1-MD5 (RFC 3310). Owned: EVP_MD_free(). */
static EVP_MD *
fetch(LmSlice algorithm, bool *session)
{
  static const struct {
    const char *name, *md;
    bool session;
  } known[] = {
      {"", "MD5", false},
      {"MD5", "MD5", false},
      {"MD5-sess", "MD5", true},
      {"SHA-256", "SHA256", false},
      {"SHA-256-sess", "SHA256", true},
      {"SHA-512-256", "SHA512-256", false},
      {"SHA-512-256-sess", "SHA512-256", true},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (lm_slice_equal_nocase(algorithm, lm_slice_str(known[i].name))) {
      *session = known[i].session;
      return EVP_MD_fetch(NULL, known[i].md, NULL);
    }
  return NULL;
}

/* Whether @extended, "UTF-8'language'text" with escapes, says @user. */
static bool
is_extended(LmSlice extended, LmSlice user)
{
  LmSlice text;
  size_t at = 0, n = 0;
  lm_slice_split(extended, '\'', &text);
  lm_slice_split(text, '\'', &text);
  for (; at < text.len && n < user.len; n++) {
    int byte = lm_slice_at(text, at++);
    int high = lm_hex_digit(lm_slice_at(text, at)), low = lm_hex_digit(lm_slice_at(text, at + 1));
    if (byte == '%' && high >= 0 && low >= 0) {
      byte = high << 4 | low;
      at += 2;
    }
    if (byte != user.data[n])
      return false;
  }
  return at == text.len && n == user.len && n > 0;
}

/* Whether @user is the one of the credentials, whose name may be hashed (RFC 7616, 3.4.4). */
static bool
is_user(const EVP_MD *md, const LmDigest *digest, LmSlice user)
{
  Hex hashed;
  if (!digest->userhash)
    return digest->username.len ? lm_slice_equal(user, digest->username)
                                : is_extended(digest->extended_username, user);
  return hash(md, (LmSlice[]){user, digest->realm}, 2, &hashed) &&
         lm_slice_equal_nocase(hex_slice(&hashed), digest->username);
}

/* RFC 7616, 3.4.1 to 3.4.3. */
static bool
expected(const EVP_MD *md, bool session, const LmDigest *digest, LmSlice method, LmSlice body,
         LmSlice user, LmSlice secret, Hex *out)
{
  Hex a1, a2, content;
  bool integrity = lm_slice_equal_nocase(digest->qop, LM_SLICE_LITERAL("auth-int"));
  bool ok = hash(md, (LmSlice[]){user, digest->realm, secret}, 3, &a1);
  if (ok && session)
    ok = hash(md, (LmSlice[]){hex_slice(&a1), digest->nonce, digest->cnonce}, 3, &a1);
  ok = ok && hash(md, &body, 1, &content) &&
       hash(md, (LmSlice[]){method, digest->uri, hex_slice(&content)}, integrity ? 3 : 2, &a2);
  if (ok && digest->qop.len)
    ok = hash(md,
              (LmSlice[]){hex_slice(&a1), digest->nonce, digest->nc, digest->cnonce, digest->qop,
                          hex_slice(&a2)},
              6, out);
  else if (ok)
    ok = hash(md, (LmSlice[]){hex_slice(&a1), digest->nonce, hex_slice(&a2)}, 3, out);
  OPENSSL_cleanse(&a1, sizeof a1);
  return ok;
}

LmDigestVerdict
lm_digest_check(const LmDigest *digest, LmSlice method, LmSlice body, const LmPasswords *passwords)
{
  bool session = false;
  if (lm_passwords_n(passwords) == 0)
    return LM_DIGEST_NO_PASSWORD;
  if (!lm_slice_equal_nocase(digest->scheme, LM_SLICE_LITERAL("Digest")) || !digest->response.len)
    return LM_DIGEST_NOT_TOLD;
  EVP_MD *md = fetch(digest->algorithm, &session);
  if (!md)
    return LM_DIGEST_NOT_TOLD;
  LmDigestVerdict verdict = LM_DIGEST_NO_PASSWORD;
  for (size_t i = 0; i < lm_passwords_n(passwords) && verdict != LM_DIGEST_FITS; i++) {
    Hex wanted;
    LmSlice user = lm_passwords_user(passwords, i);
    if (!is_user(md, digest, user))
      continue;
    bool ok = expected(md, session, digest, method, body, user, lm_passwords_secret(passwords, i),
                       &wanted);
    verdict = ok && lm_slice_equal_nocase(hex_slice(&wanted), digest->response)
                  ? LM_DIGEST_FITS
                  : LM_DIGEST_DOES_NOT_FIT;
  }
  EVP_MD_free(md);
  return verdict;
}

const char *
lm_digest_verdict_name(LmDigestVerdict verdict)
{
  static const char *const names[LM_N_DIGEST_VERDICTS] = {NULL, "fits", "does-not-fit", "not-told"};
  return names[verdict];
}

const char *
lm_digest_verdict_text(LmDigestVerdict verdict)
{
  static const char *const texts[LM_N_DIGEST_VERDICTS] = {
      N_("no password was given for this user"),
      N_("digest fits the password given"),
      N_("digest does not fit the password given"),
      N_("cannot be checked with a password"),
  };
  return _(texts[verdict]);
}
