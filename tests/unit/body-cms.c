/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#define CONTENT "Content-Type: text/plain\r\n\r\nHello"

static EVP_PKEY *key;
static X509 *certificate;

static void
make_certificate(void)
{
  X509V3_CTX context;
  key = EVP_EC_gen("P-256");
  certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 0x1234);
  ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20250102030405Z");
  ASN1_TIME_set_string(X509_getm_notAfter(certificate), "20350102030405Z");
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)"Älice", -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_set_pubkey(certificate, key);
  X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
  X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name,
                                              "URI:sip:alice@example.com,DNS:example.com");
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  g_assert_cmpint(X509_sign(certificate, key, EVP_sha256()), >, 0);
}

static GByteArray *
der_of(CMS_ContentInfo *cms)
{
  uint8_t *der = NULL;
  int len = i2d_CMS_ContentInfo(cms, &der);
  GByteArray *bytes = g_byte_array_new();
  g_assert_cmpint(len, >, 0);
  g_byte_array_append(bytes, der, (guint)len);
  OPENSSL_free(der);
  CMS_ContentInfo_free(cms);
  return bytes;
}

static GByteArray *
sign(unsigned flags)
{
  BIO *content = BIO_new_mem_buf(CONTENT, -1);
  CMS_ContentInfo *cms = CMS_sign(certificate, key, NULL, content, flags | CMS_BINARY);
  BIO_free(content);
  g_assert_nonnull(cms);
  return der_of(cms);
}

static char *
multipart(const char *content, unsigned flags)
{
  g_autoptr(GByteArray) der = sign(CMS_DETACHED | flags);
  g_autofree char *base64 = g_base64_encode(der->data, der->len);
  g_autofree char *body = g_strdup_printf(
      "--b\r\n%s\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n",
      content, base64);
  return body_text_tree(
      "multipart/signed;boundary=b;protocol=\"application/pkcs7-signature\";micalg=sha-256", body);
}

static void
test_detached(void)
{
  g_autofree char *tree = multipart(CONTENT, 0);
  static const char *const lines[] = {
      "Part=text/plain\n",
      "\nSigned=text/plain\n  Kind=pkcs7-signedData\n  Signer=CN=Älice\n    Issuer=CN=Älice\n"
      "    Serial number=1234\n    Digest=sha256\n    Signature algorithm=ecdsa-with-SHA256\n"
      "  Signature=fits the content; the certificate was not checked\n"
      "  Certificate=CN=Älice\n    Subject=CN=Älice\n    Issuer=CN=Älice\n"
      "    Alternative name=sip:alice@example.com\n    Alternative name=example.com\n"
      "    Valid from=2025-01-02T03:04:05Z\n    Valid until=2035-01-02T03:04:05Z\n"
      "    Serial number=1234\n    Public key=EC, 256 bits\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
    g_assert_nonnull(strstr(tree, lines[i]));
}

static void
test_changed(void)
{
  g_autofree char *tree = multipart("Content-Type: text/plain\r\n\r\nHallo", 0);
  g_assert_nonnull(strstr(tree, "\n  ! The signature does not fit the content=\n"));
  g_assert_null(strstr(tree, "fits the content; "));
}

static void
test_no_certificate(void)
{
  g_autofree char *tree = multipart(CONTENT, CMS_NOCERTS);
  g_assert_nonnull(
      strstr(tree, "Signature=cannot be checked: the certificate of a signer is not included\n"));
}

static void
test_within(void)
{
  g_autoptr(GByteArray) der = sign(0);
  g_autofree char *tree =
      body_tree("application/pkcs7-mime;smime-type=signed-data", "", "", der->data, der->len);
  g_assert_nonnull(strstr(tree, "Signature=fits the content; the certificate was not checked\n"));
  g_assert_nonnull(strstr(tree, "\nContent-Type=text/plain\nBody=Hello\n"));
  /* One bit of the content, which stands in it as it is. */
  for (guint i = 0; i + 5 < der->len; i++)
    if (memcmp(der->data + i, "Hello", 5) == 0)
      der->data[i] ^= 1;
  g_autofree char *changed = body_tree("application/x-pkcs7-mime", "", "", der->data, der->len);
  g_assert_nonnull(strstr(changed, "! The signature does not fit the content=\n"));
}

static void
test_encrypted(void)
{
  STACK_OF(X509) *recipients = sk_X509_new_null();
  EVP_PKEY *rsa = EVP_RSA_gen(2048);
  X509 *other = X509_dup(certificate);
  X509_set_pubkey(other, rsa);
  X509_sign(other, rsa, EVP_sha256());
  sk_X509_push(recipients, other);
  BIO *content = BIO_new_mem_buf(CONTENT, -1);
  CMS_ContentInfo *cms = CMS_encrypt(recipients, content, EVP_aes_128_cbc(), CMS_BINARY);
  BIO_free(content);
  sk_X509_free(recipients);
  X509_free(other);
  EVP_PKEY_free(rsa);
  g_autoptr(GByteArray) der = der_of(cms);
  g_autofree char *tree = body_tree("application/pkcs7-mime", "", "", der->data, der->len);
  g_assert_cmpstr(tree, ==,
                  "Kind=pkcs7-envelopedData\nRecipient=\n  Issuer=CN=Älice\n"
                  "  Serial number=1234\n");
}

/* Cut anywhere it is no message, or one with a fault; never more than that. */
static void
test_broken(void)
{
  g_autoptr(GByteArray) der = sign(0);
  for (guint len = 0; len < der->len; len += 7)
    g_free(body_tree("application/pkcs7-mime", "", "", der->data, len));
  for (guint i = 0; i < der->len; i += 3) {
    der->data[i] ^= 0x81;
    g_free(body_tree("application/pkcs7-mime", "", "", der->data, der->len));
    der->data[i] ^= 0x81;
  }
  g_autofree char *none = body_tree("application/pkcs7-mime", "", "", "x", 1);
  g_assert_cmpstr(none, ==, "! A field of the body is malformed or runs over its end=\n");
  g_autofree char *zeros = g_malloc0(LM_LIMIT_CMS_BYTES + 1);
  g_autofree char *large =
      body_tree("application/pkcs7-mime", "", "", zeros, LM_LIMIT_CMS_BYTES + 1);
  g_assert_cmpstr(large, ==, "! There is more in the body than is analyzed=\n");
  g_assert_cmpuint(ERR_peek_error(), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  make_certificate();
  g_test_add_func("/body-cms/detached", test_detached);
  g_test_add_func("/body-cms/changed", test_changed);
  g_test_add_func("/body-cms/no-certificate", test_no_certificate);
  g_test_add_func("/body-cms/within", test_within);
  g_test_add_func("/body-cms/encrypted", test_encrypted);
  g_test_add_func("/body-cms/broken", test_broken);
  int result = g_test_run();
  X509_free(certificate);
  EVP_PKEY_free(key);
  return result;
}
