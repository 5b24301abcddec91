/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lists of rows that changed: each change is told once, and none is lost. */

#include "sip-packets.h"

static size_t
take_calls(uint32_t *rows, size_t max)
{
  return lm_tracker_take_changed_calls(net->tracker, rows, max);
}

static size_t
take_streams(uint32_t *rows, size_t max)
{
  return lm_tracker_take_changed_streams(net->tracker, rows, max);
}

static void
test_calls(void)
{
  uint32_t rows[8];
  g_assert_cmpuint(take_calls(rows, 8), ==, 0);
  SIP(0, ALICE, BOB, "INVITE", .call_id = "one");
  SIP(1, BOB, ALICE, "180 Ringing", .call_id = "one", .to_tag = "b");
  SIP(2, ALICE, BOB, "INVITE", .call_id = "two");
  /* Two changes of a row are told as one. */
  g_assert_cmpuint(take_calls(rows, 8), ==, 2);
  g_assert_cmpuint(rows[0], ==, 0);
  g_assert_cmpuint(rows[1], ==, 1);
  g_assert_cmpuint(take_calls(rows, 8), ==, 0);
  SIP(3, BOB, ALICE, "180 Ringing", .call_id = "two", .to_tag = "b");
  g_assert_cmpuint(take_calls(rows, 8), ==, 1);
  g_assert_cmpuint(rows[0], ==, 1);
}

/* A row that changes again between two takes of one list is told again. */
static void
test_in_parts(void)
{
  uint32_t rows[2];
  for (int i = 0; i < 5; i++) {
    g_autofree char *id = g_strdup_printf("call-%d", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
  }
  g_assert_cmpuint(take_calls(rows, 2), ==, 2);
  SIP(10, BOB, ALICE, "180 Ringing", .call_id = "call-0", .to_tag = "b");
  SIP(11, BOB, ALICE, "180 Ringing", .call_id = "call-4", .to_tag = "b");
  g_assert_cmpuint(take_calls(rows, 2), ==, 2);
  g_assert_cmpuint(rows[0], ==, 2);
  g_assert_cmpuint(take_calls(rows, 2), ==, 2);
  g_assert_cmpuint(rows[0], ==, 4);
  g_assert_cmpuint(rows[1], ==, 0);
  g_assert_cmpuint(take_calls(rows, 2), ==, 0);
}

static void
test_streams(void)
{
  uint32_t rows[8];
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = sdp);
  g_assert_cmpuint(take_calls(rows, 8), ==, 1);
  test_rtp(20, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0);
  g_assert_cmpuint(take_streams(rows, 8), ==, 1);
  g_assert_cmpuint(rows[0], ==, 0);
  g_assert_cmpuint(take_streams(rows, 8), ==, 0);
  /* The call lasts longer by it. */
  g_assert_cmpuint(take_calls(rows, 8), ==, 1);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 20);
  test_rtp_run(40, ALICE_MEDIA, BOB_MEDIA, 0xa, 2, 0, 5);
  test_rtp(200, BOB_MEDIA, ALICE_MEDIA, 0xb, 2, 0);
  g_assert_cmpuint(take_streams(rows, 8), >=, 1);
  g_assert_cmpuint(rows[0], ==, 0);
  g_assert_cmpuint(take_calls(rows, 8), ==, 1);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 120);
}

/* The figures of RTCP are the stream's too. */
static void
test_rtcp(void)
{
  uint32_t rows[8];
  uint8_t rr[32] = {0x81, 201, 0, 7, 0, 0, 0, 0xb, 0, 0, 0, 0xa, 9, 0, 0, 1};
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = sdp);
  test_rtp(20, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0);
  take_streams(rows, 8);
  take_calls(rows, 8);
  test_udp(30, "192.0.2.2:7003", "192.0.2.1:7001", rr, sizeof rr);
  g_assert_true(lm_trace_stream(net->trace, 0)->rtcp_reported);
  g_assert_cmpuint(take_streams(rows, 8), ==, 1);
}

/* What the end of the capture decides is a change. */
static void
test_finish(void)
{
  uint32_t rows[8];
  SIP(0, ALICE, BOB, "INVITE");
  SIP(40000, ALICE, BOB, "OPTIONS", .call_id = "two");
  g_assert_cmpuint(take_calls(rows, 8), ==, 2);
  test_net_finish();
  g_assert_cmpuint(take_calls(rows, 8), ==, 1);
  g_assert_cmpuint(rows[0], ==, 0);
  assert_state(LM_CALL_NO_ANSWER);
}

static const TestCase cases[] = {
    {"/track/changes/calls", test_calls},     {"/track/changes/in-parts", test_in_parts},
    {"/track/changes/streams", test_streams}, {"/track/changes/rtcp", test_rtcp},
    {"/track/changes/finish", test_finish},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
