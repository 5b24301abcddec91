/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-packets.h"

#include <glib.h>

static void
assert_udp_frame(const LmFrame *frame, bool v6)
{
  LmPacket packet = decode(frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  if (v6)
    assert_endpoints(&packet, "[2001:db8::1]:5060", "[2001:db8::2]:5070");
  else
    assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  g_assert_cmpuint(packet.dscp, ==, 46);
  g_assert_cmpuint(packet.ttl, ==, 64);
  g_assert_cmpuint(packet.missing_bytes, ==, 0);
  g_assert_false(packet.reassembled);
}

static void
assert_udp(const TestFrame *f, uint16_t link_type, bool v6)
{
  LmFrame frame = frame_done(f, link_type);
  assert_udp_frame(&frame, v6);
}

/* Every kind of frame, cut at every length, in memory that ends there. */
static void
cut_everywhere(const TestFrame *f, uint16_t link_type)
{
  LmFrame whole = frame_done(f, link_type);
  for (uint32_t len = 0; len <= whole.captured_bytes; len++) {
    uint8_t *exact = g_memdup2(whole.data, len ? len : 1);
    LmFrame frame = whole;
    frame.data = exact;
    frame.captured_bytes = len;
    LmPacket packet = decode(&frame);
    if (packet.kind == LM_PACKET_UDP)
      g_assert_cmpuint(packet.payload.len + packet.missing_bytes, ==, 5);
    frame.original_bytes = len;
    decode(&frame);
    g_free(exact);
  }
}

static void
test_link_layers(void)
{
  static TestFrame f;
  for (int v6 = 0; v6 < 2; v6++) {
    udp_ip(&f, v6);
    assert_udp(&f, LM_LINK_RAW, v6);
    assert_udp(&f, LM_LINK_RAW_BSD, v6);
    assert_udp(&f, LM_LINK_RAW_OPENBSD, v6);
    assert_udp(&f, v6 ? LM_LINK_IPV6 : LM_LINK_IPV4, v6);
    frame_ethernet(&f);
    assert_udp(&f, LM_LINK_ETHERNET, v6);
    udp_ip(&f, v6);
    frame_vlan(&f, 0x8100);
    frame_ethernet(&f);
    assert_udp(&f, LM_LINK_ETHERNET, v6);
    udp_ip(&f, v6);
    frame_vlan(&f, 0x8100);
    frame_vlan(&f, 0x9100);
    frame_vlan(&f, 0x88a8);
    frame_ethernet(&f);
    assert_udp(&f, LM_LINK_ETHERNET, v6);
    udp_ip(&f, v6);
    frame_snap(&f);
    assert_udp(&f, LM_LINK_ETHERNET, v6);
    udp_ip(&f, v6);
    frame_pppoe(&f);
    frame_ethernet(&f);
    assert_udp(&f, LM_LINK_ETHERNET, v6);
    cut_everywhere(&f, LM_LINK_ETHERNET);
    udp_ip(&f, v6);
    frame_sll(&f);
    assert_udp(&f, LM_LINK_LINUX_SLL, v6);
    udp_ip(&f, v6);
    frame_sll2(&f);
    assert_udp(&f, LM_LINK_LINUX_SLL2, v6);
  }
}

static void
test_null(void)
{
  static TestFrame f;
  static const uint8_t families[] = {2, 10, 24, 28, 30};
  for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
    for (int little = 0; little < 2; little++) {
      udp_ip(&f, i > 0);
      frame_prepend(&f, NULL, 4)[little ? 0 : 3] = families[i];
      assert_udp(&f, LM_LINK_NULL, i > 0);
      assert_udp(&f, LM_LINK_LOOP, i > 0);
    }
  }
}

