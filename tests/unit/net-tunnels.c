/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels in IP. */

#include "net-wraps.h"

/* What is there in IPv4 in Ethernet, as @protocol. */
static void
outer(TestFrame *f, uint8_t protocol)
{
  f->protocol = protocol;
  frame_ip(f, "203.0.113.1", "203.0.113.2");
  frame_ethernet(f);
}

static void
gre_of(TestFrame *f, uint16_t type, const char *flags, const char *fields, size_t n_fields)
{
  frame_prepend(f, fields, n_fields);
  put_be16(f, type);
  frame_prepend(f, flags, 2);
  outer(f, 47);
}

static void
gre(TestFrame *f)
{
  gre_of(f, f->ethertype, "\x00\x00", "", 0);
}

/* Checksum, a source route of one entry, key, sequence number. */
static void
gre_all(TestFrame *f)
{
  frame_prepend(f, "\x08\x00\x00\x04\xc0\x00\x02\x09\x00\x00\x00\x00", 12);
  gre_of(f, f->ethertype, "\xf0\x00", "\x12\x34\x00\x00\x00\x00\xbe\xef\x00\x00\x00\x01", 12);
}

static void
gre_bridged(TestFrame *f)
{
  frame_ethernet(f);
  gre_of(f, 0x6558, "\x20\x00", "\x00\x00\x00\x07", 4);
}

static void
nvgre(TestFrame *f)
{
  frame_ethernet(f);
  gre_of(f, 0x6558, "\x20\x00", "\x00\x13\x89\x63", 4);
}

static void
vmware(TestFrame *f)
{
  frame_ethernet(f);
  gre_of(f, 0x6558, "\x20\x00", "\x02\x00\x00\x00", 4);
}

static void
gre_keepalive(TestFrame *f)
{
  gre_of(f, 0, "\x00\x00", "", 0);
}

static void
gre_version_2(TestFrame *f)
{
  gre_of(f, f->ethertype, "\x00\x02", "", 0);
}

/* With sequence and acknowledgment numbers. */
static void
pptp(TestFrame *f)
{
  put_be16(f, is_v6(f) ? 0x0057 : 0x0021);
  uint8_t fields[] = {0, (uint8_t)frame_len(f), 0, 12, 0, 0, 0, 1, 0, 0, 0, 1};
  gre_of(f, 0x880b, "\x30\x81", (const char *)fields, sizeof fields);
}

static void
pptp_acknowledgment(TestFrame *f)
{
  gre_of(f, 0x880b, "\x20\x81", "\x00\x00\x00\x0c\x00\x00\x00\x01", 8);
}

static void
eoip(TestFrame *f)
{
  frame_ethernet(f);
  uint8_t fields[] = {0, (uint8_t)frame_len(f), 7, 0};
  gre_of(f, 0x6400, "\x20\x01", (const char *)fields, sizeof fields);
}

static void
erspan_1(TestFrame *f)
{
  frame_ethernet(f);
  gre_of(f, 0x88be, "\x00\x00", "", 0);
}

static void
erspan_2(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x10\x64\xfc\x05\x00\x00\x00\x03", 8);
  gre_of(f, 0x88be, "\x10\x00", "\x00\x00\x00\x01", 4);
}

/* Some mirrors leave its sequence number out. */
static void
erspan_2_bare(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x10\x64\xfc\x05\x00\x00\x00\x03", 8);
  gre_of(f, 0x88be, "\x00\x00", "", 0);
}

