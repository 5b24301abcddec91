/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers that are not from the wire: what captures and their devices put before a frame. */

#include "net-wraps.h"

static void
nflog(TestFrame *f)
{
  uint8_t length = (uint8_t)(frame_len(f) + 4);
  frame_prepend(f, NULL, 2)[0] = 9;
  frame_prepend(f, NULL, 2)[0] = length;
  frame_prepend(f, "\x02\x00\x00\x05\x07\x00\x0a\x00sip\x00", 12);
}

static void
nflog_big_endian(TestFrame *f)
{
  put_be16(f, 9);
  put_be16(f, frame_len(f) + 2);
  frame_prepend(f, "\x02\x00\x00\x05\x00\x07\x00\x0asip\x00", 12);
}

static void
nflog_without(TestFrame *f)
{
  frame_prepend(f, "\x02\x00\x00\x05\x00\x00\x00\x09", 8);
}

static uint8_t *
pktap_header(TestFrame *f, uint8_t link_type)
{
  uint8_t *header = frame_prepend(f, NULL, 108);
  header[0] = 108;
  header[4] = 1;
  header[8] = link_type;
  return header;
}

static void
pktap(TestFrame *f)
{
  frame_ethernet(f);
  pktap_header(f, 1);
}

static void
pktap_of_other_use(TestFrame *f)
{
  pktap(f);
  f->bytes[f->start + 4] = 2;
}

static void
pktap_in_pktap(TestFrame *f)
{
  frame_ethernet(f);
  for (int i = 0; i < 20; i++)
    pktap_header(f, LM_LINK_PKTAP_OLD);
}

static void
pflog(TestFrame *f)
{
  uint8_t *header = frame_prepend(f, NULL, 64);
  header[0] = 61;
  header[1] = is_v6(f) ? 30 : 2;
}

static void
enc(TestFrame *f)
{
  uint8_t *header = frame_prepend(f, "\x00\x00\x00\x00\x00\x00\x10\x01\x00\x00\x00\x00", 12);
  header[3] = is_v6(f) ? 24 : 2;
}

static void
juniper(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "MGC\x80\x00\x04\x01\x02\x00\x00", 10);
}

static void
juniper_bare(TestFrame *f)
{
  frame_prepend(f, "MGC\x03\x02\x00\x00\x00", 8);
}

static void
juniper_ppp(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\xff\x03\x57" : "\xff\x03\x21", 3);
  frame_prepend(f, "MGC\x01", 4);
}

static void
juniper_fr(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\x18\x41\x03\x8e" : "\x18\x41\x03\xcc", 4);
  frame_prepend(f, "MGC", 4);
}

static void
not_juniper(TestFrame *f)
{
  juniper(f);
  f->bytes[f->start] = 'm';
}

static void
endace(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, NULL, 18)[8] = 2;
}

static void
erf_extended(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\xff\x03\x57" : "\xff\x03\x21", 3);
  frame_prepend(f, "\x83\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0", 16);
  frame_prepend(f, NULL, 16)[8] = 0x81;
}

static void
erf_of_cells(TestFrame *f)
{
  frame_prepend(f, NULL, 16)[8] = 3;
}

static void
dsa(TestFrame *f)
{
  put_be16(f, f->ethertype);
  frame_prepend(f, NULL, 16);
}

static void
dsa_long(TestFrame *f)
{
  put_be16(f, f->ethertype);
  frame_prepend(f, NULL, 20);
}

static void
erf_of_channels(TestFrame *f)
{
  frame_prepend(f, is_v6(f) ? "\0\0\0\3\xff\x03\x57" : "\0\0\0\3\xff\x03\x21", 7);
  frame_prepend(f, NULL, 16)[8] = 5;
}

/* With a field of three bytes. */
static void
ppi(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x00\x0f\x00\x01\x00\x00\x00\x02\x00\x03\x00\x01\x02\x03", 15);
}

static void
ppi_in_ppi(TestFrame *f)
{
  frame_ethernet(f);
  for (int i = 0; i < 2; i++)
    frame_prepend(f, "\x00\x00\x08\x00\xc0\x00\x00\x00", 8);
}

static void
ipnet(TestFrame *f)
{
  frame_prepend(f, NULL, 24)[1] = is_v6(f) ? 26 : 2;
}

static void
netanalyzer(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, NULL, 4);
}

static void
netanalyzer_transparent(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\0\0\0\0\x55\x55\x55\x55\x55\x55\x55\xd5", 12);
}

/* What Wireshark exports of layer 3; its names are padded with zeros. */
static void
exported_ip(TestFrame *f)
{
  frame_prepend(f, "\0\x1e\0\4\0\0\0\5\0\0\0", 12);
  frame_prepend(f, is_v6(f) ? "\0\x0c\0\4ipv6" : "\0\x0c\0\4ip\0\0", 8);
}