static void
test_unknown(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  LmFrame frame = frame_done(&f, 147);
  uint64_t before = lm_net_counters(net)->unknown_link_types;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  frame.link_type = 65535;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  g_assert_cmpuint(lm_net_counters(net)->unknown_link_types - before, ==, 4);
  static const uint8_t protocols[] = {50, 253, 59, 2};
  for (size_t i = 0; i < G_N_ELEMENTS(protocols); i++) {
    frame_payload(&f, "hello, this is long enough", 26);
    f.protocol = protocols[i];
    frame_ip(&f, V6_SRC, V6_DST);
    frame = frame_done(&f, LM_LINK_RAW);
    g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  }
  frame_payload(&f, "\x42\x42\x03 spanning tree", 17);
  f.ethertype = 17;
  frame_ethernet(&f);
  frame = frame_done(&f, LM_LINK_ETHERNET);
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

static void
test_ipv4_lengths(void)
{
  static TestFrame f;
  /* Padding of a short Ethernet frame is no payload. */
  frame_payload(&f, "hello\0\0\0\0\0\0\0\0\0\0\0\0\0", 18);
  frame_udp(&f, 5060, 5070);
  frame_ip(&f, V4_SRC, V4_DST);
  f.bytes[f.start + 3] = 20 + 8 + 5;
  f.bytes[f.start + 25] = 8 + 5;
  frame_ethernet(&f);
  assert_udp(&f, LM_LINK_ETHERNET, false);
  /* Length fields of 0: what is there. */
  udp_ip(&f, false);
  f.bytes[f.start + 2] = f.bytes[f.start + 3] = 0;
  f.bytes[f.start + 24] = f.bytes[f.start + 25] = 0;
  frame_ethernet(&f);
  assert_udp(&f, LM_LINK_ETHERNET, false);
  udp_ip(&f, true);
  f.bytes[f.start + 4] = f.bytes[f.start + 5] = 0;
  f.bytes[f.start + 44] = f.bytes[f.start + 45] = 0;
  assert_udp(&f, LM_LINK_RAW, true);
  /* UDP longer than what IP carried: what is there, and nothing is missing. */
  udp_ip(&f, false);
  f.bytes[f.start + 24] = 200;
  frame_ethernet(&f);
  assert_udp(&f, LM_LINK_ETHERNET, false);
  /* UDP shorter than what IP carried. */
  udp_ip(&f, false);
  f.bytes[f.start + 25] = 8 + 2;
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  LmPacket packet = decode(&frame);
  assert_payload(&packet, "he");
  /* Options. */
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 5060, 5070);
  frame_ipv4_options(&f, V4_SRC, V4_DST, 40);
  frame_ethernet(&f);
  assert_udp(&f, LM_LINK_ETHERNET, false);
}

static void
test_impossible(void)
{
  static TestFrame f;
  static const struct {
    size_t offset;
    uint8_t value;
  } faults[] = {{14, 0x44}, {14, 0x65}, {14, 0x4f}, {17, 19}, {39, 7}};
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    udp_ip(&f, false);
    frame_ethernet(&f);
    f.bytes[f.start + faults[i].offset] = faults[i].value;
    LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
    uint64_t before = lm_net_counters(net)->truncated;
    g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
    g_assert_cmpuint(lm_net_counters(net)->truncated - before, ==, 2);
  }
}

static void
test_tcp_header(void)
{
  static TestFrame f;
  frame_payload(&f, "hello", 5);
  TestTcp tcp = {.seq = 0xfffffff0, .ack = 77, .flags = 0x118, .option_bytes = 12};
  frame_tcp(&f, 5060, 40000, &tcp);
  frame_ip(&f, V4_SRC, V4_DST);
  LmFrame frame = frame_done(&f, LM_LINK_RAW);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_TCP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:40000");
  g_assert_cmpuint(packet.tcp_seq, ==, 0xfffffff0);
  g_assert_cmpuint(packet.tcp_ack, ==, 77);
  g_assert_cmpuint(packet.tcp_flags, ==, 0x118);
  /* The snap length cut the options and all behind them. */
  frame.captured_bytes = 20 + 20 + 4;
  packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_TCP);
  g_assert_cmpuint(packet.payload.len, ==, 0);
  g_assert_cmpuint(packet.missing_bytes, ==, 5);
  /* A data offset that is too small, and one behind the end of the segment. */
  frame = frame_done(&f, LM_LINK_RAW);
  f.bytes[f.start + 20 + 12] = 0x40;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  f.bytes[f.start + 20 + 12] = 0xf0;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

static void
test_snap_length(void)
{
  static TestFrame f;
  for (int v6 = 0; v6 < 2; v6++) {
    udp_ip(&f, v6);
    frame_ethernet(&f);
    LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
    frame.captured_bytes -= 3;
    LmPacket packet = decode(&frame);
    assert_payload(&packet, "he");
    g_assert_cmpuint(packet.missing_bytes, ==, 3);
    /* Of a frame that was padded on the wire only the payload counts as missing. */
    frame.original_bytes += 20;
    g_assert_cmpuint(decode(&frame).missing_bytes, ==, 3);
    /* What was cut off is padding alone. */
    frame = frame_done(&f, LM_LINK_ETHERNET);
    frame.original_bytes += 20;
    assert_udp_frame(&frame, v6);
    /* A file that states less than it holds, of a frame that something else has cut: IP says what
     * was there. */
    frame.captured_bytes -= 3;
    frame.original_bytes = 1;
    packet = decode(&frame);
    assert_payload(&packet, "he");
    g_assert_cmpuint(packet.missing_bytes, ==, 3);
  }
}

static void
test_ipv6_extensions(void)
{
  static TestFrame f;
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 5060, 5070);
  frame_ipv6_extension(&f, 60, 3);
  frame_ipv6_extension(&f, 51, 6);
  frame_ipv6_extension(&f, 43, 1);
  frame_ipv6_extension(&f, 0, 1);
  frame_ip(&f, V6_SRC, V6_DST);
  assert_udp(&f, LM_LINK_RAW, true);
  /* A fragment that is the whole datagram. */
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 5060, 5070);
  frame_ip_fragment(&f, V6_SRC, V6_DST, 17, 1, 0, false);
  assert_udp(&f, LM_LINK_RAW, true);
  /* Too many. */
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 5060, 5070);
  for (int i = 0; i < 40; i++)
    frame_ipv6_extension(&f, 60, 1);
  frame_ip(&f, V6_SRC, V6_DST);
  LmFrame frame = frame_done(&f, LM_LINK_RAW);
  uint64_t before = lm_net_counters(net)->too_many_layers;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  g_assert_cmpuint(lm_net_counters(net)->too_many_layers - before, ==, 2);
}

