/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody sends who wants tracking to be slow: the time must grow with the packets, and not
 * with their square. */

#include "sip-packets.h"

#include "base/limits.h"

#include <time.h>

/* Four times as many packets: a square would take sixteen times as long. More than four are allowed
 * for, because what fits into a cache is quicker. */
#define MOST_GROWTH 9

static double
processor_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* @run sends a number of packets. What half of @n take is compared with what twice as many as @n
 * take, the best of some runs each. */
static void
assert_linear(void (*run)(unsigned n), unsigned n)
{
  double best[2] = {1e9, 1e9};
  for (int turn = 0; turn < 5; turn++) {
    for (int many = 0; many < 2; many++) {
      test_net_reset();
      double start = processor_s();
      run(many ? 2 * n : n / 2);
      test_net_finish();
      best[many] = MIN(best[many], processor_s() - start);
    }
  }
  g_test_message("%u packets: %.1f ms, four times as many: %.1f ms", n / 2, best[0] * 1e3,
                 best[1] * 1e3);
  g_assert_cmpfloat(best[1], <, best[0] * MOST_GROWTH + 2e-3);
}

/* "Ez" and "FY" have one sum in hashes of the kind h * 33 + c, so all of these Call-IDs have. */
static void
send_colliding(unsigned n)
{
  char id[33] = "";
  for (unsigned i = 0; i < n; i++) {
    for (int bit = 0; bit < 16; bit++) {
      id[2 * bit] = i >> bit & 1 ? 'E' : 'F';
      id[2 * bit + 1] = i >> bit & 1 ? 'z' : 'Y';
    }
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
  }
}

static void
send_counted(unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("flood-%u", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
  }
}

/* One call, each request a transaction of its own. */
static void
send_branches(unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *branch = g_strdup_printf("b%u", i);
    SIP(i, ALICE, BOB, "INVITE", .branch = branch);
  }
}

/* One transaction with an answer from ever new tags. */
static void
send_tags(unsigned n)
{
  SIP(0, ALICE, BOB, "INVITE");
  for (unsigned i = 1; i < n; i++) {
    g_autofree char *tag = g_strdup_printf("t%u", i);
    SIP(i, BOB, ALICE, "200 OK", .to_tag = tag);
  }
}

static void
send_retransmissions(unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    SIP(i, ALICE, BOB, "INVITE");
}

/* Each offer names another place for media, and all of them the same call. */
static void
send_offers(unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *at = g_strdup_printf("192.0.%u.%u:7000", i >> 8 & 255, i & 255);
    g_autofree char *sdp = test_sdp(at, "0", "");
    SIP(i, ALICE, BOB, "INVITE", .cseq = i + 1, .sdp = sdp);
  }
}

/* The same SSRC from ever new ports, all to one place that was announced. */
static void
send_one_ssrc(unsigned n)
{
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = sdp);
  for (unsigned i = 1; i < n; i++) {
    g_autofree char *from = g_strdup_printf("192.0.2.1:%u", 1024 + i);
    test_rtp(i, from, BOB_MEDIA, 0xa, 1, 0);
  }
}

/* Streams that nobody announced to one place, and then SDP that announces it again and again. */
static void
send_adoptions(unsigned n)
{
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0", "");
  for (unsigned i = 0; i < n / 8; i++) {
    g_autofree char *from = g_strdup_printf("192.0.2.1:%u", 1024 + i);
    test_rtp_run(i, from, BOB_MEDIA, 0xa, 1, 0, 4);
  }
  for (unsigned i = 0; i < n / 2; i++)
    SIP(9000 + i, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = i + 1, .sdp = sdp);
}

/* A header block of a message that never ends, one small line a segment. */
static void
send_small_segments(unsigned n)
{
  static const char start[] = "INVITE sip:bob@example.com SIP/2.0\r\n", line[] = "a:\n";
  uint32_t seq = 0;
  test_tcp(0, ALICE, PROXY, seq, start, sizeof start - 1);
  seq += sizeof start - 1;
  for (unsigned i = 1; i < n; i++, seq += sizeof line - 1)
    test_tcp(i, ALICE, PROXY, seq, line, sizeof line - 1);
}

/* A first line that never ends, a byte a segment. */
static void
send_endless_line(unsigned n)
{
  static const char start[] = "INVITE sip:";
  test_tcp(0, ALICE, PROXY, 0, start, sizeof start - 1);
  for (unsigned i = 0; i < n; i++)
    test_tcp(i, ALICE, PROXY, (uint32_t)sizeof start - 1 + i, "a", 1);
}

