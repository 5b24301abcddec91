/* SPDX-License-Identifier: GPL-3.0-or-later */

/* S/MIME (RFC 8551; in SIP RFC 3261, 23): who signed a body and whether the signature fits it, for
 * whom a body is encrypted. Read by OpenSSL. Nothing is decrypted, and whether a certificate is to
 * be trusted is not looked at. */

#include "base/limits.h"
#include "proto/body/certificate.h"
#include "proto/body/decode.h"
#include "proto/body/types.h"
#include "proto/multipart.h"

#include <openssl/cms.h>
#include <openssl/err.h>

typedef struct {
  LmDetailBuilder *builder;
  CMS_ContentInfo *cms;
  LmSlice content; /* what is signed, where it is not within */
  bool detached;
} Cms;

static const char *
object_name(const ASN1_OBJECT *object, LmArena *arena)
{
  char text[128];
  OBJ_obj2txt(text, sizeof text, object, 0);
  return lm_arena_printf(arena, "%s", text);
}

static void
add_algorithm(Cms *cms, LmDetail *node, const char *name, const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;
  if (algorithm)
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
  if (object)
    lm_detail_add_text(cms->builder, node, name, object_name(object, cms->builder->arena));
}

/* A party, named by the issuer and the serial number of its certificate or by its key. */
static void
add_party(Cms *cms, LmDetail *node, const ASN1_OCTET_STRING *key, const X509_NAME *issuer,
          const ASN1_INTEGER *serial)
{
  LmArena *arena = cms->builder->arena;
  if (issuer)
    lm_detail_add_text(cms->builder, node, N_("Issuer"), "")->value =
        lm_certificate_name(arena, issuer);
  if (serial)
    lm_detail_add_text(cms->builder, node, N_("Serial number"), "")->value =
        lm_certificate_serial(arena, serial);
  if (key)
    lm_detail_add_text(cms->builder, node, N_("Key identifier"),
                       lm_detail_hex(arena, lm_slice(ASN1_STRING_get0_data(key),
                                                     (size_t)ASN1_STRING_length(key))));
}

static void
add_signer(Cms *cms, LmDetail *parent, CMS_SignerInfo *signer)
{
  ASN1_OCTET_STRING *key = NULL;
  X509_NAME *issuer = NULL;
  ASN1_INTEGER *serial = NULL;
  X509_ALGOR *digest = NULL, *signature = NULL;
  X509 *certificate = NULL;
  LmDetail *node = lm_detail_add_text(cms->builder, parent, N_("Signer"), "");
  CMS_SignerInfo_get0_algs(signer, NULL, &certificate, &digest, &signature);
  if (certificate)
    node->value = lm_certificate_name(cms->builder->arena, X509_get_subject_name(certificate));
  if (CMS_SignerInfo_get0_signer_id(signer, &key, &issuer, &serial))
    add_party(cms, node, key, issuer, serial);
  add_algorithm(cms, node, N_("Digest"), digest);
  add_algorithm(cms, node, N_("Signature algorithm"), signature);
}

/* Why OpenSSL says that it is not right: the content or the signature, or something else, such as
 * an algorithm that it does not do. */
static bool
is_wrong(unsigned long error)
{
  int reason = ERR_GET_REASON(error);
  return ERR_GET_LIB(error) == ERR_LIB_CMS &&
         (reason == CMS_R_VERIFICATION_FAILURE || reason == CMS_R_CONTENT_VERIFY_ERROR ||
          reason == CMS_R_MESSAGEDIGEST_ATTRIBUTE_WRONG_LENGTH);
}

static void
add_verdict(Cms *cms, LmDetail *node, int n_signers, int n_found)
{
  const char *unchecked = _("cannot be checked");
  if (n_found < n_signers)
    unchecked = _("cannot be checked: the certificate of a signer is not included");
  bool checked = n_found == n_signers && n_signers <= LM_LIMIT_CMS_SIGNERS;
  BIO *content = NULL;
  if (checked && cms->detached)
    content = BIO_new_mem_buf(cms->content.len ? (const void *)cms->content.data : "",
                              (int)cms->content.len);
  ERR_clear_error();
  int result = checked ? CMS_verify(cms->cms, NULL, NULL, content, NULL,
                                    CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY)
                       : 0;
  if (result == 1)
    lm_detail_add_text(cms->builder, node, N_("Signature"),
                       _("fits the content; the certificate was not checked"));
  else if (checked && is_wrong(ERR_peek_last_error()))
    lm_detail_add_fault(cms->builder, node, LM_ANOMALY_BODY_SIGNATURE, LM_SLICE_EMPTY);
  else
    lm_detail_add_text(cms->builder, node, N_("Signature"), unchecked);
  ERR_clear_error();
  BIO_free(content);
}

static void
add_certificates(Cms *cms, LmDetail *node)
{
  STACK_OF(X509) *certificates = CMS_get1_certs(cms->cms);
  int n = certificates ? sk_X509_num(certificates) : 0;
  for (int i = 0; i < n && i < LM_LIMIT_CMS_SIGNERS; i++)
    lm_certificate_add(cms->builder, node, sk_X509_value(certificates, i));
  sk_X509_pop_free(certificates, X509_free);
}

