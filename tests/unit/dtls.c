/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/dtls.h"
#include "proto/dtls_assembly.h"
#include "proto/fingerprint.h"
#include "proto/tls_suites.h"

#include <glib.h>

#define BYTES(literal) lm_slice(literal, sizeof(literal) - 1)
#define RANDOM32 "0123456789abcdef0123456789abcdef"

/* A hello with one cookie byte, two suites, use_srtp with two profiles, ALPN and a server name. */
static const char client_hello[] = "\xfe\xfd" RANDOM32 "\0"
                                   "\1c"
                                   "\0\4\xc0\x2b\xc0\x2f"
                                   "\1\0"
                                   "\0\x2a"
                                   "\0\x0e\0\7\0\4\0\7\0\1\0"
                                   "\0\x10\0\x09\0\7\6webrtc"
                                   "\0\0\0\x0a\0\x08\0\0\5a.org"
                                   "\0\x36\0\0";
static const char server_hello[] = "\xfe\xfd" RANDOM32 "\0"
                                   "\xc0\x2b\0"
                                   "\0\x09\0\x0e\0\5\0\2\0\7\0";

static void
assert_slice(LmSlice slice, const char *text)
{
  g_assert_cmpmem(slice.data, slice.len, text, strlen(text));
}

static void
test_hello(void)
{
  LmDtlsHello hello;
  lm_dtls_client_hello_parse(BYTES(client_hello), &hello);
  g_assert_false(hello.malformed);
  g_assert_cmphex(hello.version, ==, LM_DTLS_1_2);
  assert_slice(hello.random, RANDOM32);
  assert_slice(hello.cookie, "c");
  g_assert_cmpuint(hello.suites.len, ==, 4);
  g_assert_true(hello.has_srtp && hello.has_cid);
  g_assert_cmphex(lm_slice_be16(hello.srtp_profiles, 0), ==, 7);
  g_assert_cmphex(lm_slice_be16(hello.srtp_profiles, 2), ==, 1);
  assert_slice(hello.protocol, "webrtc");
  assert_slice(hello.server_name, "a.org");
  lm_dtls_server_hello_parse(BYTES(server_hello), &hello);
  g_assert_false(hello.malformed || hello.retry);
  g_assert_cmpstr(lm_tls_suite_name(lm_slice_be16(hello.suites, 0)), ==,
                  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  g_assert_cmpstr(lm_dtls_srtp_profile_name(lm_slice_be16(hello.srtp_profiles, 0)), ==,
                  "SRTP_AEAD_AES_128_GCM");
}

static void
test_versions(void)
{
  LmDtlsHello hello;
  lm_dtls_client_hello_parse(BYTES("\xfe\xfd" RANDOM32 "\0\0\0\2\x13\1\1\0\0\x0b"
                                   "\0\x2b\0\7\6\x1a\x1a\xfe\xfc\xfe\xfd"),
                             &hello);
  g_assert_false(hello.malformed);
  g_assert_cmphex(hello.legacy_version, ==, LM_DTLS_1_2);
  g_assert_cmphex(hello.version, ==, LM_DTLS_1_3);
  lm_dtls_server_hello_parse(BYTES("\xfe\xfd" RANDOM32 "\0\x13\1\0\0\6\0\x2b\0\2\xfe\xfc"), &hello);
  g_assert_cmphex(hello.version, ==, LM_DTLS_1_3);
  lm_dtls_server_hello_parse(
      BYTES("\xfe\xfd\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
            "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c\0\x13\1\0"),
      &hello);
  g_assert_true(hello.retry);
  g_assert_cmpstr(lm_dtls_version_name(LM_DTLS_1_3), ==, "DTLS 1.3");
}

/* Every cut is malformed but the one behind the compression methods, where extensions may be
 * missing. */
static void
test_hello_cuts(void)
{
  size_t whole = sizeof client_hello - 1;
  for (size_t n = 0; n < whole; n++) {
    g_autofree char *exact = g_memdup2(client_hello, n ? n : 1);
    LmDtlsHello hello;
    lm_dtls_client_hello_parse(lm_slice(exact, n), &hello);
    g_assert_cmpint(hello.malformed, ==, n != 2 + 32 + 1 + 2 + 6 + 2);
    lm_dtls_server_hello_parse(lm_slice(exact, n), &hello);
    lm_dtls_hello_extensions(lm_slice(exact, n), false);
  }
}

static void
test_records(void)
{
  LmSlice rest = BYTES("\x14\xfe\xfd\0\0\0\0\0\0\0\1\0\1\1"
                       "\x16\xfe\xfd\0\1\0\0\0\0\0\2\0\3xyz"
                       "\x2e\1\2\0\2ab"
                       "\x20\7rest");
  LmDtlsRecord record;
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_cmpuint(record.type, ==, LM_DTLS_CHANGE_CIPHER_SPEC);
  g_assert_cmpuint(record.sequence, ==, 1);
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_cmpuint(record.epoch, ==, 1);
  assert_slice(record.fragment, "xyz");
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_true(record.unified && !record.cut);
  g_assert_cmpuint(record.epoch, ==, 2);
  g_assert_cmphex(record.sequence, ==, 0x0102);
  assert_slice(record.fragment, "ab");
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_true(record.unified);
  assert_slice(record.fragment, "rest");
  g_assert_false(lm_dtls_next_record(&rest, &record));
}

static void
test_bad_records(void)
{
  LmDtlsRecord record;
  LmSlice rest = BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\1\0\5ab");
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_true(record.cut);
  assert_slice(record.fragment, "ab");
  g_assert_cmpuint(rest.len, ==, 0);
  rest = BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\1\0");
  g_assert_false(lm_dtls_next_record(&rest, &record));
  rest = BYTES("\x2c");
  g_assert_false(lm_dtls_next_record(&rest, &record));
  /* A connection ID of four bytes, then the length. */
  rest = BYTES("\x19\xfe\xfd\0\1\0\0\0\0\0\1"
               "cid4\0\3xyz");
  g_assert_true(lm_dtls_next_record(&rest, &record));
  assert_slice(record.fragment, "xyz");
  rest = BYTES("\x19\xfe\xfd\0\1\0\0\0\0\0\1"
               "cid4\0\xffxyz");
  g_assert_true(lm_dtls_next_record(&rest, &record));
  g_assert_cmpuint(rest.len, ==, 0);
}

static LmDtlsHandshake
fragment_of(uint16_t sequence, const char *message, uint32_t offset, uint32_t len)
{
  return (LmDtlsHandshake){.type = LM_DTLS_CERTIFICATE,
                           .sequence = sequence,
                           .len = (uint32_t)strlen(message),
                           .offset = offset,
                           .body = lm_slice(message + offset, len)};
}

static bool
add(LmDtlsAssembly *assembly, LmDtlsHandshake fragment, LmSlice *message)
{
  return lm_dtls_assembly_add(assembly, &fragment, message);
}

static void
test_assembly(void)
{
  const char *text = "abcdefghij";
  LmDtlsAssembly assembly = {0};
  LmSlice message;
  g_assert_true(add(&assembly, fragment_of(1, text, 0, 10), &message));
  assert_slice(message, text);
  g_assert_null(assembly.bytes);
  g_assert_false(add(&assembly, fragment_of(2, text, 6, 2), &message));
  g_assert_false(add(&assembly, fragment_of(2, text, 0, 3), &message));
  g_assert_false(add(&assembly, fragment_of(2, text, 0, 3), &message));
  g_assert_false(add(&assembly, fragment_of(2, text, 8, 2), &message));
  g_assert_true(add(&assembly, fragment_of(2, text, 2, 5), &message));
  assert_slice(message, text);
  /* Another message begins anew. */
  g_assert_false(add(&assembly, fragment_of(3, text, 0, 9), &message));
  g_assert_false(add(&assembly, fragment_of(4, text, 9, 1), &message));
  g_assert_true(add(&assembly, fragment_of(4, text, 0, 9), &message));
  lm_dtls_assembly_clear(&assembly);
}

/* As many parts as there is room for, then one more that is refused, and those between. */
static void
test_assembly_parts(void)
{
  char text[4 * LM_DTLS_ASSEMBLY_PARTS + 1];
  LmDtlsAssembly assembly = {0};
  LmSlice message;
  memset(text, 'x', sizeof text);
  text[sizeof text - 1] = '\0';
  for (uint32_t i = 0; i < LM_DTLS_ASSEMBLY_PARTS; i++)
    g_assert_false(add(&assembly, fragment_of(1, text, 4 * i, 1), &message));
  g_assert_false(add(&assembly, fragment_of(1, text, 2, 1), &message));
  g_assert_cmpuint(assembly.n_parts, ==, LM_DTLS_ASSEMBLY_PARTS);
  g_assert_true(add(&assembly, fragment_of(1, text, 1, sizeof text - 2), &message));
  g_assert_cmpuint(assembly.n_parts, ==, 1);
  lm_dtls_assembly_clear(&assembly);
}

static void
test_handshake(void)
{
  LmDtlsHandshake handshake;
  LmSlice rest = BYTES("\1\0\0\3\0\0\0\0\0\0\0\3abc"
                       "\x0b\0\0\5\0\1\0\0\2\0\0\3xyz"
                       "\x0b\0\0\5\0\1\0\0\3\0\0\3xyz"
                       "\x0b\0\0\5\0\1\0\0\0\0\0\5x");
  g_assert_true(lm_dtls_next_handshake(&rest, &handshake));
  g_assert_true(lm_dtls_is_whole(&handshake));
  g_assert_true(lm_dtls_next_handshake(&rest, &handshake));
  g_assert_false(lm_dtls_is_whole(&handshake));
  g_assert_false(handshake.cut);
  g_assert_true(lm_dtls_next_handshake(&rest, &handshake));
  g_assert_true(handshake.cut);
  g_assert_true(lm_dtls_next_handshake(&rest, &handshake));
  g_assert_true(handshake.cut);
  g_assert_false(lm_dtls_next_handshake(&rest, &handshake));
}

static void
test_certificate(void)
{
  LmSlice der;
  g_assert_true(lm_dtls_certificate_parse(BYTES("\0\0\x0a\0\0\3abc\0\0\1d"), &der));
  assert_slice(der, "abc");
  g_assert_false(lm_dtls_certificate_parse(BYTES("\0\0\0"), &der));
  g_assert_false(lm_dtls_certificate_parse(BYTES("\0\0\6\0\0\4abc"), &der));
  g_assert_false(lm_dtls_certificate_parse(BYTES("\0\0\7\0\0\3abc"), &der));
  g_assert_false(lm_dtls_certificate_parse(LM_SLICE_EMPTY, &der));
}

/* FIPS 180-2, Appendix A and B, and its change notice: the hashes of "abc". */
static void
test_fingerprint(void)
{
  LmSlice der = BYTES("abc");
  char text[LM_FINGERPRINT_TEXT_SIZE];
  g_assert_true(lm_fingerprint_format(der, BYTES("SHA-1"), text));
  g_assert_cmpstr(text, ==, "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D");
  g_assert_true(lm_fingerprint_format(der, BYTES("sha-512"), text));
  g_assert_cmpuint(strlen(text), ==, 8 + 64 * 3 - 1);
  const char *good = "sha-256 ba:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:"
                     "9C:B4:10:FF:61:F2:00:15:AD ";
  g_assert_cmpint(lm_fingerprint_match(der, lm_slice_str(good)), ==, LM_FINGERPRINT_MATCHES);
  g_assert_cmpint(lm_fingerprint_match(BYTES("abd"), lm_slice_str(good)), ==,
                  LM_FINGERPRINT_DIFFERS);
  g_assert_cmpint(lm_fingerprint_match(der, BYTES("sha-256 ba:78")), ==, LM_FINGERPRINT_DIFFERS);
  g_assert_cmpint(lm_fingerprint_match(der, BYTES("sha-256 ba78")), ==, LM_FINGERPRINT_UNKNOWN);
  g_assert_cmpint(lm_fingerprint_match(der, BYTES("sha-3 ba:78")), ==, LM_FINGERPRINT_UNKNOWN);
  g_assert_cmpint(lm_fingerprint_match(der, LM_SLICE_EMPTY), ==, LM_FINGERPRINT_UNKNOWN);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/dtls/hello", test_hello);
  g_test_add_func("/dtls/versions", test_versions);
  g_test_add_func("/dtls/hello-cuts", test_hello_cuts);
  g_test_add_func("/dtls/records", test_records);
  g_test_add_func("/dtls/bad-records", test_bad_records);
  g_test_add_func("/dtls/handshake", test_handshake);
  g_test_add_func("/dtls/assembly", test_assembly);
  g_test_add_func("/dtls/assembly-parts", test_assembly_parts);
  g_test_add_func("/dtls/certificate", test_certificate);
  g_test_add_func("/fingerprint", test_fingerprint);
  return g_test_run();
}
