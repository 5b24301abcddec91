/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams that nobody announced: when they are believed, and what is not taken for one. */

#include "sip-packets.h"

#include <string.h>

static void
assert_streams(uint32_t n)
{
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, n);
}

static void
test_four_agree(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 3);
  assert_streams(0);
  g_assert_cmpuint(lm_trace_counters(net->trace)->rtp_packets, ==, 0);
  test_rtp(60, ALICE_MEDIA, BOB_MEDIA, 0xa, 4, 0);
  assert_streams(1);
  const LmStream *stream = lm_trace_stream(net->trace, 0);
  g_assert_cmpuint(stream->stats.packets, ==, 4);
  g_assert_cmpuint(lm_rtp_stats_expected(&stream->stats), ==, 4);
  g_assert_cmpuint(lm_trace_counters(net->trace)->rtp_packets, ==, 4);
  g_assert_cmpuint(stream->first_frame, ==, 1);
  g_assert_cmpint(stream->stats.first_ns, ==, TEST_EPOCH_NS);
  g_assert_cmpint(stream->stats.last_ns, ==, TEST_EPOCH_NS + 60 * LM_NS_PER_MS);
  g_assert_false(stream->announced);
  g_assert_cmpuint(stream->call, ==, LM_NONE);
  test_rtp_run(80, ALICE_MEDIA, BOB_MEDIA, 0xa, 5, 0, 6);
  g_assert_cmpuint(stream->stats.packets, ==, 10);
}

/* The same packet again is no further witness, but it was received. */
static void
test_duplicates(void)
{
  for (int i = 0; i < 6; i++)
    test_rtp(i, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0);
  assert_streams(0);
  test_rtp_run(20, ALICE_MEDIA, BOB_MEDIA, 0xa, 2, 0, 3);
  assert_streams(1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.duplicates, >, 0);
}

static void
test_loss_on_probation(void)
{
  test_rtp(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0);
  test_rtp(20, ALICE_MEDIA, BOB_MEDIA, 0xa, 2, 0);
  test_rtp(120, ALICE_MEDIA, BOB_MEDIA, 0xa, 7, 0);
  test_rtp(140, ALICE_MEDIA, BOB_MEDIA, 0xa, 8, 0);
  assert_streams(1);
  g_assert_cmpint(lm_rtp_stats_lost(&lm_trace_stream(net->trace, 0)->stats), ==, 4);
}

/* Packets that overtake each other are of one stream all the same, and all of them count. */
static void
test_misorder_on_probation(void)
{
  static const uint16_t order[] = {2, 1, 4, 3};
  for (unsigned i = 0; i < 4; i++)
    test_rtp(20 * i, ALICE_MEDIA, BOB_MEDIA, 0xa, order[i], 0);
  assert_streams(1);
  const LmStream *stream = lm_trace_stream(net->trace, 0);
  g_assert_cmpuint(stream->stats.packets, ==, 4);
  g_assert_cmpuint(stream->stats.reordered, ==, 2);
  g_assert_cmpint(lm_rtp_stats_lost(&stream->stats), ==, 0);
}

static void
test_two_sources_in_turn(void)
{
  for (unsigned i = 0; i < 4; i++) {
    assert_streams(0);
    test_rtp(20 * i, ALICE_MEDIA, BOB_MEDIA, 0xa, (uint16_t)(1 + i), 0);
    test_rtp(20 * i + 1, ALICE_MEDIA, BOB_MEDIA, 0xb, (uint16_t)(900 + i), 0);
  }
  assert_streams(2);
  for (uint32_t i = 0; i < 2; i++)
    g_assert_cmpuint(lm_trace_stream(net->trace, i)->stats.packets, ==, 4);
}

/* A new source has to be believed as the first one was. */
static void
test_source_changes(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  test_rtp_run(200, ALICE_MEDIA, BOB_MEDIA, 0xb, 700, 0, 3);
  assert_streams(1);
  test_rtp(260, ALICE_MEDIA, BOB_MEDIA, 0xb, 703, 0);
  assert_streams(2);
  g_assert_cmpuint(lm_trace_stream(net->trace, 1)->stats.packets, ==, 4);
}

static void
test_too_far_apart(void)
{
  for (unsigned i = 0; i < 20; i++)
    test_rtp(20000.0 * i, ALICE_MEDIA, BOB_MEDIA, 0xa, (uint16_t)(1 + i), 0);
  for (unsigned i = 0; i < 20; i++)
    test_rtp(500000 + 20 * i, ALICE_MEDIA, BOB_MEDIA, 0xb, (uint16_t)(1000 * i), 0);
  assert_streams(0);
}

/* An announcement ends the probation of what waits already. */
static void
test_announced_meanwhile(void)
{
  g_autofree char *answer = test_sdp(BOB_MEDIA, "0", "");
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 2);
  SIP(30, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  test_rtp(40, ALICE_MEDIA, BOB_MEDIA, 0xa, 3, 0);
  assert_streams(1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, 3);
}

static uint32_t
next_random(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Random bytes, once as they are and once behind a first byte that RTP has. */
static void
test_random(void)
{
  uint32_t state = 1;
  for (int rtp = 0; rtp < 2; rtp++) {
    for (int i = 0; i < 20000; i++) {
      uint8_t bytes[60];
      for (size_t k = 0; k < sizeof bytes; k++)
        bytes[k] = (uint8_t)next_random(&state);
      if (rtp)
        bytes[0] = 0x80;
      test_udp(i, ALICE_MEDIA, BOB_MEDIA, bytes, sizeof bytes);
    }
  }
  assert_streams(0);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 0);
}

/* A DNS query: a random identifier first, so some of them look like version 2, and a constant part
 * where an SSRC would be. */
static void
test_dns(void)
{
  static const char query[] = "\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1";
  uint8_t bytes[2 + sizeof query - 1];
  memcpy(bytes + 2, query, sizeof query - 1);
  for (unsigned id = 0; id < 65536; id += 7) {
    bytes[0] = (uint8_t)(id >> 8);
    bytes[1] = (uint8_t)id;
    test_udp(id, "192.0.2.1:40000", "192.0.2.53:53", bytes, sizeof bytes);
  }
  assert_streams(0);
}

static void
test_stun(void)
{
  for (int i = 0; i < 100; i++) {
    uint8_t bytes[20] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0};
    bytes[19] = (uint8_t)i;
    test_udp(i, ALICE_MEDIA, BOB_MEDIA, bytes, sizeof bytes);
  }
  assert_streams(0);
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 100);
}

/* A header that never moves is a keep-alive. */
static void
test_standing_still(void)
{
  for (int i = 0; i < 100; i++)
    test_rtp(20 * i, ALICE_MEDIA, BOB_MEDIA, 0, 0, 0);
  assert_streams(0);
}

static const TestCase cases[] = {
    {"/track/probation/four-agree", test_four_agree},
    {"/track/probation/duplicates", test_duplicates},
    {"/track/probation/loss", test_loss_on_probation},
    {"/track/probation/misorder", test_misorder_on_probation},
    {"/track/probation/two-sources-in-turn", test_two_sources_in_turn},
    {"/track/probation/source-changes", test_source_changes},
    {"/track/probation/too-far-apart", test_too_far_apart},
    {"/track/probation/announced-meanwhile", test_announced_meanwhile},
    {"/track/probation/random", test_random},
    {"/track/probation/dns", test_dns},
    {"/track/probation/stun", test_stun},
    {"/track/probation/standing-still", test_standing_still},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
