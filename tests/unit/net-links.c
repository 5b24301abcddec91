/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Link layers other than those of Ethernet and Linux's cooked captures. */

#include "net-wraps.h"

static void
ppp(TestFrame *f)
{
  put_be16(f, is_v6(f) ? 0x0057 : 0x0021);
}

static void
ppp_compressed(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\x57" : "\x21", 1);
}

static void
ppp_framed(TestFrame *f)
{
  ppp(f);
  put_be16(f, 0xff03);
}

static void
ppp_direction(TestFrame *f)
{
  ppp(f);
  put_be16(f, 0x0103);
}

static void
ppp_multilink(TestFrame *f)
{
  ppp(f);
  frame_prepend(f, "\x00\x3d\xc0\x00\x12\x34", 6);
}

static void
ppp_multilink_short(TestFrame *f)
{
  ppp_compressed(f);
  frame_prepend(f, "\x3d\xc0\x21", 3);
}

static void
ppp_multilink_part(TestFrame *f)
{
  ppp(f);
  frame_prepend(f, "\x00\x3d\x80\x00\x12\x34", 6);
}

static void
ppp_bridged(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x31\x40\x01\x00\x00\x00\x07", 8);
}

static void
ppp_bridged_token_ring(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x31\x00\x02", 4);
}

static void
chdlc(TestFrame *f)
{
  put_be16(f, f->ethertype);
  put_be16(f, 0x8f00);
}

static void
one_byte_and_chdlc(TestFrame *f)
{
  chdlc(f);
  frame_prepend(f, "\x01", 1);
}

static void
one_byte_and_ppp(TestFrame *f)
{
  ppp_framed(f);
  frame_prepend(f, "\x00", 1);
}

static void
pppoe(TestFrame *f)
{
  frame_pppoe(f);
}

static void
pppoe_discovery(TestFrame *f)
{
  frame_pppoe(f);
  f->bytes[f->start + 1] = 0x09;
}

static void
atm_bridged(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\xaa\xaa\x03\x00\x80\xc2\x00\x01\x00\x00", 10);
}

static void
atm_routed(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\xfe\xfe\x03\x8e" : "\xfe\xfe\x03\xcc", 4);
}

static void
fr_nlpid(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\x18\x41\x03\x8e" : "\x18\x41\x03\xcc", 4);
}

static void
fr_cisco(TestFrame *f)
{
  put_be16(f, f->ethertype);
  put_be16(f, 0x1841);
}

static void
fr_long_address(TestFrame *f)
{
  ppp(f);
  frame_prepend(f, "\x18\x40\x02\x05\x03\xcf", 6);
}

static void
fr_snap(TestFrame *f)
{
  put_be16(f, f->ethertype);
  frame_prepend(f, "\x18\x41\x03\x00\x80\x00\x00\x00", 8);
}

static void
fr_bridged(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x18\x41\x03\x00\x80\x00\x80\xc2\x00\x07", 10);
}

static void
one_byte_and_fr(TestFrame *f)
{
  fr_nlpid(f);
  frame_prepend(f, "\x01", 1);
}

static void
fr_signalling(TestFrame *f)
{
  frame_prepend(f, "\x00\x01\x03\x08", 4);
}

static void
snap(TestFrame *f)
{
  put_be16(f, f->ethertype);
  frame_prepend(f, "\xaa\xaa\x03\x00\x00\x00", 6);
}

static uint8_t *
wlan_header(TestFrame *f, size_t bytes, uint8_t type, uint8_t flags)
{
  uint8_t *header = frame_prepend(f, NULL, bytes);
  header[0] = type;
  header[1] = flags;
  return header;
}

static void
wlan(TestFrame *f)
{
  snap(f);
  wlan_header(f, 24, 0x08, 0x02);
}

static void
wlan_full(TestFrame *f)
{
  snap(f);
  wlan_header(f, 36, 0x88, 0x83)[30] = 6;
}

static void
wlan_padded(TestFrame *f)
{
  snap(f);
  wlan_header(f, 28, 0x88, 0x01);
}

static void
wlan_aggregate(TestFrame *f)
{
  snap(f);
  size_t len = frame_len(f);
  put_be16(f, len);
  frame_prepend(f, NULL, 12);
  wlan_header(f, 26, 0x88, 0x01)[24] = 0x80;
}

static void
wlan_decrypted(TestFrame *f)
{
  snap(f);
  wlan_header(f, 32, 0x08, 0x41);
}

static void
wlan_protected(TestFrame *f)
{
  frame_prepend(f, "\xaa\xaa\x99", 3);
  wlan_header(f, 32, 0x08, 0x41);
}

static void
wlan_part(TestFrame *f)
{
  wlan(f);
  f->bytes[f->start + 22] = 0x01;
}

static void
wlan_no_data(TestFrame *f)
{
  wlan(f);
  f->bytes[f->start] = 0x48;
}

static void
wlan_beacon(TestFrame *f)
{
  wlan(f);
  f->bytes[f->start] = 0x80;
}

