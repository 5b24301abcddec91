/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-tcp-segments.h"

static uint32_t
push_cut(uint32_t seq, const char *text, uint32_t missing)
{
  LmPacket packet = segment(false, seq, 0, 0, lm_slice_str(text));
  packet.missing_bytes = missing;
  return lm_tcp_push(tcp, &packet);
}

static void
test_in_order(void)
{
  static const char text[] = "REGISTER";
  g_assert_cmpuint(push_flags(false, 99, 0, SYN), ==, LM_NONE);
  g_assert_cmpuint(push_flags(true, 499, 100, SYN | ACK), ==, LM_NONE);
  g_assert_cmpuint(push_flags(false, 100, 500, ACK), ==, LM_NONE);
  uint32_t stream = push(100, text);
  g_assert_cmpuint(stream, ==, 0);
  /* Nothing is copied. */
  g_assert_true(lm_tcp_peek(tcp, stream).data == (const uint8_t *)text);
  assert_take(stream, "REGISTER");
  assert_peek(stream, "");
  LmPacket answer = segment(true, 500, 108, ACK, lm_slice_str("200"));
  g_assert_cmpuint(lm_tcp_push(tcp, &answer), ==, 1);
  assert_take(1, "200");
  g_assert_cmpuint(lm_tcp_n_streams(tcp), ==, 2);
  LmEndpoint src, dst;
  lm_tcp_endpoints(tcp, 1, &src, &dst);
  g_assert_cmpuint(src.port, ==, 5060);
  g_assert_cmpuint(dst.port, ==, client_port);
  g_assert_false(lm_tcp_take_gap(tcp, 0));
  g_assert_false(lm_tcp_flush(tcp, 0));
  g_assert_cmpuint(lm_tcp_counters(tcp)->segments, ==, 5);
  g_assert_cmpuint(lm_tcp_counters(tcp)->retransmitted, ==, 0);
}

/* A message over many segments; slices that were handed out before stay good. */
static void
test_partial_consume(void)
{
  push_flags(false, 0, 0, SYN);
  push(1, "one,tw");
  LmSlice first = lm_tcp_peek(tcp, 0);
  lm_tcp_consume(tcp, 0, 4);
  push(7, "o,thr");
  LmSlice second = lm_tcp_peek(tcp, 0);
  assert_take(0, "two,thr");
  push(12, "ee");
  push(14, ",four");
  assert_peek(0, "ee,four");
  lm_tcp_consume(tcp, 0, 3);
  push(19, ",five");
  assert_peek(0, "four,five");
  lm_tcp_consume(tcp, 0, 1000);
  assert_peek(0, "");
  g_assert_true(lm_slice_equal(first, lm_slice_str("one,tw")));
  g_assert_true(lm_slice_equal(second, lm_slice_str("two,thr")));
}

static void
test_out_of_order(void)
{
  push_flags(false, 0, 0, SYN);
  push(4, "def");
  push(10, "jkl");
  push(7, "ghi");
  assert_peek(0, "");
  push(1, "abc");
  assert_take(0, "abcdefghijkl");
  g_assert_cmpuint(lm_tcp_counters(tcp)->out_of_order, ==, 3);
  g_assert_cmpuint(lm_tcp_counters(tcp)->gaps, ==, 0);
  g_assert_false(lm_tcp_take_gap(tcp, 0));
}

static void
test_retransmitted(void)
{
  push_flags(false, 0, 0, SYN);
  push(1, "abc");
  assert_take(0, "abc");
  push(1, "abc");
  assert_peek(0, "");
  push(1, "abcde"); /* more of it than before */
  assert_take(0, "de");
  push(5, "e"); /* a keep-alive */
  push(0, "\1");
  assert_peek(0, "");
  push(6, "f"); /* a probe into a closed window, then the whole segment */
  assert_take(0, "f");
  push(6, "fgh");
  assert_take(0, "gh");
  g_assert_cmpuint(lm_tcp_counters(tcp)->retransmitted, ==, 5);
}

