/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-packets.h"

static void
test_icmp_errors(void)
{
  static TestFrame f;
  for (int v6 = 0; v6 < 2; v6++) {
    udp_ip(&f, v6);
    frame_icmp_error(&f, v6, v6 ? 1 : 3);
    frame_ip(&f, v6 ? "2001:db8::9" : "203.0.113.9", v6 ? V6_SRC : V4_SRC);
    LmFrame frame = frame_done(&f, LM_LINK_RAW);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_ICMP_ERROR);
    assert_payload(&packet, "hello");
    g_assert_cmpuint(packet.src.port, ==, 5060);
    g_assert_cmpuint(packet.dst.port, ==, 5070);
    g_assert_cmpuint(packet.src.addr.family, ==, v6 ? LM_ADDR_IPV6 : LM_ADDR_IPV4);
    char text[LM_ADDR_TEXT_SIZE];
    g_assert_cmpstr(lm_addr_format(&packet.reporter, text), ==, v6 ? "2001:db8::9" : "203.0.113.9");
    g_assert_cmpuint(packet.icmp_type, ==, v6 ? 1 : 3);
    g_assert_cmpuint(packet.icmp_code, ==, 0);
    /* An echo is no error. */
    f.bytes[f.start + (v6 ? 40 : 20)] = v6 ? 128 : 8;
    g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  }
}

static void
test_icmp_cut_quotations(void)
{
  static TestFrame f, inner;
  char text[LM_ENDPOINT_TEXT_SIZE];
  frame_payload(&inner, "hello", 5);
  frame_tcp(&inner, 1234, 80, &(TestTcp){.seq = 99});
  frame_ip(&inner, V4_SRC, V4_DST);
  for (size_t cut = 0; cut <= frame_len(&inner); cut++) {
    frame_payload(&f, frame_bytes(&inner), cut);
    frame_icmp_error(&f, false, 11);
    frame_ip(&f, "203.0.113.9", V4_SRC);
    LmFrame frame = frame_done(&f, LM_LINK_RAW);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, cut < 28 ? LM_PACKET_NONE : LM_PACKET_ICMP_ERROR);
    if (cut < 28)
      continue;
    g_assert_cmpstr(lm_endpoint_format(&packet.dst, text), ==, "198.51.100.2:80");
    g_assert_cmpuint(packet.tcp_seq, ==, 99);
    g_assert_cmpuint(packet.payload.len, ==, cut > 40 ? cut - 40 : 0);
  }
  /* Quoted fragments: only the first one has ports. */
  for (uint32_t offset = 0; offset <= 8; offset += 8) {
    frame_payload(&f, "\x04\xd2\x00\x50\x00\x10\x00\x00hi", 10);
    frame_ip_fragment(&f, V4_SRC, V4_DST, 17, 1, offset, true);
    frame_icmp_error(&f, false, 11);
    frame_ip(&f, "203.0.113.9", V4_SRC);
    LmFrame frame = frame_done(&f, LM_LINK_RAW);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, offset ? LM_PACKET_NONE : LM_PACKET_ICMP_ERROR);
  }
  g_assert_cmpuint(lm_net_counters(net)->fragments, ==, 0);
}

/* A quotation in an error that quotes an error, and RFC 4884 extensions behind a quotation. */
static void
test_icmp_nested(void)
{
  static TestFrame f, inner;
  udp_ip(&f, false);
  frame_icmp_error(&f, false, 3);
  frame_ip(&f, "203.0.113.9", V4_SRC);
  frame_icmp_error(&f, false, 3);
  frame_ip(&f, "203.0.113.8", "203.0.113.9");
  LmFrame frame = frame_done(&f, LM_LINK_RAW);
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  frame_payload(&inner, "hello+++extensions", 18);
  frame_udp(&inner, 1, 2);
  frame_ip(&inner, V4_SRC, V4_DST);
  frame_payload(&f, frame_bytes(&inner), frame_len(&inner));
  frame_icmp_error(&f, false, 3);
  f.bytes[f.start + 5] = (20 + 8 + 8) / 4;
  frame_ip(&f, "203.0.113.9", V4_SRC);
  frame = frame_done(&f, LM_LINK_RAW);
  LmPacket packet = decode(&frame);
  assert_payload(&packet, "hello+++");
}

static const struct {
  const char *path;
  void (*run)(void);
} tests[] = {
    {"/net/icmp-errors", test_icmp_errors},
    {"/net/icmp-cut-quotations", test_icmp_cut_quotations},
    {"/net/icmp-nested", test_icmp_nested},
};

static void
run(gconstpointer test)
{
  net = lm_net_new();
  tests[GPOINTER_TO_SIZE(test)].run();
  lm_net_free(net);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add_data_func(tests[i].path, GSIZE_TO_POINTER(i), run);
  return g_test_run();
}
