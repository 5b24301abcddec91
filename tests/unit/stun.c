/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/stun.h"
#include "base/crc.h"
#include "proto/turn.h"

#include <glib.h>

#define COOKIE "\x21\x12\xa4\x42"
#define ID12 "\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"

/* RFC 5769, 2.1 to 2.3. */
static const char request[] = "\0\1\0\x58" COOKIE ID12 "\x80\x22\0\x10STUN test client"
                              "\0\x24\0\4\x6e\0\1\xff"
                              "\x80\x29\0\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36"
                              "\0\6\0\x09"
                              "evtj:h6vY   "
                              "\0\x08\0\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3"
                              "\xf2\x49\xc1\xb5\x71\xa2"
                              "\x80\x28\0\4\xe5\x7a\x3b\xcf";
static const char response[] =
    "\1\1\0\x3c" COOKIE ID12 "\x80\x22\0\x0btest vector "
    "\0\x20\0\x08\0\1\xa1\x47\xe1\x12\xa6\x43"
    "\0\x08\0\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9"
    "\xba\x53\xf0\x6b\xe7\xd7"
    "\x80\x28\0\4\xc0\x7d\x4c\x96";
static const char response_ipv6[] =
    "\1\1\0\x48" COOKIE ID12 "\x80\x22\0\x0btest vector "
    "\0\x20\0\x14\0\2\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
    "\0\x08\0\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c\x82\x92\xc2\x75\xbf\xe3\xed\x41"
    "\x80\x28\0\4\xc8\xfb\x0b\x4c";

#define BYTES(literal) lm_slice(literal, sizeof(literal) - 1)

static void
assert_slice(LmSlice slice, const char *text)
{
  g_assert_cmpmem(slice.data, slice.len, text, strlen(text));
}

static void
assert_endpoint(const LmEndpoint *endpoint, const char *text)
{
  char out[LM_ENDPOINT_TEXT_SIZE];
  g_assert_cmpstr(lm_endpoint_format(endpoint, out), ==, text);
}

static void
test_vectors(void)
{
  LmStun stun;
  g_assert_true(lm_stun_parse(BYTES(request), &stun));
  g_assert_cmpuint(stun.method, ==, LM_STUN_BINDING);
  g_assert_cmpuint(stun.message_class, ==, LM_STUN_REQUEST);
  g_assert_false(stun.classic);
  g_assert_cmpuint(stun.n_anomalies, ==, 0);
  g_assert_true(stun.has_fingerprint && stun.fingerprint_good && stun.has_integrity);
  g_assert_true(stun.controlled && !stun.controlling && stun.has_priority && !stun.use_candidate);
  g_assert_cmpuint(stun.priority, ==, 0x6e0001ff);
  g_assert_true(lm_stun_has_ice(&stun));
  assert_slice(stun.username, "evtj:h6vY");
  assert_slice(stun.software, "STUN test client");
  assert_slice(stun.transaction, ID12);

  g_assert_true(lm_stun_parse(BYTES(response), &stun));
  g_assert_cmpuint(stun.message_class, ==, LM_STUN_SUCCESS);
  g_assert_true(stun.fingerprint_good);
  g_assert_false(lm_stun_has_ice(&stun));
  assert_endpoint(&stun.mapped, "192.0.2.1:32853");

  g_assert_true(lm_stun_parse(BYTES(response_ipv6), &stun));
  g_assert_true(stun.fingerprint_good);
  assert_endpoint(&stun.mapped, "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
}

static const struct {
  uint16_t type, method;
  LmStunClass message_class;
  const char *name;
} types[] = {
    {0x0001, 1, LM_STUN_REQUEST, "Binding"},      {0x0011, 1, LM_STUN_INDICATION, "Binding"},
    {0x0101, 1, LM_STUN_SUCCESS, "Binding"},      {0x0111, 1, LM_STUN_ERROR, "Binding"},
    {0x0113, 3, LM_STUN_ERROR, "Allocate"},       {0x0016, 6, LM_STUN_INDICATION, "Send"},
    {0x0017, 7, LM_STUN_INDICATION, "Data"},      {0x0009, 9, LM_STUN_REQUEST, "ChannelBind"},
    {0x0300, 0x80, LM_STUN_SUCCESS, "GOOG-PING"}, {0x3eef, 0xfff, LM_STUN_REQUEST, ""},
};

static void
test_types(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
    uint8_t bytes[20] = {(uint8_t)(types[i].type >> 8), (uint8_t)types[i].type};
    LmStun stun;
    g_assert_true(lm_stun_parse(lm_slice(bytes, sizeof bytes), &stun));
    g_assert_cmpuint(stun.method, ==, types[i].method);
    g_assert_cmpuint(stun.message_class, ==, types[i].message_class);
    g_assert_cmpstr(lm_stun_method_name(stun.method), ==, types[i].name);
  }
}

