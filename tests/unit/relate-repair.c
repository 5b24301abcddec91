/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is brought back of what was lost, and header extensions, in packets made by hand: right
 * ones, and ones that end before what they announce. */
#include "relate/extensions.h"
#include "relate/repair.h"
#include "sip-packets.h"

#include <string.h>

static void
set_up(const char *formats, const char *attributes)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, formats, attributes);
  g_autofree char *answer = test_sdp(BOB_MEDIA, formats, attributes);
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b");
}

/* @first is the first byte of the header; @rest is behind it. */
static void
send_packet(uint8_t first, uint8_t type, uint16_t sequence, const void *rest, size_t len)
{
  uint8_t packet[100] = {first, type, (uint8_t)(sequence >> 8), (uint8_t)sequence};
  uint32_t timestamp = 160u * sequence;
  for (unsigned i = 0; i < 4; i++)
    packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  packet[11] = 5;
  memcpy(packet + 12, rest, len);
  test_udp(100 + 20 * sequence, ALICE_MEDIA, BOB_MEDIA, packet, 12 + len);
}

/* Each packet has the one before in it (RFC 2198, 3), 160 ticks older, of two bytes. Of what was
 * lost the last of each run is brought back. */
static void
test_red(void)
{
  static const uint8_t both[] = {0x80, 0x02, 0x80, 0x02, 0x00, 1, 2, 3, 4};
  set_up("121 0", "a=rtpmap:121 red/8000\r\na=fmtp:121 0/0\r\n");
  for (uint16_t i = 1; i <= 20; i++)
    if (i != 5 && i != 9 && i != 10)
      send_packet(0x80, 121, i, both, sizeof both);
  /* Cut off within the header of a block, within a block, and nothing at all. */
  send_packet(0x80, 121, 21, both, 3);
  send_packet(0x80, 121, 22, both, 6);
  send_packet(0x80, 121, 23, both, 0);
  test_net_finish();
  g_assert_true(lm_repairs_are_likely(net->trace));
  LmRepairs *repairs = lm_repairs_new(net->trace, NULL);
  g_assert_cmpuint(lm_repairs_n(repairs), ==, 1);
  const LmRepair *repair = lm_repairs_at(repairs, 0);
  g_assert_cmpuint(repair->lost, ==, 3);
  g_assert_cmpuint(repair->by_red, ==, 2);
  g_assert_cmpuint(repair->by_rtx + repair->by_fec, ==, 0);
  g_assert_cmpuint(repair->red_packets, >=, 17);
  g_assert_cmpuint(repair->red_packets, <=, 19);
  g_assert_cmpuint(repair->rtx, ==, LM_NONE);
  g_assert_false(repair->encrypted);
  g_assert_false(repair->uncertain);
  lm_repairs_free(repairs);
}

/* Speech without any of it. */
static void
test_none(void)
{
  set_up("0", "");
  test_rtp_run(100, ALICE_MEDIA, BOB_MEDIA, 5, 1, 0, 20);
  test_net_finish();
  g_assert_false(lm_repairs_are_likely(net->trace));
  LmRepairs *repairs = lm_repairs_new(net->trace, NULL);
  g_assert_cmpuint(lm_repairs_n(repairs), ==, 0);
  lm_repairs_free(repairs);
}

/* RFC 8285, 4.2: the level of the sound (RFC 6464), then an element that nobody announced. */
static void
test_extensions(void)
{
  uint8_t rest[] = {0xbe, 0xde, 0, 1, 0x10, 0, 0x20, 9, 1, 2, 3};
  set_up("0", "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n");
  for (uint16_t i = 1; i <= 30; i++) {
    rest[5] = (uint8_t)(0x80 | (i % 3 + 10));
    send_packet(0x90, 0, i, rest, sizeof rest);
  }
  /* Longer than the packet; and none although the bit says so. */
  rest[3] = 200;
  send_packet(0x90, 0, 31, rest, sizeof rest);
  send_packet(0x90, 0, 32, rest, 2);
  test_net_finish();
  LmExtensions *extensions = lm_extensions_new(net->trace, LM_NONE);
  g_assert_cmpuint(lm_extensions_n(extensions), ==, 2);
  const LmExtension *level = lm_extensions_at(extensions, 0);
  g_assert_cmpuint(level->id, ==, 1);
  g_assert_cmpstr(level->name, ==, "audio-level");
  g_assert_cmpuint(level->packets, ==, 30);
  g_assert_cmpuint(level->n_numbers, ==, 30);
  g_assert_cmpint(level->least, ==, -12);
  g_assert_cmpint(level->most, ==, -10);
  g_assert_cmpfloat_with_epsilon(level->sum / level->n_numbers, -11, 1e-9);
  const LmExtension *other = lm_extensions_at(extensions, 1);
  g_assert_cmpuint(other->id, ==, 2);
  g_assert_null(other->name);
  g_assert_cmpuint(other->packets, ==, 30);
  lm_extensions_free(extensions);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/repair/red", test_red},
      {"/repair/none", test_none},
      {"/repair/extensions", test_extensions},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