static void
test_overlaps(void)
{
  push_flags(false, 0, 0, SYN);
  push(1, "ab");
  push(2, "XcX"); /* b is there */
  assert_take(0, "abcX");
  /* While a hole is open: the first bytes win, whatever lies lower. */
  push(8, "DEF");
  push(7, "cYYYGH");
  push(12, "ZIJ");
  push(6, "bZZ");
  push(5, "aWWWWWWWWWWWWW");
  assert_take(0, "abcDEFGHIJWWWW");
  /* Two that begin at the same byte. */
  push(20, "bc");
  push(20, "XYd");
  push(19, "aZ");
  assert_take(0, "abcd");
  /* One long segment behind many short ones. */
  push(25, "2");
  push(27, "4");
  push(29, "6");
  push(24, "1xxxxxx8");
  push(23, "0yyyyyyyyy");
  assert_take(0, "012x4x6x8y");
}

static void
test_wrap(void)
{
  push_flags(false, 0xfffffffa, 0, SYN);
  push(1, "ghi");
  push(0xfffffffe, "def");
  push(0xfffffffb, "abc");
  assert_take(0, "abcdefghi");
  push(0xfffffffb, "abc");
  push(4, "jkl");
  assert_take(0, "jkl");
}

static void
test_middle(void)
{
  /* No SYN: the first data is the start, unless what belongs in front comes next. */
  push(1000, "def");
  push(997, "abc");
  assert_take(0, "abcdef");
  push(990, "1234567");
  assert_peek(0, "");
  push(1003, "ghi");
  assert_take(0, "ghi");
  /* A late SYN of it changes nothing. */
  client_port++;
  push(1000, "def");
  push_flags(false, 999, 0, SYN);
  push(1003, "ghi");
  assert_take(1, "defghi");
  /* A keep-alive is no start. */
  client_port++;
  LmPacket packet = segment(false, 999, 1, ACK, lm_slice("\0", 1));
  lm_tcp_push(tcp, &packet);
  push(1000, "abc");
  assert_take(2, "abc");
}

static void
test_syn_with_data(void)
{
  LmPacket packet = segment(false, 41, 0, SYN, lm_slice_str("fast"));
  g_assert_cmpuint(lm_tcp_push(tcp, &packet), ==, 0);
  push(46, " open");
  assert_take(0, "fast open");
}

static void
test_ports_reused(void)
{
  push_flags(false, 0, 0, SYN);
  g_assert_cmpuint(push(1, "abc"), ==, 0);
  push_flags(false, 0, 0, SYN); /* once more the same */
  g_assert_cmpuint(push(4, "def"), ==, 0);
  push(8, "waits");
  push_flags(false, 500, 0, SYN);
  push_flags(true, 900, 501, SYN | ACK);
  g_assert_cmpuint(push(501, "new"), ==, 1);
  assert_take(1, "new");
  /* The old one keeps what it has. */
  assert_take(0, "abcdef");
  g_assert_true(lm_tcp_flush(tcp, 0));
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  assert_take(0, "waits");
  /* After RST, or long silence, data far off begins another one without a SYN. */
  push_flags(false, 504, 0, RST);
  g_assert_cmpuint(push(0x90000000, "third"), ==, 2);
  assert_take(2, "third");
  g_assert_cmpuint(push(0x10000000, "stray"), ==, LM_NONE);
  frame.time_ns += 100 * LM_NS_PER_S;
  g_assert_cmpuint(push(0x10000000, "fourth"), ==, 3);
  assert_take(3, "fourth");
  /* What lies behind by more than could still be under way is not that which was sent again. */
  frame.time_ns += 100 * LM_NS_PER_S;
  g_assert_cmpuint(push(0x08000000, "fifth"), ==, 4);
  assert_take(4, "fifth");
}

/* A device that has started again uses the port and the number that it used before. */
static void
test_same_number(void)
{
  push_flags(false, 0, 0, SYN);
  push_flags(true, 900, 1, SYN | ACK);
  g_assert_cmpuint(push(1, "abc"), ==, 0);
  assert_take(0, "abc");
  push_flags(true, 901, 4, RST);
  push_flags(false, 0, 0, SYN);
  push_flags(true, 5000, 1, SYN | ACK);
  g_assert_cmpuint(push(1, "def"), ==, 1);
  assert_take(1, "def");
}

