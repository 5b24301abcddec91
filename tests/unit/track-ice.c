/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICE: candidates of an SDP, checks and their answers, the pair nominated, consent lost, and calls
 * known by the names in checks. */

#include "base/limits.h"
#include "stun-packets.h"

#define A "192.0.2.1:4000"
#define B "198.51.100.2:4002"

static void
check(double at_ms, const char *src, const char *dst, uint32_t id, const char *user, bool nominate)
{
  TestStun stun = stun_begin(STUN_BINDING, id);
  stun_add(&stun, STUN_USERNAME, user, strlen(user));
  stun_add(&stun, STUN_PRIORITY, "\x6e\0\1\xff", 4);
  stun_add(&stun, STUN_CONTROLLING, "12345678", 8);
  if (nominate)
    stun_add(&stun, STUN_USE_CANDIDATE, "", 0);
  stun_send(at_ms, src, dst, &stun);
}

static void
answer(double at_ms, const char *src, const char *dst, uint32_t id)
{
  TestStun stun = stun_begin(STUN_BINDING_SUCCESS, id);
  stun_add_address(&stun, 0x0020, "203.0.113.1", 5000);
  stun_send(at_ms, src, dst, &stun);
}

static void
test_nominated(void)
{
  check(0, A, B, 1, "b:a", false);
  answer(20, B, A, 1);
  g_assert_null(find_event("nominated"));
  check(50, A, B, 2, "b:a", true);
  check(60, A, B, 2, "b:a", true);
  g_assert_null(find_event("nominated"));
  answer(80, B, A, 2);
  const LmEvent *event = find_event("nominated");
  g_assert_nonnull(event);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_GOOD);
  g_assert_cmpint(event->protocol, ==, LM_EVENT_ICE);
  g_assert_cmpstr(event->detail, ==, A " <-> " B);
  g_assert_true(event->state);
  event = find_event("Binding request");
  g_assert_cmpstr(event->detail, ==, "controlling, priority 1845494271");
  g_assert_cmpint(event->protocol, ==, LM_EVENT_ICE);
  event = find_event("Binding success");
  g_assert_cmpint(event->outcome, ==, LM_EVENT_GOOD);
  g_assert_cmpstr(event->detail, ==, "mapped 203.0.113.1:5000");
  g_assert_cmpuint(event->repeats, ==, 1);
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 5);
}

/* An answer to something else nominates nothing, and neither does one from elsewhere. */
static void
test_strangers(void)
{
  check(0, A, B, 1, "b:a", true);
  answer(20, B, A, 7);
  answer(30, "198.51.100.9:1", A, 1);
  g_assert_null(find_event("nominated"));
  g_assert_cmpint(find_event("Binding success")->protocol, ==, LM_EVENT_STUN);
}

static void
test_keepalive(void)
{
  TestStun stun = stun_begin(STUN_BINDING, 1);
  stun_send(0, A, B, &stun);
  answer(10, B, A, 1);
  for (uint32_t i = 0; i < lm_trace_n_events(net->trace); i++)
    g_assert_cmpint(lm_trace_event(net->trace, i)->protocol, ==, LM_EVENT_STUN);
  test_net_finish();
  g_assert_null(find_event("checks without an answer"));
}

static void
test_role_conflict(void)
{
  check(0, A, B, 1, "b:a", false);
  TestStun stun = stun_begin(STUN_BINDING_ERROR, 1);
  stun_add(&stun, 0x0009, "\0\0\4\x57Role Conflict", 17);
  stun_send(10, B, A, &stun);
  const LmEvent *event = find_event("Binding error 487 Role Conflict");
  g_assert_nonnull(event);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_WARNING);
}

/* @n checks, 5 seconds apart, from @at_ms on. */
static void
check_again(double at_ms, unsigned n, uint32_t id)
{
  for (unsigned i = 0; i < n; i++)
    check(at_ms + i * 5000.0, A, B, id + i, "b:a", false);
}

static void
test_consent(void)
{
  check(0, A, B, 1, "b:a", true);
  answer(20, B, A, 1);
  /* One that is lost is no matter, nor is silence. */
  check(5000, A, B, 2, "b:a", false);
  check(100000, A, B, 3, "b:a", false);
  answer(100020, B, A, 3);
  g_assert_null(find_event("consent lost"));
  check_again(105000, 5, 10);
  g_assert_null(find_event("consent lost"));
  check_again(130000, 2, 20);
  const LmEvent *event = find_event("consent lost");
  g_assert_nonnull(event);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_FAILURE);
  assert_span_ms(event->time_ns - TEST_EPOCH_NS, 130020);
  g_assert_null(find_event("consent given again"));
  answer(140000, B, A, 21);
  g_assert_nonnull(find_event("consent given again"));
}

/* Who gives up says no more; the end of the capture tells. */
static void
test_consent_at_end(void)
{
  check(0, A, B, 1, "b:a", true);
  answer(20, B, A, 1);
  check_again(5000, 5, 10);
  test_udp(60000, "192.0.2.9:1", "192.0.2.9:2", "x", 1);
  test_net_finish();
  g_assert_nonnull(find_event("consent lost"));
}

static void
test_unanswered(void)
{
  check_again(0, 4, 10);
  g_assert_null(find_event("checks without an answer"));
  test_net_finish();
  g_assert_cmpint(find_event("checks without an answer")->outcome, ==, LM_EVENT_WARNING);
}

