/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was captured twice counts once, and what was sent twice does not. */

#include "sip-packets.h"

#include "track/recent.h"

static const LmTraceCounters *
counters(void)
{
  return lm_trace_counters(net->trace);
}

static void
test_sip_twice(void)
{
  net->ip_id = 7;
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(0.02, ALICE, PROXY, "INVITE");
  SIP(300, ALICE, PROXY, "INVITE");
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  g_assert_cmpuint(lm_trace_message(net->trace, 0)->copies, ==, 2);
  g_assert_cmpuint(lm_trace_message(net->trace, 0)->frame, ==, 1);
  g_assert_cmpuint(counters()->sip_messages, ==, 1);
  g_assert_cmpuint(counters()->methods[LM_SIP_METHOD_INVITE], ==, 1);
  g_assert_cmpuint(counters()->sip_copies, ==, 2);
  g_assert_cmpuint(counters()->copies, ==, 2);
  g_assert_cmpuint(counters()->packets, ==, 3);
  g_assert_cmpuint(counters()->sip_retransmissions, ==, 0);
  g_assert_cmpuint(test_call(NULL)->n_messages, ==, 1);
}

/* T1 of RFC 3261 is 500 ms; and a sender numbers what it sends again anew. */
static void
test_sip_again(void)
{
  net->ip_id = 7;
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(500, ALICE, PROXY, "INVITE");
  net->ip_id = 8;
  SIP(501, ALICE, PROXY, "INVITE");
  SIP(501.1, ALICE, PROXY, "INVITE");
  g_assert_cmpuint(counters()->sip_messages, ==, 3);
  g_assert_cmpuint(counters()->sip_retransmissions, ==, 2);
  g_assert_cmpuint(counters()->sip_copies, ==, 1);
  g_assert_cmpuint(lm_trace_message(net->trace, 2)->copies, ==, 1);
}

static void
test_sip_unnumbered(void)
{
  net->unnumbered = true;
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(14, ALICE, PROXY, "INVITE");
  SIP(16, ALICE, PROXY, "INVITE");
  g_assert_cmpuint(counters()->sip_copies, ==, 1);
  g_assert_cmpuint(counters()->sip_retransmissions, ==, 1);
}

/* The same bytes on the next hop, the other way, and other bytes, are other messages. */
static void
test_sip_others(void)
{
  net->ip_id = 7;
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(0.1, PROXY, BOB, "INVITE");
  SIP(0.2, PROXY, ALICE, "INVITE");
  SIP(0.3, ALICE, PROXY, "INVITE", .extra = "Timestamp: 1\r\n");
  SIP(0.4, PROXY, ALICE, "180 Ringing", .to_tag = "b");
  SIP(0.5, PROXY, ALICE, "183 Session Progress", .to_tag = "b");
  g_assert_cmpuint(counters()->sip_copies, ==, 0);
  g_assert_cmpuint(counters()->sip_messages, ==, 6);
}

static void
test_turned_off(void)
{
  lm_tracker_keep_copies(net->tracker);
  net->ip_id = 7;
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(0.1, ALICE, PROXY, "INVITE");
  for (unsigned i = 0; i < 20; i++)
    test_rtp(100 + 10 * i, ALICE_MEDIA, BOB_MEDIA, 0x1234, (uint16_t)(i / 2), 8);
  g_assert_cmpuint(counters()->copies, ==, 0);
  g_assert_cmpuint(counters()->sip_messages, ==, 2);
  g_assert_cmpuint(counters()->sip_retransmissions, ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.duplicates, ==, 10);
}

/* @n packets, each captured @times times, @apart_ms from each other. */
static void
send_copies(unsigned first, unsigned n, unsigned times, double apart_ms)
{
  for (unsigned i = first; i < first + n; i++)
    for (unsigned copy = 0; copy < times; copy++) {
      net->ip_id = (uint16_t)(i % 60000 + 1);
      test_rtp(20 * i + apart_ms * copy, ALICE_MEDIA, BOB_MEDIA, 0x1234, (uint16_t)i, 8);
    }
}