static void
test_reset_and_fin(void)
{
  g_assert_cmpuint(push_flags(false, 0, 0, RST), ==, LM_NONE);
  g_assert_cmpuint(push_flags(false, 0, 0, ACK), ==, LM_NONE);
  g_assert_cmpuint(push_flags(false, 0, 0, FIN | ACK), ==, LM_NONE);
  push_flags(false, 0, 0, SYN);
  LmPacket last = segment(false, 1, 0, FIN | ACK, lm_slice_str("bye"));
  g_assert_cmpuint(lm_tcp_push(tcp, &last), ==, 0);
  assert_take(0, "bye");
  LmPacket reset = segment(false, 4, 0, RST, lm_slice_str("because"));
  lm_tcp_push(tcp, &reset);
  assert_peek(0, "");
  LmPacket udp = last;
  udp.kind = LM_PACKET_UDP;
  g_assert_cmpuint(lm_tcp_push(tcp, &udp), ==, LM_NONE);
}

static void
test_hole_acknowledged(void)
{
  push_flags(false, 0, 0, SYN);
  push_flags(true, 0, 1, SYN | ACK);
  push(1, "abc");
  push(10, "xyz");
  assert_peek(0, "abc");
  /* The receiver has what lacks, but it may still come for a second. */
  push_flags(true, 1, 13, ACK);
  frame.time_ns += LM_NS_PER_S / 2;
  push(13, "123");
  assert_peek(0, "abc");
  g_assert_false(lm_tcp_at_gap(tcp, 0));
  frame.time_ns += LM_NS_PER_S;
  push(16, "456");
  /* The bytes in front can still be used, and are not joined to those behind. */
  g_assert_true(lm_tcp_at_gap(tcp, 0));
  g_assert_false(lm_tcp_take_gap(tcp, 0));
  assert_take(0, "abc");
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  g_assert_false(lm_tcp_take_gap(tcp, 0));
  g_assert_false(lm_tcp_at_gap(tcp, 0));
  assert_take(0, "xyz123456");
  g_assert_cmpuint(lm_tcp_counters(tcp)->gaps, ==, 1);
  /* What lacked comes after all: too late. */
  push(4, "defghi");
  assert_peek(0, "");
}

static void
test_hole_not_acknowledged(void)
{
  push_flags(false, 0, 0, SYN);
  push_flags(true, 0, 1, SYN | ACK);
  push(4, "def");
  frame.time_ns += 30 * LM_NS_PER_S;
  for (uint32_t i = 0; i < 200; i++)
    push(7 + 3 * i, "ghi");
  assert_peek(0, "");
  push(1, "abc");
  g_assert_cmpuint(lm_tcp_peek(tcp, 0).len, ==, 606);
  /* Of a connection of which the capture has one direction, a hole is given up on after a while. */
  client_port++;
  push(1, "abc");
  assert_take(1, "abc");
  push(7, "ghi");
  frame.time_ns += 11 * LM_NS_PER_S;
  push(10, "jkl");
  g_assert_true(lm_tcp_take_gap(tcp, 1));
  assert_take(1, "ghijkl");
}

static void
test_hole_segments(void)
{
  push_flags(false, 0, 0, SYN);
  push_flags(true, 0, 1, SYN | ACK);
  push_flags(true, 1, 100, ACK);
  uint32_t n = 0;
  while (lm_tcp_peek(tcp, 0).len == 0 && n < 1000)
    push(4 + 3 * n++, "def");
  g_assert_cmpuint(n, ==, 64);
  g_assert_true(lm_tcp_take_gap(tcp, 0));
}