static void
test_classic(void)
{
  LmStun stun;
  g_assert_true(lm_stun_parse(BYTES("\1\1\0\x0c"
                                    "ABCDabcdefghijkl"
                                    "\0\1\0\x08\0\1\x13\xc4\xc0\0\2\1"),
                              &stun));
  g_assert_true(stun.classic);
  assert_slice(stun.transaction, "ABCDabcdefghijkl");
  assert_endpoint(&stun.mapped, "192.0.2.1:5060");
  g_assert_cmpuint(stun.n_anomalies, ==, 0);
}

/* The masked address counts, wherever it stands. */
static void
test_both_addresses(void)
{
  LmStun stun;
  g_assert_true(lm_stun_parse(BYTES("\1\1\0\x18" COOKIE ID12 "\0\1\0\x08\0\1\x13\xc4\x0a\0\0\1"
                                    "\0\x20\0\x08\0\1\xa1\x47\xe1\x12\xa6\x43"),
                              &stun));
  assert_endpoint(&stun.mapped, "192.0.2.1:32853");
}

static void
test_turn(void)
{
  LmStun stun;
  g_assert_true(lm_stun_parse(BYTES("\0\x09\0\x14" COOKIE ID12 "\0\x0c\0\4\x40\1\0\0"
                                    "\0\x12\0\x08\0\1\xa1\x47\xe1\x12\xa6\x43"),
                              &stun));
  g_assert_cmpuint(stun.channel, ==, 0x4001);
  assert_endpoint(&stun.peer, "192.0.2.1:32853");
  g_assert_true(
      lm_stun_parse(BYTES("\1\x13\0\x14" COOKIE ID12 "\0\x09\0\x10\0\0\4\1Unauthorized"), &stun));
  g_assert_cmpuint(stun.error, ==, 401);
  assert_slice(stun.error_reason, "Unauthorized");
  g_assert_cmpstr(lm_stun_error_name(401), ==, "Unauthenticated");
  g_assert_true(
      lm_stun_parse(BYTES("\1\3\0\x14" COOKIE ID12 "\0\x16\0\x08\0\1\xa1\x47\xe1\x12\xa6\x43"
                          "\0\x0d\0\4\0\0\2\x58"),
                    &stun));
  assert_endpoint(&stun.relayed, "192.0.2.1:32853");
  g_assert_cmpuint(stun.lifetime_s, ==, 600);
}

static const struct {
  LmAnomalyKind kind;
  uint32_t offset, len;
  const char *bytes;
  size_t n;
} bad[] = {
#define ROW(kind, offset, len, bytes)                        \
  {                                                          \
    LM_ANOMALY_##kind, offset, len, bytes, sizeof(bytes) - 1 \
  }
    ROW(STUN_LENGTH, 2, 2, "\0\1\0\4" COOKIE ID12),
    ROW(STUN_LENGTH, 2, 2, "\0\1\0\3" COOKIE ID12 "abc"),
    ROW(STUN_ATTRIBUTE, 20, 8,
        "\0\1\0\x08" COOKIE ID12 "\0\6\xff\xff"
        "abcd"),
    ROW(STUN_ATTRIBUTE, 20, 2, "\0\1\0\2" COOKIE ID12 "\0\6"),
    ROW(STUN_VALUE, 20, 8, "\0\1\0\x08" COOKIE ID12 "\0\x20\0\4\0\1\0\1"),
    ROW(STUN_VALUE, 20, 12, "\0\1\0\x0c" COOKIE ID12 "\0\x20\0\x08\0\3\0\1\0\0\0\0"),
    ROW(STUN_VALUE, 20, 12, "\0\1\0\x0c" COOKIE ID12 "\0\x24\0\x05\0\3\0\1\0\0\0\0"),
    ROW(STUN_VALUE, 20, 8, "\1\x11\0\x08" COOKIE ID12 "\0\x09\0\4\0\0\7\1"),
    ROW(STUN_VALUE, 20, 8, "\1\x11\0\x08" COOKIE ID12 "\0\x09\0\4\0\0\4\x64"),
    ROW(STUN_NO_ERROR_CODE, 0, 20, "\1\x11\0\0" COOKIE ID12),
    ROW(TURN_CHANNEL, 24, 4, "\0\x09\0\x08" COOKIE ID12 "\0\x0c\0\4\x50\0\0\0"),
    ROW(STUN_FINGERPRINT, 20, 8, "\0\1\0\x08" COOKIE ID12 "\x80\x28\0\4\1\2\3\4"),
    ROW(STUN_FINGERPRINT, 20, 4, "\0\1\0\4" COOKIE ID12 "\x80\x28\0\0"),
};

static bool
has_anomaly(const LmStun *stun, size_t row)
{
  for (uint32_t i = 0; i < stun->n_anomalies && i < LM_STUN_MAX_ANOMALIES; i++)
    if (stun->anomalies[i].kind == bad[row].kind && stun->anomalies[i].offset == bad[row].offset &&
        stun->anomalies[i].len == bad[row].len)
      return true;
  return false;
}