static const LmStream *
the_stream(void)
{
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  return lm_trace_stream(net->trace, 0);
}

static void
test_rtp_twice(void)
{
  send_copies(65500, 300, 3, 0.1); /* over the wrap of the sequence number */
  g_assert_cmpuint(the_stream()->stats.packets, ==, 300);
  g_assert_cmpuint(the_stream()->stats.duplicates, ==, 0);
  g_assert_cmpint(lm_rtp_stats_lost(&the_stream()->stats), ==, 0);
  g_assert_cmpuint(counters()->rtp_packets, ==, 300);
  g_assert_cmpuint(counters()->rtp_copies, ==, 600);

  /* Those that came before the stream was believed have none to be counted with. */
  g_assert_cmpuint(the_stream()->copies, >=, 590);
}

/* A second capture point begins in the middle. Of the first copy nothing is known that could tell
 * it from a packet that was sent twice. */
static void
test_rtp_twice_later(void)
{
  send_copies(0, 200, 1, 0);
  send_copies(200, 200, 2, 1);
  g_assert_cmpuint(the_stream()->stats.packets, ==, 401);
  g_assert_cmpuint(the_stream()->stats.duplicates, ==, 1);
  g_assert_cmpuint(the_stream()->copies, ==, 199);
}

/* Behind a tunnel a burst comes a second time. */
static void
test_rtp_bursts(void)
{
  for (unsigned burst = 0; burst < 20; burst++)
    for (unsigned copy = 0; copy < 2; copy++)
      for (unsigned i = 0; i < 12; i++) {
        unsigned n = 12 * burst + i;
        net->ip_id = (uint16_t)(n + 1);
        test_rtp(240 * burst + 100 * copy + 0.01 * i, ALICE_MEDIA, BOB_MEDIA, 0x1234, (uint16_t)n,
                 8);
      }
  g_assert_cmpuint(the_stream()->stats.packets, ==, 240);
  g_assert_cmpuint(the_stream()->copies + 12, >=, 240);
  g_assert_cmpuint(the_stream()->stats.duplicates, ==, 0);
}

/* Sent twice, with another identification, it is what RFC 3550 (A.3) calls a duplicate. */
static void
test_rtp_sent_twice(void)
{
  for (unsigned i = 0; i < 100; i++)
    test_rtp(10 * i, ALICE_MEDIA, BOB_MEDIA, 0x1234, (uint16_t)(i / 2), 8);
  g_assert_cmpuint(the_stream()->stats.packets, ==, 100);
  g_assert_cmpuint(the_stream()->stats.duplicates, ==, 50);
  g_assert_cmpuint(counters()->copies, ==, 0);
}

static void
test_rtcp(void)
{
  /* A receiver report without blocks (RFC 3550, 6.4.2) and an SDES item. */
  static const uint8_t report[] = {0x80, 201, 0, 1, 0, 0, 0, 1, 0x81, 202,
                                   0,    2,   0, 0, 0, 1, 1, 1, 'a',  0};
  net->ip_id = 9;
  for (unsigned i = 0; i < 3; i++)
    test_udp(i, ALICE_MEDIA, BOB_MEDIA, report, sizeof report);
  g_assert_cmpuint(counters()->rtcp_packets, ==, 1);
  g_assert_cmpuint(counters()->copies, ==, 2);
}

/* What else goes on a flow of SIP. */
static void
test_beside_sip(void)
{
  static const char sigcomp[] = "\xf9"
                                "abcdefghijkl";
  net->ip_id = 9;
  SIP(0, "192.0.2.1:6060", "192.0.2.2:6060", "REGISTER");
  for (unsigned i = 1; i < 4; i++) {
    test_udp(i, "192.0.2.1:6060", "192.0.2.2:6060", "\r\n\r\n", 4);
    test_udp(i, "192.0.2.1:6060", "192.0.2.2:6060", sigcomp, sizeof sigcomp);
  }
  g_assert_cmpuint(counters()->keepalives, ==, 1);
  g_assert_cmpuint(counters()->protocols[LM_EVENT_SIGCOMP], ==, 1);
  g_assert_cmpuint(counters()->copies, ==, 4);
}

