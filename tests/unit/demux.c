/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/demux.h"

#include <glib.h>

#define ROW(kind, bytes)                      \
  {                                           \
    LM_DEMUX_##kind, bytes, sizeof(bytes) - 1 \
  }
#define ID12 "abcdefghijkl"
#define COOKIE "\x21\x12\xa4\x42"

static const struct {
  LmDemuxKind kind;
  const char *bytes;
  size_t len;
} rows[] = {
    ROW(EMPTY, ""),
    ROW(SIP, "OPTIONS sip:a SIP/2.0\r\n"),
    ROW(SIP, "\r\n\r\nSIP/2.0 200 OK\r\n"),
    ROW(SIP, "INVITE sip:a"),
    ROW(KEEPALIVE, "\r\n\r\n"),
    ROW(KEEPALIVE, "\n"),
    ROW(KEEPALIVE, "\0"),
    ROW(KEEPALIVE, "\0\0\0\0"),
    ROW(UNKNOWN, "\0\0\0\0\0\0\0\0\0"),
    ROW(UNKNOWN, "\0\0\0\1"),
    ROW(STUN, "\0\1\0\0" COOKIE ID12),
    ROW(STUN, "\1\1\0\4" COOKIE ID12 "\0\0\0\0"),
    ROW(UNKNOWN, "\0\1\0\4" COOKIE ID12),
    ROW(UNKNOWN, "\0\1\0\1" COOKIE ID12 "\0"),
    ROW(UNKNOWN, "\0\1\0\0" COOKIE "abcdefghijk"),
    ROW(STUN, "\0\1\0\0ABCD" ID12),
    ROW(STUN, "\1\1\0\x0c"
              "ABCD" ID12 "\0\1\0\x08\0\1\x13\xc4\xc0\0\2\1"),
    ROW(UNKNOWN, "\1\1\0\x0c"
                 "ABCD" ID12 "\0\1\0\x09\0\1\x13\xc4\xc0\0\2\1"),
    ROW(UNKNOWN, "\1\1\0\x0c"
                 "ABCD" ID12 "\1\1\0\x08\0\1\x13\xc4\xc0\0\2\1"),
    ROW(UNKNOWN, "\0\1\0\0ABCD" ID12 "x"),
    ROW(UNKNOWN, "\0\3\0\0ABCD" ID12),
    /* A DNS query whose number and flags are a classic type and length. */
    ROW(UNKNOWN, "\0\1\0\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1"),
    ROW(UNKNOWN, "\0\1\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1"),
    ROW(TURN_CHANNEL, "\x40\0\0\4abcd"),
    ROW(TURN_CHANNEL, "\x40\0\0\3abc"),
    ROW(TURN_CHANNEL, "\x4f\xff\0\3abcd"),
    ROW(TURN_CHANNEL, "\x40\0\0\0"),
    ROW(UNKNOWN, "\x40\0\0\5abcd"),
    ROW(UNKNOWN, "\x40\0\0\3abcde"),
    ROW(TURN_CHANNEL, "\x7f\0\0\4abcd"),
    ROW(UNKNOWN, "Hello, world"),
    ROW(DTLS, "\x16\xfe\xff\0\0\0\0\0\0\0\0\0\2ab"),
    ROW(DTLS, "\x14\xfe\xfd\0\0\0\0\0\0\0\0\0\1\1\x17\xfe\xfd\0\1\0\0\0\0\0\0\0\1z"),
    ROW(UNKNOWN, "\x14\xfe\xfd\0\0\0\0\0\0\0\0\0\1\1\x17"),
    ROW(UNKNOWN, "\x16\xfe\xff\0\0\0\0\0\0\0\0\0\3ab"),
    ROW(UNKNOWN, "\x16\xfe\xff\0\0\0\0\0\0\0\0\0\0"),
    ROW(UNKNOWN, "\x16\xfe\xff"),
    ROW(UNKNOWN, "\x16\3\1\0\0\0\0\0\0\0\0\0\2ab"),
    ROW(UNKNOWN, "\x1b\xfe\xff\0\0\0\0\0\0\0\0\0\2ab"),
    /* DTLS 1.3: two records, the second with a short number; one without length says too little. */
    ROW(DTLS, "\x2e\1\2\0\x08"
              "abcdefgh\x27\7\0\x09"
              "abcdefghi"),
    ROW(UNKNOWN, "\x2e\1\2\0\x07"
                 "abcdefg"),
    ROW(UNKNOWN, "\x2e\1\2\0\x09"
                 "abcdefgh"),
    ROW(UNKNOWN, "\x2e\1\2\0\x08"
                 "abcdefgh\x2e"),
    ROW(UNKNOWN, "\x2a\1\2abcdefghijkl"),
    ROW(UNKNOWN, "\x3e\1\2\0\x08"
                 "abcdefgh"),
    ROW(ZRTP, "\x10\0\0\1ZRTP\0\0\0\1\x50\x5a\0\3HelloACK\0\0\0\0"),
    ROW(UNKNOWN, "\x10\0\0\1ZRTX\0\0\0\1\x50\x5a\0\3HelloACK\0\0\0\0"),
    ROW(UNKNOWN, "\x10\0\0\1ZRTP\0\0\0\1\x50\x5a\0\4HelloACK\0\0\0\0"),
    ROW(RTP, "\x80\0\0\1\0\0\0\1\0\0\0\1payload"),
    ROW(RTP, "\x80\x80\0\1\0\0\0\1\0\0\0\1"),
    ROW(UNKNOWN, "\x80\0\0\1\0\0\0\1\0\0\0"),
    ROW(UNKNOWN, "\x8f\0\0\1\0\0\0\1\0\0\0\1"),
    ROW(RTCP, "\x80\xc9\0\1\0\0\0\1"),
    ROW(RTCP, "\x80\xc9\0\1\0\0\0\1\x80\0\0\1" ID12),
    ROW(UNKNOWN, "\x80\xc9\0\2\0\0\0\1"),
    ROW(UNKNOWN, "\x80\xdf\0\1\0\0\0\1\0\0\0\0"),
    ROW(UNKNOWN, "\xff\xff\xff\xff"),
    ROW(UNKNOWN, "\x05\0\0\0"),
};

static void
test_rows(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *exact = g_memdup2(rows[i].bytes, rows[i].len ? rows[i].len : 1);
    LmRtpHeader rtp;
    LmDemuxKind kind = lm_demux(lm_slice(exact, rows[i].len), &rtp);
    g_test_message("row %zu", i);
    g_assert_cmpint(kind, ==, rows[i].kind);
  }
}

/* Random datagrams are seldom taken for anything but RTP, whose header says so little. */
static void
test_random(void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(1);
  unsigned n[LM_DEMUX_RTP + 1] = {0};
  for (int i = 0; i < 20000; i++) {
    uint8_t bytes[160];
    for (size_t j = 0; j < sizeof bytes; j++)
      bytes[j] = (uint8_t)g_rand_int(random);
    LmRtpHeader rtp;
    n[lm_demux(lm_slice(bytes, (size_t)g_rand_int_range(random, 1, sizeof bytes)), &rtp)]++;
  }
  g_assert_cmpuint(n[LM_DEMUX_RTP], >, 0);
  for (int kind = LM_DEMUX_EMPTY; kind < LM_DEMUX_RTP; kind++)
    g_assert_cmpuint(n[kind], <=, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/demux/rows", test_rows);
  g_test_add_func("/demux/random", test_random);
  return g_test_run();
}