static void
test_bad(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autofree char *exact = g_memdup2(bad[i].bytes, bad[i].n);
    LmStun stun;
    g_test_message("row %zu", i);
    g_assert_true(lm_stun_parse(lm_slice(exact, bad[i].n), &stun));
    g_assert_true(has_anomaly(&stun, i));
  }
  LmStun stun;
  g_assert_false(lm_stun_parse(BYTES("\0\1\0\0" COOKIE "abcdefghijk"), &stun));
  g_assert_false(lm_stun_parse(BYTES("\x40\1\0\0" COOKIE ID12), &stun));
  g_assert_false(lm_stun_parse(LM_SLICE_EMPTY, &stun));
}

/* A byte changed anywhere but in the fingerprint's own type makes it wrong. */
static void
test_fingerprint(void)
{
  for (size_t i = 4; i < sizeof request - 9; i++) {
    g_autofree char *changed = g_memdup2(request, sizeof request - 1);
    changed[i] ^= 1;
    LmStun stun;
    g_assert_true(lm_stun_parse(lm_slice(changed, sizeof request - 1), &stun));
    g_assert_false(stun.fingerprint_good);
  }
}

static void
test_every_cut(void)
{
  for (size_t n = 0; n < sizeof request; n++) {
    g_autofree char *exact = g_memdup2(request, n ? n : 1);
    LmStun stun;
    g_assert_cmpint(lm_stun_parse(lm_slice(exact, n), &stun), ==, n >= 20);
    g_assert_cmpint(stun.n_anomalies == 0, ==, n < 20 || n == sizeof request - 1);
  }
}

static void
test_channel(void)
{
  LmTurnChannel channel;
  g_assert_true(lm_turn_channel_parse(BYTES("\x40\1\0\3abc\0"), &channel));
  g_assert_cmpuint(channel.number, ==, 0x4001);
  assert_slice(channel.data, "abc");
  g_assert_cmpuint(channel.padding.len, ==, 1);
  g_assert_cmpuint(channel.anomaly, ==, LM_ANOMALY_NONE);
  g_assert_true(lm_turn_channel_parse(BYTES("\x40\1\0\5abc"), &channel));
  g_assert_cmpuint(channel.anomaly, ==, LM_ANOMALY_TURN_LENGTH);
  g_assert_true(lm_turn_channel_parse(BYTES("\x40\1\0\0abcd"), &channel));
  g_assert_cmpuint(channel.anomaly, ==, LM_ANOMALY_TURN_LENGTH);
  g_assert_true(lm_turn_channel_parse(BYTES("\x50\0\0\0"), &channel));
  g_assert_cmpuint(channel.anomaly, ==, LM_ANOMALY_TURN_CHANNEL);
  g_assert_false(lm_turn_channel_parse(BYTES("\x40\1\0"), &channel));
  g_assert_false(lm_turn_channel_parse(BYTES("\x80\1\0\0"), &channel));
}

static void
test_unwrap(void)
{
  LmTurnPayload payload;
  g_assert_true(lm_turn_unwrap(BYTES("\x40\1\0\3abc\0"), &payload));
  g_assert_cmpuint(payload.channel, ==, 0x4001);
  assert_slice(payload.data, "abc");
  g_assert_true(
      lm_turn_unwrap(BYTES("\0\x16\0\x14" COOKIE ID12 "\0\x12\0\x08\0\1\xa1\x47\xe1\x12\xa6\x43"
                           "\0\x13\0\3xyz\0"),
                     &payload));
  g_assert_cmpuint(payload.channel, ==, 0);
  assert_slice(payload.data, "xyz");
  g_assert_false(lm_turn_unwrap(BYTES("\0\x16\0\0" COOKIE ID12), &payload));
  g_assert_false(lm_turn_unwrap(BYTES("\0\x17\0\x08" COOKIE ID12 "\0\x13\0\x08xyzu"), &payload));
  g_assert_false(lm_turn_unwrap(BYTES(request), &payload));
  g_assert_false(lm_turn_unwrap(BYTES("\x40\1\0\5abc"), &payload));
}

/* The check values that the catalogues of such sums give for these nine bytes. */
static void
test_crc(void)
{
  g_assert_cmphex(lm_crc32(BYTES("123456789")), ==, 0xcbf43926);
  g_assert_cmphex(lm_crc32c(BYTES("123456789")), ==, 0xe3069283);
  uint32_t crc = lm_crc32c_add(LM_CRC_START, BYTES("1234"));
  g_assert_cmphex(lm_crc_finish(lm_crc32c_add(crc, BYTES("56789"))), ==, 0xe3069283);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/stun/vectors", test_vectors);
  g_test_add_func("/stun/types", test_types);
  g_test_add_func("/stun/classic", test_classic);
  g_test_add_func("/stun/both-addresses", test_both_addresses);
  g_test_add_func("/stun/turn", test_turn);
  g_test_add_func("/stun/bad", test_bad);
  g_test_add_func("/stun/fingerprint", test_fingerprint);
  g_test_add_func("/stun/every-cut", test_every_cut);
  g_test_add_func("/turn/channel", test_channel);
  g_test_add_func("/turn/unwrap", test_unwrap);
  g_test_add_func("/crc/check-values", test_crc);
  return g_test_run();
}