/* In TCP copies are known by their place in the stream; what is sent again has another number. */
static void
test_segments(void)
{
  const char *crlf = "\r\n\r\n";
  const char *options =
      "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nCall-ID: 1\r\n"
      "From: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCSeq: 1 OPTIONS\r\n\r\n";
  uint32_t next = (uint32_t)strlen(options);
  net->ip_id = 9;
  test_tcp(0, ALICE, PROXY, 0, options, strlen(options));
  test_tcp(0.1, ALICE, PROXY, 0, options, strlen(options));
  test_tcp(1, ALICE, PROXY, next, crlf, 4);
  test_tcp(2, ALICE, PROXY, next + 4, crlf, 4);
  test_tcp(2.1, ALICE, PROXY, next + 4, crlf, 4);
  g_assert_cmpuint(counters()->copies, ==, 2);
  net->ip_id = 10;
  test_tcp(210, ALICE, PROXY, next + 4, crlf, 4);
  g_assert_cmpuint(counters()->copies, ==, 2);
  g_assert_cmpuint(counters()->sip_messages, ==, 1);
  g_assert_cmpuint(counters()->keepalives, ==, 2);
}

/* More at the same time than the table holds at first, and then after a long time. */
static void
test_recent_grows(void)
{
  enum { N = 5000 };
  LmRecent recent = {0};
  static uint8_t bytes[N];
  for (uint32_t round = 0; round < 2; round++)
    for (uint32_t i = 0; i < N; i++) {
      LmRecentPacket packet = {
          .key = i * 977, .time_ns = i * 1000, .bytes = {&bytes[i], 1}, .ip_id = 1};
      g_assert_cmpint(lm_recent_take(&recent, &packet), ==, round == 1);
    }
  uint32_t size = recent.size;
  for (uint32_t i = 0; i < 10 * size; i++) {
    LmRecentPacket packet = {
        .key = i, .time_ns = (int64_t)(i + 9) * LM_NS_PER_S, .bytes = {bytes, 1}, .ip_id = 1};
    g_assert_false(lm_recent_take(&recent, &packet));
  }
  g_assert_cmpuint(recent.size, ==, size);
  g_assert_cmpuint(recent.forgotten, ==, 0);
  lm_recent_clear(&recent);
}

/* A flood under one key stays cheap, and one beyond the limit is counted. */
static void
test_recent_floods(void)
{
  enum { N = LM_LIMIT_RECENT_PACKETS + 1000 };
  LmRecent recent = {0};
  g_autofree uint32_t *bytes = g_new0(uint32_t, N);
  for (uint32_t i = 0; i < N; i++) {
    bytes[i] = i;
    LmRecentPacket packet = {.key = 5, .time_ns = 0, .bytes = {(const uint8_t *)&bytes[i], 4}};
    g_assert_false(lm_recent_take(&recent, &packet));
  }
  g_assert_cmpuint(recent.size, ==, LM_LIMIT_RECENT_PACKETS);
  g_assert_cmpuint(recent.forgotten, ==, 1000);
  lm_recent_clear(&recent);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/copies/sip-twice", test_sip_twice},
      {"/track/copies/sip-again", test_sip_again},
      {"/track/copies/sip-unnumbered", test_sip_unnumbered},
      {"/track/copies/sip-others", test_sip_others},
      {"/track/copies/turned-off", test_turned_off},
      {"/track/copies/rtp-twice", test_rtp_twice},
      {"/track/copies/rtp-twice-later", test_rtp_twice_later},
      {"/track/copies/rtp-bursts", test_rtp_bursts},
      {"/track/copies/rtp-sent-twice", test_rtp_sent_twice},
      {"/track/copies/rtcp", test_rtcp},
      {"/track/copies/beside-sip", test_beside_sip},
      {"/track/copies/segments", test_segments},
      {"/track/copies/recent-grows", test_recent_grows},
      {"/track/copies/recent-floods", test_recent_floods},
  };
  return test_net_main(argc, argv, cases, sizeof cases / sizeof cases[0]);
}