static void
add_signed(Cms *cms, LmDetail *node)
{
  STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms->cms);
  int n = signers ? sk_CMS_SignerInfo_num(signers) : 0;
  int n_found = n <= LM_LIMIT_CMS_SIGNERS ? CMS_set1_signers_certs(cms->cms, NULL, 0) : 0;
  for (int i = 0; i < n && i < LM_LIMIT_CMS_SIGNERS; i++)
    add_signer(cms, node, sk_CMS_SignerInfo_value(signers, i));
  if (n > 0)
    add_verdict(cms, node, n, n_found);
  add_certificates(cms, node);
}

static void
add_recipients(Cms *cms, LmDetail *node)
{
  STACK_OF(CMS_RecipientInfo) *recipients = CMS_get0_RecipientInfos(cms->cms);
  int n = recipients ? sk_CMS_RecipientInfo_num(recipients) : 0;
  for (int i = 0; i < n && i < LM_LIMIT_CMS_SIGNERS; i++) {
    CMS_RecipientInfo *recipient = sk_CMS_RecipientInfo_value(recipients, i);
    ASN1_OCTET_STRING *key = NULL;
    X509_NAME *issuer = NULL;
    ASN1_INTEGER *serial = NULL;
    LmDetail *child = lm_detail_add_text(cms->builder, node, N_("Recipient"), "");
    if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_TRANS &&
        CMS_RecipientInfo_ktri_get0_signer_id(recipient, &key, &issuer, &serial))
      add_party(cms, child, key, issuer, serial);
  }
}

/* What is signed and stands within: a MIME entity with its headers. */
static void
add_content(Cms *cms, LmDetail *node, int depth)
{
  ASN1_OCTET_STRING **content = CMS_get0_content(cms->cms);
  if (cms->detached || !content || !*content)
    return;
  LmDetailBuilder *builder = cms->builder;
  LmSlice headers,
      bytes = lm_arena_copy(builder->arena, lm_slice(ASN1_STRING_get0_data(*content),
                                                     (size_t)ASN1_STRING_length(*content)));
  LmBody body = {.depth = depth};
  lm_multipart_split(bytes, &headers, &body.bytes);
  body.content_type = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Type"));
  body.transfer_encoding = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Transfer-Encoding"));
  uint32_t offset = builder->encoded_offset, len = builder->encoded_len;
  if (!builder->encoded_len) {
    builder->encoded_offset = node->offset;
    builder->encoded_len = node->len;
  }
  lm_detail_add_header_lines(builder, node, headers);
  if (body.bytes.len)
    lm_body_add(builder, node, &body);
  builder->encoded_offset = offset;
  builder->encoded_len = len;
}

static void
add_cms(LmDetailBuilder *builder, LmDetail *node, LmSlice der, const LmSlice *content, int depth)
{
  if (der.len > LM_LIMIT_CMS_BYTES) {
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_LIMIT, der);
    return;
  }
  const unsigned char *at = der.data;
  Cms cms = {.builder = builder,
             .cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len),
             .content = content ? *content : LM_SLICE_EMPTY,
             .detached = content != NULL};
  ERR_clear_error();
  if (!cms.cms) {
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, der);
    return;
  }
  const ASN1_OBJECT *type = CMS_get0_type(cms.cms);
  lm_detail_add_text(builder, node, N_("Kind"), object_name(type, builder->arena));
  if (OBJ_obj2nid(type) == NID_pkcs7_signed) {
    add_signed(&cms, node);
    add_content(&cms, node, depth + 1);
  } else {
    add_recipients(&cms, node);
  }
  ERR_clear_error();
  CMS_ContentInfo_free(cms.cms);
}

void
lm_body_show_cms(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  add_cms(builder, node, body->bytes, NULL, body->depth);
}

/* RFC 1847, 2.1: what is signed is the first part with its headers, the second is the signature. */
void
lm_body_show_signed(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmMultipart multipart;
  LmSlice content, part, headers;
  LmBody signature = {0};
  lm_body_show_multipart(builder, node, body);
  if (!lm_multipart_open(&multipart, body->content_type, body->bytes) ||
      !lm_multipart_next(&multipart, &content) || !lm_multipart_next(&multipart, &part))
    return;
  lm_multipart_split(part, &headers, &signature.bytes);
  signature.transfer_encoding =
      lm_mime_header(headers, LM_SLICE_LITERAL("Content-Transfer-Encoding"));
  LmSlice type = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Type"));
  /* Signatures of PGP (RFC 3156) are not read. */
  if (lm_body_type_show(type) != lm_body_show_signature ||
      lm_body_decode(builder, &signature) > LM_BODY_DECODED)
    return;
  LmDetail *child = lm_detail_add(builder, node, N_("Signed"), content);
  child->value = lm_body_media_type(lm_mime_header(content, LM_SLICE_LITERAL("Content-Type")));
  add_cms(builder, child, signature.bytes, &content, body->depth);
}

/* A signature tells nothing without what it is of; the multipart body around it shows it. */
void
lm_body_show_signature(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
}