static void
radiotap(TestFrame *f)
{
  wlan(f);
  frame_prepend(f, "\x00\x00\x09\x00\x02\x00\x00\x00\x10", 9);
}

static void
avs(TestFrame *f)
{
  wlan(f);
  frame_prepend(f, NULL, 56);
  frame_prepend(f, "\x80\x21\x10\x01\x00\x00\x00\x40", 8);
}

static void
prism(TestFrame *f)
{
  wlan(f);
  frame_prepend(f, NULL, 136);
  frame_prepend(f, "\x44\x00\x00\x00\x90\x00\x00\x00", 8);
}

static void
prism_big_endian(TestFrame *f)
{
  wlan(f);
  frame_prepend(f, NULL, 136);
  frame_prepend(f, "\x00\x00\x00\x44\x00\x00\x00\x90", 8);
}

static void
mpls(TestFrame *f)
{
  frame_prepend(f, "\x00\x01\x81\x40", 4);
}

static const Wrap wraps[] = {
    {"ppp", LM_LINK_PPP, ppp},
    {"ppp", LM_LINK_PPP, ppp_compressed},
    {"ppp", LM_LINK_PPP, ppp_framed},
    {"ppp", LM_LINK_PPP_HDLC, ppp_framed},
    {"ppp", LM_LINK_PPP_WITH_DIRECTION, ppp_direction},
    {"ppp", LM_LINK_PPP, ppp_multilink},
    {"ppp", LM_LINK_PPP, ppp_multilink_short},
    {"ppp / eth", LM_LINK_PPP, ppp_bridged},
    {"ppp", LM_LINK_DIRECTION_PPP, one_byte_and_ppp},
    {"chdlc", LM_LINK_PPP_HDLC, chdlc},
    {"chdlc", LM_LINK_CISCO_HDLC, chdlc},
    {"chdlc", LM_LINK_DIRECTION_CISCO_HDLC, one_byte_and_chdlc},
    {"pppoe session 0x21 / ppp", LM_LINK_PPPOE, pppoe},
    {"llc / eth", LM_LINK_ATM_LLC, atm_bridged},
    {"llc", LM_LINK_ATM_LLC, atm_routed},
    {"fr dlci 100", LM_LINK_FRAME_RELAY, fr_nlpid},
    {"fr dlci 100", LM_LINK_FRAME_RELAY, fr_cisco},
    {"fr dlci 819265 / ppp", LM_LINK_FRAME_RELAY, fr_long_address},
    {"fr dlci 100", LM_LINK_FRAME_RELAY, fr_snap},
    {"fr dlci 100 / eth", LM_LINK_FRAME_RELAY, fr_bridged},
    {"fr dlci 100", LM_LINK_DIRECTION_FRAME_RELAY, one_byte_and_fr},
    {"wlan / llc", LM_LINK_IEEE80211, wlan},
    {"wlan / llc", LM_LINK_IEEE80211, wlan_full},
    {"wlan / llc", LM_LINK_IEEE80211, wlan_padded},
    {"wlan / llc", LM_LINK_IEEE80211, wlan_aggregate},
    {"wlan / llc", LM_LINK_IEEE80211, wlan_decrypted},
    {"radiotap / wlan / llc", LM_LINK_RADIOTAP, radiotap},
    {"avs / wlan / llc", LM_LINK_AVS, avs},
    {"avs / wlan / llc", LM_LINK_PRISM, avs},
    {"prism / wlan / llc", LM_LINK_PRISM, prism},
    {"prism / wlan / llc", LM_LINK_PRISM, prism_big_endian},
    {"mpls label 24", LM_LINK_MPLS, mpls},
};

static void
test_opened(void)
{
  test_wraps(wraps, G_N_ELEMENTS(wraps));
}

static void
test_closed(void)
{
  assert_closed(LM_LINK_PPP, ppp_multilink_part);
  assert_closed(LM_LINK_PPP, ppp_bridged_token_ring);
  assert_closed(LM_LINK_PPPOE, pppoe_discovery);
  assert_closed(LM_LINK_FRAME_RELAY, fr_signalling);
  assert_closed(LM_LINK_IEEE80211, wlan_protected);
  assert_closed(LM_LINK_IEEE80211, wlan_part);
  assert_closed(LM_LINK_IEEE80211, wlan_no_data);
  assert_closed(LM_LINK_IEEE80211, wlan_beacon);
}

/* Linux's cooked captures of radio devices name their header by the kind of device. */
static void
test_cooked_radio(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  radiotap(&f);
  frame_sll(&f);
  f.bytes[f.start + 2] = 803 >> 8;
  f.bytes[f.start + 3] = 803 & 0xff;
  LmFrame frame = frame_done(&f, LM_LINK_LINUX_SLL);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_way(&packet, "sll / radiotap / wlan / llc / ip / udp");
  f.bytes[f.start + 3] = 824 & 0xff;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/links/opened", test_opened);
  g_test_add_func("/net/links/closed", test_closed);
  g_test_add_func("/net/links/cooked-radio", test_cooked_radio);
  net = lm_net_new();
  int status = g_test_run();
  lm_net_free(net);
  return status;
}
