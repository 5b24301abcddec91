/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/certificate.h"

#include <openssl/bn.h>
#include <openssl/x509v3.h>

/* More names than these are not shown. */
#define MOST_NAMES 64

LmSlice
lm_certificate_name(LmArena *arena, const X509_NAME *name)
{
  BIO *memory = BIO_new(BIO_s_mem());
  char *text = NULL;
  LmSlice copy = LM_SLICE_EMPTY;
  if (memory && name &&
      X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) > 0) {
    long len = BIO_get_mem_data(memory, &text);
    copy = lm_arena_copy(arena, lm_slice(text, len > 0 ? (size_t)len : 0));
  }
  BIO_free(memory);
  return copy;
}

LmSlice
lm_certificate_serial(LmArena *arena, const ASN1_INTEGER *serial)
{
  LmSlice copy = LM_SLICE_EMPTY;
  BIGNUM *number = serial ? ASN1_INTEGER_to_BN(serial, NULL) : NULL;
  char *digits = number ? BN_bn2hex(number) : NULL;
  if (digits)
    copy = lm_arena_copy(arena, lm_slice_str(digits));
  OPENSSL_free(digits);
  BN_free(number);
  return copy;
}

static void
add_value(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  if (value.len)
    lm_detail_add_text(builder, parent, name, "")->value = value;
}

static void
add_time(LmDetailBuilder *builder, LmDetail *parent, const char *name, const ASN1_TIME *time)
{
  struct tm tm;
  if (ASN1_TIME_to_tm(time, &tm) != 1)
    return;
  lm_detail_add_text(builder, parent, name,
                     lm_arena_printf(builder->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                                     tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                                     tm.tm_min, tm.tm_sec));
}

/* Those names that are text: hosts, addresses of mail, URIs, such as sip:alice@example.com (RFC
 * 5922, 4.1). */
static void
add_other_names(LmDetailBuilder *builder, LmDetail *parent, X509 *certificate)
{
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  int n = names ? sk_GENERAL_NAME_num(names) : 0;
  for (int i = 0; i < n && i < MOST_NAMES; i++) {
    int type;
    const void *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
    if (type != GEN_DNS && type != GEN_EMAIL && type != GEN_URI)
      continue;
    const ASN1_STRING *text = value;
    LmSlice bytes = lm_slice(ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text));
    add_value(builder, parent, N_("Alternative name"), lm_arena_copy(builder->arena, bytes));
  }
  GENERAL_NAMES_free(names);
}

static void
add_key(LmDetailBuilder *builder, LmDetail *parent, X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  if (!key)
    return;
  const char *type = EVP_PKEY_get0_type_name(key);
  lm_detail_add_text(
      builder, parent, N_("Public key"),
      lm_arena_printf(builder->arena, _("%s, %d bits"), type ? type : "", EVP_PKEY_get_bits(key)));
}

void
lm_certificate_add(LmDetailBuilder *builder, LmDetail *parent, X509 *certificate)
{
  LmSlice subject = lm_certificate_name(builder->arena, X509_get_subject_name(certificate));
  LmDetail *node = lm_detail_add_text(builder, parent, N_("Certificate"), "");
  node->value = subject;
  add_value(builder, node, N_("Subject"), subject);
  add_value(builder, node, N_("Issuer"),
            lm_certificate_name(builder->arena, X509_get_issuer_name(certificate)));
  add_other_names(builder, node, certificate);
  add_time(builder, node, N_("Valid from"), X509_get0_notBefore(certificate));
  add_time(builder, node, N_("Valid until"), X509_get0_notAfter(certificate));
  add_value(builder, node, N_("Serial number"),
            lm_certificate_serial(builder->arena, X509_get0_serialNumber(certificate)));
  add_key(builder, node, certificate);
}
