/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/zrtp.h"
#include "base/crc.h"

#include <glib.h>

#define HEADER "\x10\0\x12\x34ZRTP\0\0\0\1"
#define HELLO                                                                         \
  HEADER "\x50\x5a\0\x1aHello   1.10A client        hash image of thirty-two bytes.." \
         "ZID of 12 by"

/* Appends the sum and parses. */
static bool
parse(const char *bytes, size_t n, LmZrtp *zrtp)
{
  static uint8_t exact[256];
  memcpy(exact, bytes, n);
  uint32_t crc = lm_crc32c(lm_slice(exact, n));
  for (size_t i = 0; i < 4; i++)
    exact[n + i] = (uint8_t)(crc >> 8 * i);
  return lm_zrtp_parse(lm_slice(exact, n + 4), zrtp);
}

#define PARSE(literal, zrtp) parse(literal, sizeof(literal) - 1, zrtp)

static void
assert_slice(LmSlice slice, const char *text)
{
  g_assert_cmpmem(slice.data, slice.len, text, strlen(text));
}

static void
test_hello(void)
{
  LmZrtp zrtp;
  g_assert_true(PARSE(HELLO "\x60\1\x02\x01"
                            "S256AES1AES3HS32"
                            "MAC of 8",
                      &zrtp));
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_NONE);
  g_assert_true(zrtp.crc_good && zrtp.is_hello);
  g_assert_true(zrtp.signature_capable && zrtp.mitm && !zrtp.passive);
  assert_slice(zrtp.type, "Hello");
  assert_slice(zrtp.version, "1.10");
  assert_slice(zrtp.client, "A client");
  assert_slice(zrtp.zid, "ZID of 12 by");
  assert_slice(zrtp.lists[LM_ZRTP_HASHES], "S256");
  assert_slice(zrtp.lists[LM_ZRTP_AUTH_TAGS], "AES1AES3");
  assert_slice(zrtp.lists[LM_ZRTP_SAS_TYPES], "HS32");
  g_assert_cmphex(zrtp.sequence, ==, 0x1234);
}

static void
test_others(void)
{
  LmZrtp zrtp;
  g_assert_true(PARSE(HEADER "\x50\x5a\0\3HelloACK", &zrtp));
  assert_slice(zrtp.type, "HelloACK");
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_NONE);
  g_assert_true(PARSE(HEADER "\x50\x5a\0\4Error   \0\0\0\x90", &zrtp));
  g_assert_cmpuint(zrtp.error, ==, 0x90);
  g_assert_cmpstr(lm_zrtp_error_name(zrtp.error), ==, "Equal ZIDs in Hello");
  g_assert_cmpstr(lm_zrtp_error_name(1), ==, "");
}

static void
test_bad(void)
{
  LmZrtp zrtp;
  g_assert_true(PARSE(HEADER "\x50\x5a\0\4HelloACK", &zrtp));
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_ZRTP_LENGTH);
  g_assert_true(PARSE(HEADER "\x50\x5a\0\4Hello   1.10", &zrtp));
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_ZRTP_HELLO);
  /* It lists a hash more than it has. */
  g_assert_true(PARSE(HELLO "\0\2\x02\x01"
                            "S256AES1AES3HS32"
                            "MAC of 8",
                      &zrtp));
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_ZRTP_HELLO);
  static const char wrong[] = HEADER "\x50\x5a\0\3HelloACKabcd";
  g_assert_true(lm_zrtp_parse(lm_slice(wrong, sizeof wrong - 1), &zrtp));
  g_assert_cmpuint(zrtp.anomaly, ==, LM_ANOMALY_ZRTP_CRC);
  for (size_t n = 0; n < 28; n++) {
    g_autofree char *exact = g_memdup2(wrong, n ? n : 1);
    g_assert_false(lm_zrtp_parse(lm_slice(exact, n), &zrtp));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/zrtp/hello", test_hello);
  g_test_add_func("/zrtp/others", test_others);
  g_test_add_func("/zrtp/bad", test_bad);
  return g_test_run();
}
