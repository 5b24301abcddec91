/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-packets.h"

static void
assert_path(const TestFrame *f, uint16_t link_type, const char *expected)
{
  LmFrame frame = frame_done(f, link_type);
  LmPacket packet = decode(&frame);
  LmText text = LM_TEXT_INIT;
  lm_path_text(packet.path, &text);
  g_assert_cmpstr(text.str, ==, expected);
  lm_text_clear(&text);
}

static void
test_text(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  frame_ethernet(&f);
  assert_path(&f, LM_LINK_ETHERNET, "eth / ip / udp");
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  g_assert_true(decode(&frame).path == &lm_path_common);

  udp_ip(&f, true);
  frame_vlan(&f, 0x8100);
  frame_vlan(&f, 0x88a8);
  frame_ethernet(&f);
  assert_path(&f, LM_LINK_ETHERNET, "eth / vlan 100 / vlan 100 / ipv6 / udp");

  /* Options are no part of the way, and a header that states no number has none. */
  frame_payload(&f, "hello", 5);
  frame_udp(&f, 5060, 5070);
  frame_ipv6_extension(&f, 60, 3);
  frame_ipv6_extension(&f, 51, 6);
  frame_ipv6_extension(&f, 0, 1);
  frame_ip(&f, V6_SRC, V6_DST);
  frame_ip(&f, V4_SRC, V4_DST);
  assert_path(&f, LM_LINK_RAW, "raw / ip / ipv6 / ah spi 0x0 / udp");

  udp_ip(&f, false);
  frame_icmp_error(&f, false, 3);
  frame_ip(&f, V4_DST, V4_SRC);
  assert_path(&f, LM_LINK_IPV4, "ip / icmp / ip / udp");
}

/* Nothing for us has no way; the same way is the same pointer. */
static void
test_packets(void)
{
  static TestFrame f;
  frame_payload(&f, "hello", 5);
  f.ethertype = 0x0806;
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  g_assert_null(decode(&frame).path);
  udp_ip(&f, false);
  frame_pppoe(&f);
  frame_ethernet(&f);
  frame = frame_done(&f, LM_LINK_ETHERNET);
  const LmPath *path = decode(&frame).path;
  test_text();
  g_assert_true(decode(&frame).path == path);
}

static const LmPath *
tagged(LmPath *path, uint32_t number, uint32_t n)
{
  *path = (LmPath){.n = n};
  for (uint32_t i = 0; i < n; i++)
    path->steps[i] = (LmPathStep){&lm_layer_vlan, number, 1};
  return path;
}

/* A capture in which every packet has another way. */
static void
test_limit(void)
{
  LmPathTable table;
  LmPath path;
  lm_path_table_init(&table);
  g_assert_cmpuint(lm_path_table_add(&table, &lm_path_common), ==, LM_PATH_COMMON);
  g_assert_cmpuint(lm_path_table_add(&table, NULL), ==, LM_PATH_UNKNOWN);
  uint64_t n_cut = 0;
  table.n_cut = &n_cut;
  for (uint32_t i = 0; i < 3 * LM_LIMIT_PATHS; i++) {
    const LmPath *found = lm_path_table_intern(&table, tagged(&path, i, 2));
    g_assert_cmpuint(found->n, ==, 2);
    g_assert_true(lm_path_table_intern(&table, &path) == found);
  }
  g_assert_cmpuint(n_cut, >=, 2 * LM_LIMIT_PATHS);
  const LmPath *late = lm_path_table_intern(&table, &path);
  g_assert_cmpuint(late->steps[1].has_value, ==, 0);
  g_assert_cmpuint(lm_path_table_intern(&table, tagged(&path, 7, 2))->steps[1].value, ==, 7);
  g_assert_cmpuint(lm_path_table_add(&table, late), <, LM_LIMIT_PATHS);
  g_assert_true(lm_path_table_at(&table, lm_path_table_add(&table, late)) == late);

  /* All ways of 12 layers out of two. */
  for (uint32_t i = 0; i < LM_LIMIT_PATHS; i++) {
    tagged(&path, 0, 12);
    for (uint32_t bit = 0; bit < 12; bit++)
      if (i >> bit & 1)
        path.steps[bit].layer = &lm_layer_llc;
    g_assert_cmpuint(lm_path_table_intern(&table, &path)->n, <=, 12);
  }
  g_assert_true(lm_path_table_intern(&table, &path) == lm_path_table_at(&table, LM_PATH_UNKNOWN));
  LmText text = LM_TEXT_INIT;
  lm_path_text(lm_path_table_at(&table, LM_PATH_UNKNOWN), &text);
  g_assert_cmpstr(text.str, ==, "…");
  lm_text_clear(&text);
  lm_path_table_clear(&table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/path/text", test_text);
  g_test_add_func("/net/path/packets", test_packets);
  g_test_add_func("/net/path/limit", test_limit);
  net = lm_net_new();
  int status = g_test_run();
  lm_net_free(net);
  return status;
}
