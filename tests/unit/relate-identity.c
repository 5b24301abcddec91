/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures of PASSporTs laid beside certificates: those of tests/captures/identity/, whose
 * capture the golden cases show. */

#include "relate/identity.h"
#include "relate/passport_text.h"

#include <glib.h>

#define DATE "Date: Mon, 02 Feb 2026 02:40:00 GMT\r\n"
#define FINGERPRINTS \
  "v=0\r\na=fingerprint:SHA-256 0B:1c\r\na=fingerprint:SHA-1 Aa\r\na=fingerprint:SHA-1 AA\r\n"

static LmSipMessage message;

static void
parse(LmArena *arena, const char *from, const char *more, const char *body)
{
  char *text = lm_arena_printf(
      arena,
      "INVITE sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: %s;tag=1\r\n"
      "To: \"B\" <sip:+49(30)-2@b>\r\nCall-ID: i\r\nCSeq: 1 INVITE\r\nContent-Type: "
      "application/sdp\r\n%s\r\n%s",
      from, more, body);
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, arena, &message));
}

/* The payloads that lm_passport_texts() makes, decoded. */
static char *
payloads(LmArena *arena, const char *identity)
{
  LmSlice texts[LM_PASSPORT_TEXTS];
  LmPassport passport;
  int64_t issued;
  GString *out = g_string_new("");
  g_assert_true(lm_passport_parse(lm_slice_str(identity), arena, &passport));
  size_t n = lm_passport_texts(&message, &passport, arena, texts, &issued);
  for (size_t i = 0; i < n; i++) {
    LmSlice payload;
    lm_slice_split(texts[i], '.', &payload);
    g_autofree char *code = g_strdup_printf("%.*s===", (int)payload.len, payload.data);
    code[(payload.len + 3) / 4 * 4] = '\0';
    g_strdelimit(code, "-", '+');
    g_strdelimit(code, "_", '/');
    gsize len;
    g_autofree guchar *json = g_base64_decode(code, &len);
    g_string_append_printf(out, "%s%.*s", i ? "|" : "", (int)len, (const char *)json);
  }
  return g_string_free(out, FALSE);
}

static void
test_rebuilt(void)
{
  LmArena arena = LM_ARENA_INIT;
  parse(&arena, "<sip:+49-30-1@a>", DATE, "");
  g_autofree char *plain = payloads(&arena, "..AAAA;info=<https://c>");
  g_assert_cmpstr(plain, ==,
                  "{\"dest\":{\"tn\":[\"49302\"]},\"iat\":1770000000,\"orig\":{\"tn\":\"49301\"}}");
  parse(&arena, "<sip:al@Ex.com:5070;user=ip>", DATE, FINGERPRINTS);
  g_autofree char *keys = payloads(&arena, "..AAAA;info=<https://c>");
#define REST "\"orig\":{\"uri\":\"sip:al@Ex.com\"}}"
  g_assert_cmpstr(keys, ==,
                  "{\"dest\":{\"tn\":[\"49302\"]},\"iat\":1770000000,\"mky\":[{\"alg\":\"sha-1\","
                  "\"dig\":\"AA\"},{\"alg\":\"sha-256\",\"dig\":\"0B1C\"}]," REST
                  "|{\"dest\":{\"tn\":[\"49302\"]},\"iat\":1770000000," REST);
  g_autofree char *extension = payloads(&arena, "..AAAA;info=<https://c>;ppt=shaken");
  g_assert_cmpstr(extension, ==, "");
  g_autofree char *nowhere = payloads(&arena, "..AAAA");
  g_assert_cmpstr(nowhere, ==, "");
  parse(&arena, "<sip:al@b>", "", "");
  g_autofree char *undated = payloads(&arena, "..AAAA;info=<https://c>");
  g_assert_cmpstr(undated, ==, "");
  lm_arena_clear(&arena);
}

static char *
path_of(const char *name)
{
  return g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests", "captures", "identity", name, NULL);
}