#define CANDIDATE_SDP                                                         \
  "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" \
  "m=audio 9 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=ice-ufrag:aaaa\r\n"  \
  "a=candidate:1 1 UDP 2130706431 192.0.2.1 4000 typ host\r\n"                \
  "a=candidate:2 1 UDP 1 203.0.113.1 6000 typ srflx raddr 192.0.2.7 rport 4000\r\n"

/* Media between candidates belongs to the call, whichever of them it takes. */
static void
test_candidates(void)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = CANDIDATE_SDP);
  test_rtp(10, B, A, 1, 1, 96);
  test_rtp(20, B, "203.0.113.1:6000", 2, 1, 96);
  test_rtp_run(30, "192.0.2.7:4000", B, 3, 1, 96, 6);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 3);
  for (uint32_t i = 0; i < 3; i++) {
    g_assert_cmpuint(lm_trace_stream(net->trace, i)->call, ==, 0);
    g_assert_cmpmem(lm_trace_stream(net->trace, i)->codec.data,
                    lm_trace_stream(net->trace, i)->codec.len, "opus", 4);
  }
}

/* Of a bundle each line's types are known, though the lines share one address. */
static void
test_bundle(void)
{
  SIP(0, ALICE, BOB, "INVITE",
      .sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
             "a=group:BUNDLE 0 1\r\n"
             "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=mid:0\r\n"
             "m=video 4000 RTP/AVP 97\r\na=rtpmap:97 VP8/90000\r\na=mid:1\r\n");
  test_rtp(10, B, A, 1, 1, 96);
  test_rtp(10, B, A, 2, 1, 97);
  g_assert_cmpmem(lm_trace_stream(net->trace, 0)->codec.data, 4, "opus", 4);
  g_assert_cmpmem(lm_trace_stream(net->trace, 1)->codec.data, 3, "VP8", 3);
}

/* An address that a translator made: the check's name says whose it is. Media and events that came
 * before are tied too. */
static void
test_names(void)
{
  test_rtp_run(0, "198.51.100.77:999", "198.51.100.88:888", 5, 1, 96, 6);
  SIP(150, ALICE, BOB, "INVITE", .sdp = CANDIDATE_SDP);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->call, ==, LM_NONE);
  check(200, "198.51.100.77:999", "198.51.100.88:888", 1, "xxxx:bbbb", false);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->call, ==, LM_NONE);
  check(210, "198.51.100.77:999", "198.51.100.88:888", 2, "aaaa:bbbb", false);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->call, ==, 0);
  g_assert_cmpuint(find_event("Binding request")->call, ==, 0);
}

/* Another session between the same ends is nominated for itself. */
static void
test_restart(void)
{
  check(0, A, B, 1, "b:a", true);
  answer(20, B, A, 1);
  const LmEvent *event = find_event("nominated");
  check(1000, A, B, 2, "b:a", true);
  answer(1020, B, A, 2);
  g_assert_cmpuint(event->repeats, ==, 0);
  check(2000, A, B, 3, "d:c", true);
  g_assert_cmpuint(event->repeats, ==, 0);
  answer(2020, B, A, 3);
  g_assert_cmpuint(event->repeats, ==, 1);
}

/* A server has one address for all its calls: the other end says which it is. */
static void
test_shared(void)
{
  const char *clients[] = {"192.0.2.31:4000", "192.0.2.32:4000"};
  g_autofree char *server = test_sdp(BOB_MEDIA, "0", "");
  for (unsigned i = 0; i < 2; i++) {
    g_autofree char *sdp = test_sdp(clients[i], "0", "");
    SIP(i * 10, ALICE, BOB, "INVITE", .call_id = clients[i], .sdp = sdp);
    SIP(i * 10 + 5, BOB, ALICE, "200 OK", .call_id = clients[i], .to_tag = "b", .sdp = server);
  }
  for (unsigned i = 0; i < 2; i++) {
    test_rtp(100, clients[i], BOB_MEDIA, 10 + i, 1, 0);
    test_rtp(100, BOB_MEDIA, clients[i], 20 + i, 1, 0);
    check(200, clients[i], BOB_MEDIA, 1 + i, "b:a", false);
  }
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 4);
  for (unsigned i = 0; i < 4; i++)
    g_assert_cmpuint(lm_trace_stream(net->trace, i)->call, ==, i / 2);
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpuint(lm_trace_event(net->trace, i)->call, ==, i);
}

/* Pairs beyond the limit are counted, and their checks stay events. */
static void
test_limit(void)
{
  net->unsettled = true;
  for (uint32_t i = 0; i < LM_LIMIT_ICE_PAIRS + 3; i++) {
    char src[32];
    g_snprintf(src, sizeof src, "10.0.%u.%u:%u", i >> 8 & 255, i & 255, 1000 + (i >> 16));
    check(i, src, B, i + 1, "b:a", false);
  }
  g_assert_cmpuint(lm_trace_counters(net->trace)->pairs_refused, ==, 3);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, LM_LIMIT_ICE_PAIRS + 3);
}

static const TestCase cases[] = {
    {"/track/ice/nominated", test_nominated},   {"/track/ice/strangers", test_strangers},
    {"/track/ice/keepalive", test_keepalive},   {"/track/ice/role-conflict", test_role_conflict},
    {"/track/ice/consent", test_consent},       {"/track/ice/consent-at-end", test_consent_at_end},
    {"/track/ice/unanswered", test_unanswered}, {"/track/ice/candidates", test_candidates},
    {"/track/ice/bundle", test_bundle},         {"/track/ice/names", test_names},
    {"/track/ice/restart", test_restart},       {"/track/ice/shared", test_shared},
    {"/track/ice/limit", test_limit},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