/* A message of MSRP whose body looks as if it ended all the time, a few bytes a segment. */
static void
send_msrp_body(unsigned n)
{
  static const char start[] = "MSRP abcd SEND\r\nTo-Path: msrp://a:1/b;tcp\r\n"
                              "From-Path: msrp://c:1/d;tcp\r\nMessage-ID: 1234\r\n\r\n";
  static const char piece[] = "\r\n-------abcd";
  uint32_t seq = sizeof start - 1;
  test_tcp(0, ALICE, PROXY, 0, start, sizeof start - 1);
  for (unsigned i = 0; i < n; i++, seq += sizeof piece - 1)
    test_tcp(i, ALICE, PROXY, seq, piece, sizeof piece - 1);
}

/* A header line of MSRP that does not end within its limit, a byte a segment. */
static void
send_msrp_line(unsigned n)
{
  static const char start[] = "MSRP abcd SEND\r\nX: ";
  test_tcp(0, ALICE, PROXY, 0, start, sizeof start - 1);
  for (unsigned i = 0; i < n; i++)
    test_tcp(i, ALICE, PROXY, (uint32_t)sizeof start - 1 + i, "a", 1);
}

/* Commands of MGCP, each about another endpoint, between ever new ports. */
static void
send_mgcp(unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf("CRCX %u aaln/%u@gw MGCP 1.0\r\n", i, i);
    g_autofree char *src = g_strdup_printf("10.0.%u.%u:2727", i >> 8 & 255, i & 255);
    test_udp(i, src, BOB, text, strlen(text));
  }
}

static void
test_colliding(void)
{
  assert_linear(send_colliding, 8192);
  g_assert_cmpuint(lm_trace_n_calls(net->trace), ==, 16384);
}

static void
test_counted(void)
{
  assert_linear(send_counted, 8192);
}

static void
test_branches(void)
{
  assert_linear(send_branches, 8192);
}

static void
test_tags(void)
{
  assert_linear(send_tags, 4096);
}

static void
test_retransmissions(void)
{
  assert_linear(send_retransmissions, 8192);
}

static void
test_offers(void)
{
  assert_linear(send_offers, 4096);
}

static void
test_one_ssrc(void)
{
  assert_linear(send_one_ssrc, 30000);
}

static void
test_adoptions(void)
{
  assert_linear(send_adoptions, 4096);
}

static void
test_small_segments(void)
{
  assert_linear(send_small_segments, 16384);
}

static void
test_endless_line(void)
{
  assert_linear(send_endless_line, 16384);
}

static void
test_msrp_body(void)
{
  assert_linear(send_msrp_body, 16384);
}

static void
test_msrp_line(void)
{
  assert_linear(send_msrp_line, 16384);
}

static void
test_mgcp(void)
{
  assert_linear(send_mgcp, 8192);
}

/* Of more sessions than are followed nothing is said but that there are. */
static void
test_session_limit(void)
{
  static const uint8_t fax[] = {0, 0, 1, 0x04, 0, 0};
  SIP(0, ALICE, BOB, "INVITE",
      .sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
             "m=image 4000 udptl t38\r\n");
  for (unsigned i = 0; i < LM_LIMIT_FLOW_STATES + 10; i++) {
    char src[32];
    g_snprintf(src, sizeof src, "198.%u.%u.%u:5000", 51 + (i >> 16), i >> 8 & 255, i & 255);
    test_udp(10, src, "192.0.2.1:4000", fax, sizeof fax);
  }
  g_assert_cmpuint(lm_trace_counters(net->trace)->others_refused, ==, 10);
}

static const TestCase cases[] = {
    {"/track/growth/colliding", test_colliding},
    {"/track/growth/counted", test_counted},
    {"/track/growth/branches", test_branches},
    {"/track/growth/tags", test_tags},
    {"/track/growth/retransmissions", test_retransmissions},
    {"/track/growth/offers", test_offers},
    {"/track/growth/one-ssrc", test_one_ssrc},
    {"/track/growth/adoptions", test_adoptions},
    {"/track/growth/small-segments", test_small_segments},
    {"/track/growth/endless-line", test_endless_line},
    {"/track/growth/msrp-body", test_msrp_body},
    {"/track/growth/msrp-line", test_msrp_line},
    {"/track/growth/mgcp", test_mgcp},
    {"/track/growth/session-limit", test_session_limit},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
