/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/identity.h"

#include "proto/sip/address.h"
#include "proto/tn_auth_list.h"
#include "relate/passport_text.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <string.h>

/* ES256 (RFC 7518, 3.4): r and s, each as long as the curve's field. */
#define ES256_HALF 32

/* The signature as OpenSSL has it (RFC 3279, 2.2.3); the caller frees it. */
static int
make_der(LmSlice signature, unsigned char **der)
{
  ECDSA_SIG *numbers = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(signature.data, ES256_HALF, NULL),
         *s = BN_bin2bn(signature.data + ES256_HALF, ES256_HALF, NULL);
  *der = NULL;
  int len = numbers && r && s && ECDSA_SIG_set0(numbers, r, s) ? i2d_ECDSA_SIG(numbers, der) : 0;
  ECDSA_SIG_free(numbers);
  return len;
}

static bool
is_p256(EVP_PKEY *key)
{
  char group[32];
  size_t len;
  return key && EVP_PKEY_is_a(key, "EC") &&
         EVP_PKEY_get_group_name(key, group, sizeof group, &len) == 1 &&
         strcmp(group, "prime256v1") == 0;
}

static bool
verifies(EVP_PKEY *key, const unsigned char *der, int der_len, LmSlice text)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool fits = context && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
              EVP_DigestVerify(context, der, (size_t)der_len, text.data, text.len) == 1;
  EVP_MD_CTX_free(context);
  return fits;
}

/* What the caller is called in the certificate's list of numbers. */
static LmSlice
number_of(const LmSipMessage *message, const LmPassport *passport, LmArena *arena)
{
  LmSipAddress address;
  LmSipUri uri;
  char number[LM_PASSPORT_NUMBER_SIZE];
  const LmDetail *orig = lm_passport_member(lm_passport_member(passport->claims, "orig"), "tn");
  LmSlice user = orig ? orig->value : LM_SLICE_EMPTY;
  if (passport->compact && lm_sip_address_parse(message->from, &address) &&
      lm_sip_uri_parse(address.uri, &uri))
    user = uri.user;
  return lm_passport_number(user, number) ? lm_arena_copy(arena, lm_slice_str(number))
                                          : LM_SLICE_EMPTY;
}

static LmSlice
number_list(X509 *certificate)
{
  ASN1_OBJECT *oid = OBJ_txt2obj(LM_TN_AUTH_LIST_OID, 1);
  int at = oid ? X509_get_ext_by_OBJ(certificate, oid, -1) : -1;
  ASN1_OBJECT_free(oid);
  const ASN1_OCTET_STRING *value =
      at < 0 ? NULL : X509_EXTENSION_get_data(X509_get_ext(certificate, at));
  return value ? lm_tn_auth_open(
                     lm_slice(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)))
               : LM_SLICE_EMPTY;
}

static void
check_authority(X509 *certificate, LmSlice number, LmArena *arena, LmIdentity *identity)
{
  LmTnEntry entry;
  LmSlice list = number_list(certificate);
  if (list.len == 0 || number.len == 0)
    return;
  LmAuthority authority = LM_AUTHORITY_HAS_NOT;
  while (authority != LM_AUTHORITY_HAS && lm_tn_auth_next(&list, &entry)) {
    if (lm_tn_auth_has(&entry, number))
      authority = LM_AUTHORITY_HAS;
    else if (entry.kind == LM_TN_PROVIDER && authority == LM_AUTHORITY_HAS_NOT) {
      authority = LM_AUTHORITY_PROVIDER;
      identity->provider = lm_arena_copy(arena, entry.text);
    }
  }
  identity->authority = authority;
}

typedef struct {
  const LmPassport *passport;
  const LmCertificates *certificates;
  const LmSlice *texts;
  size_t n_texts;
} Search;

static bool
fits_any(const Search *search, size_t index, const unsigned char *der, int der_len)
{
  EVP_PKEY *key = X509_get0_pubkey(lm_certificates_at(search->certificates, index));
  for (size_t i = 0; is_p256(key) && i < search->n_texts; i++)
    if (verifies(key, der, der_len, search->texts[i]))
      return true;
  return false;
}

/* Looks for the certificate whose key it is. Where none is, one that came from a file called as the
 * address of the certificate says is the one, and so is the only one that can be. */
static void
find_signer(const Search *search, LmIdentity *identity)
{
  unsigned char *der;
  int der_len = make_der(search->passport->signature, &der);
  size_t n = lm_certificates_n(search->certificates), n_leaves = 0;
  bool named = false;
  identity->signature = LM_SIGNATURE_OF_NONE;
  for (size_t i = 0; der_len > 0 && i < n; i++) {
    const LmDetail *x5u = lm_passport_member(search->passport->members, "x5u");
    bool leaf = lm_certificates_is_leaf(search->certificates, i);
    if (fits_any(search, i, der, der_len)) {
      identity->signature = LM_SIGNATURE_FITS;
      identity->signer = i;
      break;
    }
    bool of = leaf && lm_certificates_is_of(search->certificates, i,
                                            x5u ? x5u->value : search->passport->info);
    if (of || (leaf && n_leaves++ == 0 && !named))
      identity->signer = i;
    named |= of;
  }
  if (identity->signature != LM_SIGNATURE_FITS && (named || n_leaves == 1))
    identity->signature = LM_SIGNATURE_DOES_NOT_FIT;
  OPENSSL_free(der);
  ERR_clear_error();
}

void
lm_identity_check(const LmSipMessage *message, const LmPassport *passport,
                  const LmCertificates *certificates, LmArena *arena, LmIdentity *identity)
{
  LmSlice texts[LM_PASSPORT_TEXTS] = {passport->signed_text};
  *identity = (LmIdentity){.signature = LM_SIGNATURE_NO_CERTIFICATES};
  size_t n_texts = 1;
  if (passport->compact)
    n_texts = lm_passport_texts(message, passport, arena, texts, &identity->issued);
  identity->has_issued =
      passport->compact ? n_texts > 0 : lm_passport_issued(passport, &identity->issued);
  const LmDetail *member = lm_passport_member(passport->members, "alg");
  LmSlice alg = member ? member->value : passport->alg;
  if (lm_certificates_n(certificates) == 0)
    return;
  if ((alg.len && !lm_slice_equal(alg, LM_SLICE_LITERAL("ES256"))) ||
      passport->signature.len != (size_t)2 * ES256_HALF)
    identity->signature = LM_SIGNATURE_OTHER;
  else if (n_texts == 0)
    identity->signature = LM_SIGNATURE_NOT_REBUILT;
  else
    find_signer(&(Search){passport, certificates, texts, n_texts}, identity);
  if (identity->signature != LM_SIGNATURE_FITS)
    return;
  if (identity->has_issued)
    identity->chain = lm_certificates_verify(certificates, identity->signer, identity->issued);
  check_authority(lm_certificates_at(certificates, identity->signer),
                  number_of(message, passport, arena), arena, identity);
}