static size_t
find(const LmCertificates *certificates, const char *url)
{
  for (size_t i = 0; i < lm_certificates_n(certificates); i++)
    if (lm_certificates_is_of(certificates, i, lm_slice_str(url)))
      return i;
  g_assert_not_reached();
}

static void
test_chain(void)
{
  enum { THEN = 1770000000, BEFORE = 1500000000 };
  LmError error = {0};
  g_autofree char *folder = path_of("."), *leaf = path_of("numbers.pem"),
                  *root = path_of("root.pem");
  LmCertificates *all = lm_certificates_new(), *some = lm_certificates_new();
  g_assert_true(lm_certificates_load(all, folder, &error));
  g_assert_cmpuint(lm_certificates_n(all), ==, 6);
  size_t index = find(all, "https://x/y/numbers.pem?v=2");
  g_assert_true(lm_certificates_is_leaf(all, index));
  g_assert_false(lm_certificates_is_leaf(all, find(all, "root.pem")));
  g_assert_cmpint(lm_certificates_verify(all, index, THEN), ==, X509_V_OK);
  g_assert_cmpint(lm_certificates_verify(all, index, BEFORE), ==, X509_V_ERR_CERT_NOT_YET_VALID);
  g_assert_cmpint(lm_certificates_verify(all, find(all, "expired.pem"), THEN), ==,
                  X509_V_ERR_CERT_HAS_EXPIRED);
  g_assert_true(lm_certificates_load(some, leaf, &error));
  g_assert_true(lm_certificates_load(some, root, &error));
  g_assert_cmpint(lm_certificates_verify(some, 0, THEN), !=, X509_V_OK);
  lm_certificates_free(all);
  lm_certificates_free(some);
}

static void
test_not_there(void)
{
  LmError error = {0};
  LmCertificates *none = lm_certificates_new();
  g_autofree char *source = g_build_filename(g_getenv("LINESMAN_SOURCE"), "README.md", NULL);
  g_assert_false(lm_certificates_load(none, "/nowhere/at/all", &error));
  g_assert_false(lm_certificates_load(none, source, &error));
  g_assert_cmpuint(lm_certificates_n(none), ==, 0);
  lm_certificates_free(none);
  lm_certificates_free(NULL);
}

/* What is no signature at all is no reason to fail. */
static void
test_odd(void)
{
  static const struct {
    const char *identity;
    LmSignature signature;
  } cases[] = {
      {"..AAAA;info=<https://c>", LM_SIGNATURE_OTHER},
      {"e30.e30.AAAA", LM_SIGNATURE_OTHER},
      {"e30.e30."
       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
       LM_SIGNATURE_DOES_NOT_FIT},
      {"eyJhbGciOiJSUzI1NiJ9.e30."
       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
       LM_SIGNATURE_OTHER},
  };
  LmArena arena = LM_ARENA_INIT;
  LmError error = {0};
  LmCertificates *one = lm_certificates_new();
  g_autofree char *leaf = path_of("numbers.pem");
  g_assert_true(lm_certificates_load(one, leaf, &error));
  parse(&arena, "<sip:+49-30-1@a>", DATE, "");
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmPassport passport;
    LmIdentity identity;
    g_test_message("%s", cases[i].identity);
    g_assert_true(lm_passport_parse(lm_slice_str(cases[i].identity), &arena, &passport));
    lm_identity_check(&message, &passport, one, &arena, &identity);
    g_assert_cmpint(identity.signature, ==, cases[i].signature);
    lm_identity_check(&message, &passport, NULL, &arena, &identity);
    g_assert_cmpint(identity.signature, ==, LM_SIGNATURE_NO_CERTIFICATES);
  }
  lm_certificates_free(one);
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/relate/identity/rebuilt", test_rebuilt);
  g_test_add_func("/relate/identity/chain", test_chain);
  g_test_add_func("/relate/identity/not-there", test_not_there);
  g_test_add_func("/relate/identity/odd", test_odd);
  return g_test_run();
}
