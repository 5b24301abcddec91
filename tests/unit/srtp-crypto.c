/* SPDX-License-Identifier: GPL-3.0-or-later */

/* a=crypto attributes (RFC 4568, 9). */

#include "proto/srtp.h"

#include "linear.h"

#include <glib.h>

/* 30 bytes, of which the first is 'Y' and the last '6'. */
#define KEY "NjZiYTBmY2FmOGE2ZGU3MmVlMzM4ZDQ0OGVhMTI0"

static bool
parse(const char *text, LmSrtpCrypto *crypto)
{
  g_autofree char *exact = g_memdup2(text, strlen(text) + 1);
  return lm_srtp_crypto_parse(lm_slice(exact, strlen(text)), crypto);
}

static void
test_parse(void)
{
  LmSrtpCrypto crypto;
  g_assert_true(parse("1 AES_CM_128_HMAC_SHA1_80 inline:" KEY, &crypto));
  g_assert_cmpuint(crypto.tag, ==, 1);
  g_assert_cmpuint(crypto.suite, ==, LM_SRTP_AES_CM_128_HMAC_SHA1_80);
  g_assert_cmpuint(crypto.n_keys, ==, 1);
  g_assert_cmpmem(crypto.keys[0].key, 16, "66ba0fcaf8a6de72", 16);
  g_assert_cmpmem(crypto.keys[0].salt, 14, "ee338d448ea124", 14);
  g_assert_cmpuint(crypto.keys[0].mki_bytes, ==, 0);
  g_assert_true(parse("2  aes_cm_128_hmac_sha1_32 inline:" KEY "|2^20|1066:4 UNENCRYPTED_SRTCP "
                      "KDR=1 WSH=60 UNAUTHENTICATED_SRTP UNENCRYPTED_SRTP x",
                      &crypto));
  g_assert_cmpuint(crypto.suite, ==, LM_SRTP_AES_CM_128_HMAC_SHA1_32);
  g_assert_cmpuint(crypto.keys[0].lifetime, ==, 1 << 20);
  g_assert_cmpmem(crypto.keys[0].mki, crypto.keys[0].mki_bytes, "\0\0\x04\x2a", 4);
  g_assert_true(crypto.unencrypted_rtcp && crypto.unencrypted_rtp && crypto.unauthenticated_rtp);
  g_assert_true(crypto.derives_again);
  g_assert_true(
      parse("3 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:1;inline:" KEY "|4294967296|2:1", &crypto));
  g_assert_cmpuint(crypto.n_keys, ==, 2);
  g_assert_cmpuint(crypto.keys[1].mki[0], ==, 2);
  g_assert_cmpuint(crypto.keys[1].lifetime, ==, 1ull << 32);
  /* A suite that nobody here knows is named all the same, with no key. */
  g_assert_true(parse("1 ROT13 inline:abc", &crypto));
  g_assert_cmpuint(crypto.suite, ==, LM_SRTP_UNKNOWN);
  g_assert_cmpuint(crypto.n_keys, ==, 0);
}

static void
test_broken(void)
{
  static const char *const broken[] = {
      "",
      "1",
      "x AES_CM_128_HMAC_SHA1_80 inline:" KEY,
      "1 AES_CM_128_HMAC_SHA1_80",
      "1 AES_CM_128_HMAC_SHA1_80 uri:" KEY,
      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "AAAA",
      "1 AES_CM_128_HMAC_SHA1_80 inline:NjZi",
      "1 AES_256_CM_HMAC_SHA1_80 inline:" KEY,
      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^99",
      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|256:1",
      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:17",
      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:0",
  };
  LmSrtpCrypto crypto;
  for (size_t i = 0; i < G_N_ELEMENTS(broken); i++)
    if (parse(broken[i], &crypto))
      g_error("\"%s\" was taken", broken[i]);
  /* More keys than are taken. */
  g_autoptr(GString) many = g_string_new("1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:1");
  for (int i = 0; i < 40; i++)
    g_string_append(many, ";inline:" KEY "|1:1");
  g_assert_true(parse(many->str, &crypto));
  g_assert_cmpuint(crypto.n_keys, ==, LM_SRTP_MAX_KEYS);
}

static void
test_suites(void)
{
  for (int i = 1; i < LM_N_SRTP_SUITES; i++)
    g_assert_cmpint(lm_srtp_suite_by_name(lm_slice_str(lm_srtp_suite_name((LmSrtpSuite)i))), ==, i);
  g_assert_cmpint(lm_srtp_suite_by_name(LM_SLICE_LITERAL("AES_CM_256_HMAC_SHA1_80")), ==,
                  LM_SRTP_AES_256_CM_HMAC_SHA1_80);
  g_assert_cmpint(lm_srtp_suite_by_name(LM_SLICE_LITERAL("")), ==, LM_SRTP_UNKNOWN);
  g_assert_cmpint(lm_srtp_suite_of_profile(8), ==, LM_SRTP_AEAD_AES_256_GCM);
  g_assert_cmpint(lm_srtp_suite_of_profile(0), ==, LM_SRTP_UNKNOWN);
  g_assert_cmpuint(lm_srtp_key_bytes(LM_SRTP_AES_192_CM_HMAC_SHA1_32), ==, 24);
  g_assert_cmpuint(lm_srtp_salt_bytes(LM_SRTP_AEAD_AES_128_GCM), ==, 12);
  g_assert_cmpstr(lm_srtp_suite_name(LM_N_SRTP_SUITES), ==, "");
}

static void
run_parse(const char *text, size_t len)
{
  LmSrtpCrypto crypto;
  lm_srtp_crypto_parse(lm_slice(text, len), &crypto);
}

static void
test_linear(void)
{
  assert_linear(run_parse, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY, ";inline:" KEY, "");
  assert_linear(run_parse, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY, " KDR=1", "");
  assert_linear(run_parse, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY, "|2^3", "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/srtp-crypto/parse", test_parse);
  g_test_add_func("/srtp-crypto/broken", test_broken);
  g_test_add_func("/srtp-crypto/suites", test_suites);
  g_test_add_func("/srtp-crypto/linear", test_linear);
  return g_test_run();
}