/* Each hole has its own second. */
static void
test_hole_after_hole(void)
{
  push_flags(false, 0, 0, SYN);
  push_flags(true, 0, 1, SYN | ACK);
  push_flags(true, 1, 100, ACK);
  push(4, "def");
  push(10, "jkl");
  frame.time_ns += LM_NS_PER_S * 9 / 10;
  push(1, "abc");
  assert_take(0, "abcdef");
  frame.time_ns += LM_NS_PER_S * 9 / 10;
  push(13, "mno");
  assert_peek(0, "");
  push(7, "ghi");
  assert_take(0, "ghijklmno");
}

static void
test_hole_bytes(void)
{
  g_autofree char *text = g_strnfill(64 << 10, 'x');
  push_flags(false, 0, 0, SYN);
  push_flags(true, 0, 1, SYN | ACK);
  uint32_t n = 0;
  while (lm_tcp_peek(tcp, 0).len == 0 && n < 1000)
    push(100 + (64 << 10) * n++, text);
  g_assert_cmpuint(n, ==, LM_LIMIT_TCP_DIRECTION_BYTES >> 16);
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  g_assert_cmpuint(lm_tcp_peek(tcp, 0).len, ==, n << 16);
}

static void
test_flush(void)
{
  push_flags(false, 0, 0, SYN);
  push(1, "a");
  push(4, "d");
  push(8, "h");
  assert_peek(0, "a");
  g_assert_true(lm_tcp_flush(tcp, 0));
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  assert_peek(0, "d");
  g_assert_true(lm_tcp_flush(tcp, 0));
  assert_peek(0, "h");
  g_assert_false(lm_tcp_flush(tcp, 0));
  g_assert_false(lm_tcp_flush(tcp, 77));
  assert_peek(77, "");
}

static void
test_snap_length(void)
{
  push_flags(false, 0, 0, SYN);
  push_cut(1, "abc", 5);
  assert_peek(0, "abc");
  g_assert_true(lm_tcp_at_gap(tcp, 0));
  g_assert_false(lm_tcp_take_gap(tcp, 0));
  /* Not consumed, so dropped when more comes. */
  push_cut(9, "ij", 2);
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  assert_take(0, "ij");
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  push(13, "mn");
  assert_take(0, "mn");
  g_assert_false(lm_tcp_take_gap(tcp, 0));
  /* Only headers are captured. */
  push_cut(15, "", 10);
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  push(25, "yz");
  assert_take(0, "yz");
  /* Out of order, and with another capture of the bytes that lack. */
  push_cut(30, "de", 3);
  push(33, "g");
  push(35, "i");
  push(27, "abc");
  assert_take(0, "abcde");
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  assert_take(0, "g");
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  assert_take(0, "i");
}

static const struct {
  const char *path;
  void (*run)(void);
} tests[] = {
    {"/net/tcp/in-order", test_in_order},
    {"/net/tcp/partial-consume", test_partial_consume},
    {"/net/tcp/out-of-order", test_out_of_order},
    {"/net/tcp/retransmitted", test_retransmitted},
    {"/net/tcp/overlaps", test_overlaps},
    {"/net/tcp/wrap", test_wrap},
    {"/net/tcp/middle", test_middle},
    {"/net/tcp/syn-with-data", test_syn_with_data},
    {"/net/tcp/ports-reused", test_ports_reused},
    {"/net/tcp/same-number", test_same_number},
    {"/net/tcp/reset-and-fin", test_reset_and_fin},
    {"/net/tcp/hole-acknowledged", test_hole_acknowledged},
    {"/net/tcp/hole-not-acknowledged", test_hole_not_acknowledged},
    {"/net/tcp/hole-segments", test_hole_segments},
    {"/net/tcp/hole-after-hole", test_hole_after_hole},
    {"/net/tcp/hole-bytes", test_hole_bytes},
    {"/net/tcp/flush", test_flush},
    {"/net/tcp/snap-length", test_snap_length},
};

static void
run(gconstpointer test)
{
  tcp = lm_tcp_new();
  frame = (LmFrame){.time_ns = 1000 * LM_NS_PER_S};
  client_port = 40000;
  tests[GPOINTER_TO_SIZE(test)].run();
  lm_tcp_free(tcp);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add_data_func(tests[i].path, GSIZE_TO_POINTER(i), run);
  return g_test_run();
}