static const Wrap wraps[] = {
    {"juniper / eth", LM_LINK_JUNIPER_ETHERNET, juniper},
    {"juniper", LM_LINK_JUNIPER_ETHERNET, juniper_bare},
    {"juniper / ppp", LM_LINK_JUNIPER_PPP, juniper_ppp},
    {"juniper / fr dlci 100", LM_LINK_JUNIPER_FRAME_RELAY, juniper_fr},
    {"erf / eth", LM_LINK_ERF, endace},
    {"erf / ppp", LM_LINK_ERF, erf_extended},
    {"dsa", LM_LINK_DSA_BROADCOM, dsa},
    {"dsa", LM_LINK_DSA_BROADCOM_FIRST, dsa},
    {"dsa", LM_LINK_DSA_MARVELL, dsa},
    {"dsa", LM_LINK_DSA_MARVELL_LONG, dsa_long},
    {"nflog", LM_LINK_NFLOG, nflog},
    {"nflog", LM_LINK_NFLOG, nflog_big_endian},
    {"pktap / eth", LM_LINK_PKTAP, pktap},
    {"pktap / eth", LM_LINK_PKTAP_OLD, pktap},
    {"pflog", LM_LINK_PFLOG, pflog},
    {"enc spi 0x1001", LM_LINK_ENC, enc},
    {"erf / ppp", LM_LINK_ERF, erf_of_channels},
    {"ppi / eth", LM_LINK_PPI, ppi},
    {"ipnet", LM_LINK_IPNET, ipnet},
    {"netanalyzer / eth", LM_LINK_NETANALYZER, netanalyzer},
    {"netanalyzer / eth", LM_LINK_NETANALYZER_TRANSPARENT, netanalyzer_transparent},
    {"exported", LM_LINK_UPPER_PDU, exported_ip},
};

static void
test_opened(void)
{
  test_wraps(wraps, G_N_ELEMENTS(wraps));
}

static void
test_closed(void)
{
  assert_closed(LM_LINK_JUNIPER_ETHERNET, not_juniper);
  assert_closed(LM_LINK_ERF, erf_of_cells);
  assert_closed(LM_LINK_NFLOG, nflog_without);
  assert_closed(LM_LINK_PKTAP_OLD, pktap_of_other_use);
  assert_closed(LM_LINK_PKTAP, pktap_in_pktap);
  assert_closed(LM_LINK_PPI, ppi_in_ppi);
}

/* A packet that comes before all other values, and whose length is larger in the order in which it
 * stands than the wrong way round. */
static void
test_nflog_first(void)
{
  static TestFrame f;
  static const char text[481] = "hello";
  frame_payload(&f, text, sizeof text);
  frame_udp(&f, 5060, 5070);
  frame_ip(&f, V4_SRC, V4_DST);
  g_assert_cmpuint(frame_len(&f), ==, 0x201 - 4);
  frame_prepend(&f, "\x02\x00\x00\x05\x01\x02\x09\x00", 8);
  LmFrame frame = frame_done(&f, LM_LINK_NFLOG);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  g_assert_cmpuint(packet.payload.len, ==, sizeof text);
}

/* SIP over TCP, as Wireshark exports it; and without a word on between whom. */
static void
test_exported(void)
{
  static TestFrame f;
  static const uint8_t tags[] = "\0\x0c\0\x08sip.tcp\0"
                                "\0\x14\0\4\xc0\0\2\1"
                                "\0\x15\0\4\xc6\x33\x64\2"
                                "\0\x18\0\4\0\0\0\2"
                                "\0\x19\0\4\0\0\x13\xc4"
                                "\0\x1a\0\4\0\0\x13\xce"
                                "\0\0\0";
  frame_payload(&f, "hello", 5);
  frame_prepend(&f, tags, sizeof tags);
  LmFrame frame = frame_done(&f, LM_LINK_UPPER_PDU);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  g_assert_cmpuint(packet.carrier, ==, 6);
  assert_way(&packet, "exported");
  frame_payload(&f, "\0\x0c\0\4sip\0\0\0\0\0hello", 17);
  frame = frame_done(&f, LM_LINK_UPPER_PDU);
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/pseudo-headers/opened", test_opened);
  g_test_add_func("/net/pseudo-headers/closed", test_closed);
  g_test_add_func("/net/pseudo-headers/nflog-first", test_nflog_first);
  g_test_add_func("/net/pseudo-headers/exported", test_exported);
  net = lm_net_new();
  int status = g_test_run();
  lm_net_free(net);
  return status;
}
