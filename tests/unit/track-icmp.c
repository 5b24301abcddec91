/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICMP errors that quote SIP and media: events of the calls that they quote. */

#include "sip-packets.h"
#include "track/icmp_tracker.h"

#include <string.h>

#define ROUTER "198.51.100.1"
#define BOB_ADDRESS "192.0.2.2"

static const LmEvent *
only_event(void)
{
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 1);
  const LmEvent *event = lm_trace_event(net->trace, 0);
  g_assert_cmpint(event->protocol, ==, LM_EVENT_ICMP);
  return event;
}

static void
assert_ends(const LmEvent *event, const char *src, const char *dst)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  g_assert_cmpstr(lm_endpoint_format(lm_trace_endpoint(net->trace, event->src), text), ==, src);
  g_assert_cmpstr(lm_endpoint_format(lm_trace_endpoint(net->trace, event->dst), text), ==, dst);
}

/* What the receiver itself says comes from the port that the packet went to. */
static void
test_by_call_id(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "INVITE"});
  test_udp(0, ALICE, BOB, text, strlen(text));
  for (int i = 0; i < 3; i++)
    test_icmp(1 + i, BOB_ADDRESS, ALICE, BOB, 3, 3, text, strlen(text));
  const LmEvent *event = only_event();
  g_assert_cmpstr(event->label, ==, "port unreachable");
  g_assert_cmpstr(event->detail, ==, "INVITE");
  g_assert_cmpint(event->outcome, ==, LM_EVENT_FAILURE);
  g_assert_cmpuint(event->repeats, ==, 2);
  g_assert_cmpuint(event->call, ==, 0);
  assert_ends(event, BOB, ALICE);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_in_icmp, ==, 3);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
}

/* However short the quotation is, the message that begins so is found. */
static void
test_cut(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "INVITE"});
  for (size_t len = 0; len <= strlen(text); len++) {
    test_net_reset();
    test_udp(0, ALICE, BOB, text, strlen(text));
    SIP(1, ALICE, PROXY, "OPTIONS", .call_id = "other");
    test_icmp(2, ROUTER, ALICE, BOB, 3, 1, text, len);
    const LmEvent *event = only_event();
    g_assert_cmpuint(event->call, ==, 0);
    g_assert_cmpstr(event->label, ==, "host unreachable");
    g_assert_cmpstr(event->detail, ==, "INVITE");
    assert_ends(event, ROUTER, ALICE);
  }
}

static void
test_response(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "486 Busy Here", .to_tag = "b"});
  SIP(0, ALICE, BOB, "INVITE");
  test_udp(1, BOB, ALICE, text, strlen(text));
  test_icmp(2, ROUTER, BOB, ALICE, 11, 0, text, strlen(text) - 20);
  g_assert_cmpstr(only_event()->detail, ==, "486 Busy Here");
  g_assert_cmpstr(only_event()->label, ==, "time to live exceeded");
}

/* One without the message itself is an event of no call, if it says what it is. */
static void
test_unknown(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "INVITE", .call_id = "nobody"});
  test_icmp(0, ROUTER, ALICE, BOB, 3, 3, text, strlen(text));
  g_assert_cmpuint(only_event()->call, ==, LM_NONE);
  test_icmp(1, ROUTER, ALICE, BOB, 3, 3, "", 0);
  test_icmp(2, ROUTER, ALICE, BOB, 3, 3, "\x12\x34\x01\0\0\1", 6);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 1);
}

static void
test_media(void)
{
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, "8", "");
  static const uint8_t rtp[20] = {0x80, 8, 0, 1}, rtcp[20] = {0x80, 200, 0, 6};
  SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
  test_icmp(1, "192.0.2.1", BOB_MEDIA, ALICE_MEDIA, 3, 3, rtp, sizeof rtp);
  test_icmp(2, "192.0.2.1", BOB_MEDIA, ALICE_MEDIA, 3, 3, rtp, 0);
  test_icmp(3, "192.0.2.1", "192.0.2.2:7003", "192.0.2.1:7001", 3, 3, rtcp, sizeof rtcp);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 2);
  const LmEvent *event = lm_trace_event(net->trace, 0);
  g_assert_cmpstr(event->detail, ==, "RTP → 192.0.2.1:7000");
  g_assert_cmpuint(event->call, ==, 0);
  g_assert_cmpuint(event->repeats, ==, 1);
  assert_ends(event, ALICE_MEDIA, BOB_MEDIA);
  g_assert_cmpstr(lm_trace_event(net->trace, 1)->detail, ==, "RTCP → 192.0.2.1:7001");
}

static void
test_names(void)
{
  g_assert_cmpstr(lm_icmp_error_name(false, 3, 13), ==, "administratively prohibited");
  g_assert_cmpstr(lm_icmp_error_name(false, 3, 200), ==, "error");
  g_assert_cmpstr(lm_icmp_error_name(true, 1, 4), ==, "port unreachable");
  g_assert_cmpstr(lm_icmp_error_name(true, 2, 0), ==, "packet too big");
  g_assert_cmpstr(lm_icmp_error_name(true, 3, 0), ==, "time to live exceeded");
  g_assert_cmpstr(lm_icmp_error_name(false, 99, 0), ==, "error");
}

static const TestCase cases[] = {
    {"/track/icmp/by-call-id", test_by_call_id}, {"/track/icmp/cut", test_cut},
    {"/track/icmp/response", test_response},     {"/track/icmp/unknown", test_unknown},
    {"/track/icmp/media", test_media},           {"/track/icmp/names", test_names},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