static void
test_ip_in_ip(void)
{
  static TestFrame f;
  udp_ip(&f, true);
  frame_ip(&f, "203.0.113.1", "203.0.113.2");
  frame_ip(&f, "2001:db8::8", "2001:db8::9");
  frame_ethernet(&f);
  assert_udp(&f, LM_LINK_ETHERNET, true);
  udp_ip(&f, false);
  frame_ip(&f, "2001:db8::8", "2001:db8::9");
  frame_ip(&f, "203.0.113.1", "203.0.113.2");
  assert_udp(&f, LM_LINK_RAW, false);
  udp_ip(&f, false);
  for (int i = 0; i < 20; i++)
    frame_ip(&f, "203.0.113.1", "203.0.113.2");
  LmFrame frame = frame_done(&f, LM_LINK_RAW);
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

/* Where UDP has its length, UDP-Lite has what its checksum covers (RFC 3828, 3.1). */
static void
test_udp_lite(void)
{
  static TestFrame f;
  frame_payload(&f, "hello", 5);
  frame_prepend(&f, "\x13\xc4\x13\xce\x00\x08\x00\x00", 8);
  f.protocol = 136;
  frame_ip(&f, V4_SRC, V4_DST);
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, V4_SRC ":5060", V4_DST ":5070");
}

static void
test_cut_headers(void)
{
  static TestFrame f;
  for (int v6 = 0; v6 < 2; v6++) {
    udp_ip(&f, v6);
    cut_everywhere(&f, LM_LINK_RAW);
    frame_vlan(&f, 0x8100);
    frame_vlan(&f, 0x88a8);
    frame_ethernet(&f);
    cut_everywhere(&f, LM_LINK_ETHERNET);
    udp_ip(&f, v6);
    frame_snap(&f);
    cut_everywhere(&f, LM_LINK_ETHERNET);
    udp_ip(&f, v6);
    frame_ethernet(&f);
    cut_everywhere(&f, LM_LINK_ETHERNET);
    udp_ip(&f, v6);
    frame_sll(&f);
    cut_everywhere(&f, LM_LINK_LINUX_SLL);
    udp_ip(&f, v6);
    frame_sll2(&f);
    cut_everywhere(&f, LM_LINK_LINUX_SLL2);
    udp_ip(&f, v6);
    frame_prepend(&f, v6 ? "\0\0\0\x1e" : "\0\0\0\x02", 4);
    cut_everywhere(&f, LM_LINK_NULL);
    udp_ip(&f, v6);
    frame_icmp_error(&f, v6, v6 ? 1 : 3);
    frame_ip(&f, v6 ? V6_DST : V4_DST, v6 ? V6_SRC : V4_SRC);
    cut_everywhere(&f, LM_LINK_RAW);
    frame_payload(&f, "hello", 5);
    frame_tcp(&f, 1, 2, &(TestTcp){.option_bytes = 8});
    frame_ip(&f, v6 ? V6_DST : V4_DST, v6 ? V6_SRC : V4_SRC);
    cut_everywhere(&f, LM_LINK_RAW);
  }
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 1, 2);
  frame_ipv6_extension(&f, 60, 2);
  frame_ipv6_extension(&f, 51, 4);
  frame_ip(&f, V6_SRC, V6_DST);
  cut_everywhere(&f, LM_LINK_RAW);
}

/* The short cut against the general way, over frames of which every byte was changed. */
static void
test_fast_is_general(void)
{
  static TestFrame f;
  for (size_t i = 0; i < 14 + 20 + 8; i++) {
    for (int bit = 0; bit < 8; bit++) {
      udp_ip(&f, false);
      frame_ethernet(&f);
      f.bytes[f.start + i] ^= (uint8_t)(1 << bit);
      LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
      decode(&frame);
      frame.captured_bytes -= 2;
      decode(&frame);
    }
  }
}

static const struct {
  const char *path;
  void (*run)(void);
} tests[] = {
    {"/net/link-layers", test_link_layers}, {"/net/null", test_null},
    {"/net/unknown", test_unknown},         {"/net/ipv4-lengths", test_ipv4_lengths},
    {"/net/impossible", test_impossible},   {"/net/tcp-header", test_tcp_header},
    {"/net/snap-length", test_snap_length}, {"/net/ipv6-extensions", test_ipv6_extensions},
    {"/net/ip-in-ip", test_ip_in_ip},       {"/net/udp-lite", test_udp_lite},
    {"/net/cut-headers", test_cut_headers}, {"/net/fast-is-general", test_fast_is_general},
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