/* The address of the station to which the frame goes begins as the header of type II does. */
static void
erspan_1_like_2(TestFrame *f)
{
  frame_ethernet(f);
  f->bytes[f->start] = 0x10;
  gre_of(f, 0x88be, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
erspan_1_bare_like_2(TestFrame *f)
{
  frame_ethernet(f);
  f->bytes[f->start] = 0x10;
  gre_of(f, 0x88be, "\x00\x00", "", 0);
}

static void
erspan_3(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x20\x64\x00\x06\x00\x00\x00\x09\x00\x00\x00\x00", 12);
  gre_of(f, 0x22eb, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
erspan_3_platform(TestFrame *f)
{
  frame_vlan(f, 0x8100);
  frame_ethernet(f);
  frame_prepend(f, "\x0c\x00\x00\x00\x00\x00\x00\x00", 8);
  frame_prepend(f, "\x20\x64\x00\x06\x00\x00\x00\x09\x00\x00\x00\x01", 12);
  gre_of(f, 0x22eb, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
erspan_3_ip(TestFrame *f)
{
  frame_prepend(f, "\x20\x64\x00\x06\x00\x00\x00\x09\x00\x00\x08\x00", 12);
  gre_of(f, 0x22eb, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
erspan_3_other(TestFrame *f)
{
  frame_prepend(f, "\x20\x64\x00\x06\x00\x00\x00\x09\x00\x00\x0c\x00", 12);
  gre_of(f, 0x22eb, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
erspan_unknown(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x70\x64\x00\x06\x00\x00\x00\x09", 8);
  gre_of(f, 0x22eb, "\x10\x00", "\x00\x00\x00\x01", 4);
}

static void
wccp(TestFrame *f)
{
  frame_prepend(f, "\x00\x5a\x00\x01", 4);
  gre_of(f, 0x883e, "\x00\x00", "", 0);
}

static void
wccp_1(TestFrame *f)
{
  gre_of(f, 0x883e, "\x00\x00", "", 0);
}

static void
ip_in_ip(TestFrame *f)
{
  frame_ip(f, "203.0.113.1", "203.0.113.2");
  frame_ip(f, "2001:db8:9::1", "2001:db8:9::2");
  frame_ethernet(f);
}

static void
etherip(TestFrame *f)
{
  frame_ethernet(f);
  put_be16(f, 0x3000);
  outer(f, 97);
}

static void
etherip_version_2(TestFrame *f)
{
  frame_ethernet(f);
  put_be16(f, 0x2000);
  outer(f, 97);
}

static void
l2tpv3(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x00\x00\x1f\x40\x00\x00\x01", 8);
  outer(f, 115);
}

static void
l2tpv3_cookie(TestFrame *f)
{
  put_be16(f, is_v6(f) ? 0x0057 : 0x0021);
  frame_prepend(f, "\x00\x00\x00\x1f\xde\xad\xbe\xef\xde\xad\xbe\xef\xff\x03", 14);
  outer(f, 115);
}

/* A cookie that begins as IP does. */
static void
l2tpv3_cookie_like_ip(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x00\x00\x1f\x45\x00\x00\x14\x00\x00\x00\x00", 12);
  outer(f, 115);
}

static void
l2tpv3_control(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x00\x00\x00", 4);
  outer(f, 115);
}

static void
mpls_in_ip(TestFrame *f)
{
  frame_prepend(f, "\x00\x02\x91\x40", 4);
  outer(f, 137);
}

static const Wrap wraps[] = {
    {"eth / ip / gre", LM_LINK_ETHERNET, gre},
    {"eth / ip / gre key 0xbeef", LM_LINK_ETHERNET, gre_all},
    {"eth / ip / gre key 0x7 / eth", LM_LINK_ETHERNET, gre_bridged},
    {"eth / ip / nvgre vsid 5001 / eth", LM_LINK_ETHERNET, nvgre},
    {"eth / ip / gre key 0x2000000 / eth", LM_LINK_ETHERNET, vmware},
    {"eth / ip / pptp call 12 / ppp", LM_LINK_ETHERNET, pptp},
    {"eth / ip / eoip tunnel 7 / eth", LM_LINK_ETHERNET, eoip},
    {"eth / ip / gre / erspan / eth", LM_LINK_ETHERNET, erspan_1},
    {"eth / ip / gre / erspan session 5 / eth", LM_LINK_ETHERNET, erspan_2},
    {"eth / ip / gre / erspan session 5 / eth", LM_LINK_ETHERNET, erspan_2_bare},
    {"eth / ip / gre / erspan / eth", LM_LINK_ETHERNET, erspan_1_bare_like_2},
    {"eth / ip / gre / erspan / eth", LM_LINK_ETHERNET, erspan_1_like_2},
    {"eth / ip / gre / erspan session 6 / eth", LM_LINK_ETHERNET, erspan_3},
    {"eth / ip / gre / erspan session 6 / eth / vlan 100", LM_LINK_ETHERNET, erspan_3_platform},
    {"eth / ip / gre / erspan session 6 / raw", LM_LINK_ETHERNET, erspan_3_ip},
    {"eth / ip / gre / wccp", LM_LINK_ETHERNET, wccp},
    {"eth / ip / gre / wccp", LM_LINK_ETHERNET, wccp_1},
    {"eth / ipv6 / ip", LM_LINK_ETHERNET, ip_in_ip},
    {"eth / ip / etherip / eth", LM_LINK_ETHERNET, etherip},
    {"eth / ip / l2tpv3 session 0x1f / eth", LM_LINK_ETHERNET, l2tpv3},
    {"eth / ip / l2tpv3 session 0x1f / eth", LM_LINK_ETHERNET, l2tpv3_cookie_like_ip},
    {"eth / ip / l2tpv3 session 0x1f / ppp", LM_LINK_ETHERNET, l2tpv3_cookie},
    {"eth / ip / mpls label 41", LM_LINK_ETHERNET, mpls_in_ip},
};

static void
test_opened(void)
{
  test_wraps(wraps, G_N_ELEMENTS(wraps));
}

static void
test_closed(void)
{
  assert_closed(LM_LINK_ETHERNET, gre_keepalive);
  assert_closed(LM_LINK_ETHERNET, gre_version_2);
  assert_closed(LM_LINK_ETHERNET, pptp_acknowledgment);
  assert_closed(LM_LINK_ETHERNET, erspan_3_other);
  assert_closed(LM_LINK_ETHERNET, erspan_unknown);
  assert_closed(LM_LINK_ETHERNET, etherip_version_2);
  assert_closed(LM_LINK_ETHERNET, l2tpv3_control);
}

/* Whoever is inside counts: its marks, its sender; also in what an ICMP error quotes of a tunnel,
 * and of what is in it. */
static void
test_quoted(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  frame_icmp_error(&f, false, 3);
  frame_ip(&f, V4_DST, "192.0.2.99");
  gre(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_ICMP_ERROR);
  assert_endpoints(&packet, V4_SRC ":5060", V4_DST ":5070");
  assert_way(&packet, "eth / ip / gre / ip / icmp / ip / udp");

  udp_ip(&f, false);
  put_be16(&f, 0x0800);
  put_be16(&f, 0);
  f.protocol = 47;
  frame_ip(&f, "203.0.113.1", "203.0.113.2");
  frame_icmp_error(&f, false, 11);
  frame_ip(&f, "203.0.113.9", "203.0.113.1");
  frame_ethernet(&f);
  frame = frame_done(&f, LM_LINK_ETHERNET);
  packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_ICMP_ERROR);
  assert_endpoints(&packet, V4_SRC ":5060", V4_DST ":5070");
  assert_way(&packet, "eth / ip / icmp / ip / gre / ip / udp");
}

/* Fragments outside and inside. */
static void
test_fragments(void)
{
  static TestFrame f;
  static uint8_t payload[1000];
  LmPacket packet = {0};
  uint8_t *frames[4];
  for (uint32_t i = 0; i < 2; i++) {
    frame_payload(&f, payload, 504);
    if (i == 0)
      frame_prepend(&f, "\x13\xc4\x13\xc4\x03\xf8\x00\x00", 8);
    frame_ip_fragment(&f, V4_SRC, V4_DST, 17, 7, i * 512, i == 0);
    put_be16(&f, 0x0800);
    put_be16(&f, 0);
    size_t len = frame_len(&f);
    uint8_t *gre_packet = g_memdup2(frame_bytes(&f), len);
    for (uint32_t k = 0; k < 2; k++) {
      size_t half = k == 0 ? 256 : len - 256;
      frame_payload(&f, gre_packet + k * 256, half);
      frame_ip_fragment(&f, "203.0.113.1", "203.0.113.2", 47, 100 + i, k * 256, k == 0);
      frame_ethernet(&f);
      LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
      frame.data = frames[i * 2 + k] = g_memdup2(frame.data, frame.captured_bytes);
      LmPacketKind kind = lm_net_decode(net, &frame, &packet);
      g_assert_cmpuint(kind, ==, i == 1 && k == 1 ? LM_PACKET_UDP : LM_PACKET_NONE);
    }
    g_free(gre_packet);
  }
  g_assert_cmpuint(packet.payload.len, ==, 1008);
  assert_way(&packet, "eth / ip / gre / ip / udp");
  for (size_t i = 0; i < G_N_ELEMENTS(frames); i++)
    g_free(frames[i]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/tunnels/opened", test_opened);
  g_test_add_func("/net/tunnels/closed", test_closed);
  g_test_add_func("/net/tunnels/quoted", test_quoted);
  g_test_add_func("/net/tunnels/fragments", test_fragments);
  net = lm_net_new();
  int status = g_test_run();
  lm_net_free(net);
  return status;
}
