/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a call between two phones goes: every transition of the drawing in track/call_state.c. */

#include "sip-packets.h"

static void
answer(double at_ms)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "100 Trying");
  SIP(120, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(at_ms, BOB, ALICE, "200 OK", .to_tag = "b");
  SIP(at_ms + 5, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
}

/* A final response and the ACK to it. */
static void
refuse(double at_ms, const char *status)
{
  SIP(at_ms, BOB, ALICE, status, .to_tag = "b");
  SIP(at_ms + 1, ALICE, BOB, "ACK", .to_tag = "b");
}

static void
assert_not_answered(uint16_t final_status)
{
  g_assert_cmpuint(test_call(NULL)->final_status, ==, final_status);
  g_assert_cmpint(lm_call_setup_ns(test_call(NULL)), ==, LM_TIME_NONE);
  g_assert_cmpint(lm_call_duration_ns(test_call(NULL)), ==, LM_TIME_NONE);
}

static void
test_answered(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  assert_state(LM_CALL_INCOMPLETE);
  SIP(10, BOB, ALICE, "100 Trying");
  assert_state(LM_CALL_INCOMPLETE);
  g_assert_cmpint(lm_call_pdd_ns(test_call(NULL)), ==, LM_TIME_NONE);
  SIP(120, BOB, ALICE, "183 Session Progress", .to_tag = "b");
  assert_state(LM_CALL_RINGING);
  SIP(130, BOB, ALICE, "180 Ringing", .to_tag = "b");
  assert_state(LM_CALL_RINGING);
  SIP(2000, BOB, ALICE, "200 OK", .to_tag = "b");
  assert_state(LM_CALL_IN_CALL);
  SIP(2010, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  assert_state(LM_CALL_IN_CALL);
  const LmCall *call = test_call(NULL);
  assert_span_ms(lm_call_pdd_ns(call), 120);
  assert_span_ms(lm_call_setup_ns(call), 2000);
  /* Up to the last sign of life, as long as nobody hung up. */
  assert_span_ms(lm_call_duration_ns(call), 10);
  SIP(12500, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_COMPLETED);
  SIP(12510, BOB, ALICE, "200 OK", .of = "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_COMPLETED);
  assert_span_ms(lm_call_duration_ns(call), 10500);
  g_assert_cmpint(call->released_by, ==, LM_RELEASED_BY_CALLER);
  g_assert_cmpuint(call->final_status, ==, 200);
  g_assert_cmpuint(call->n_messages, ==, 8);
  g_assert_cmpuint(call->number, ==, 1);
  g_assert_cmpuint(lm_trace_counters(net->trace)->calls, ==, 1);
}

static void
test_callee_hangs_up(void)
{
  answer(1000);
  SIP(5000, BOB, ALICE, "BYE", .from_tag = "b", .to_tag = "a", .cseq = 70);
  assert_state(LM_CALL_COMPLETED);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLEE);
  /* Sent again it ends nothing a second time. */
  SIP(5500, BOB, ALICE, "BYE", .from_tag = "b", .to_tag = "a", .cseq = 70);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 4000);
}

static void
test_cancelled(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(3000, ALICE, BOB, "CANCEL");
  assert_state(LM_CALL_CANCELLED);
  SIP(3010, BOB, ALICE, "200 OK", .of = "CANCEL", .to_tag = "b");
  assert_state(LM_CALL_CANCELLED);
  refuse(3020, "487 Request Terminated");
  assert_state(LM_CALL_CANCELLED);
  assert_not_answered(487);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLER);
}

/* RFC 3261, 15: a 2xx that crosses the CANCEL wins, and a BYE has to end the call. */
static void
test_cancel_crosses_answer(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(3000, ALICE, BOB, "CANCEL");
  SIP(3001, BOB, ALICE, "200 OK", .to_tag = "b");
  assert_state(LM_CALL_IN_CALL);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
  SIP(3010, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  SIP(3020, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_COMPLETED);
  assert_span_ms(lm_call_setup_ns(test_call(NULL)), 3001);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 19);
}

static void
test_cancel_after_answer(void)
{
  answer(1000);
  SIP(1010, ALICE, BOB, "CANCEL");
  assert_state(LM_CALL_IN_CALL);
}

/* RFC 3261, 15: the caller may send a BYE within an early dialog. */
static void
test_early_bye(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(2000, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_CANCELLED);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLER);
}

/* Another final response may cross the CANCEL: that one is what ended the call. */
static void
test_cancel_crosses_refusal(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(3000, ALICE, BOB, "CANCEL");
  refuse(3001, "486 Busy Here");
  assert_state(LM_CALL_BUSY);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
}

/* A BYE to a call that was refused ends nothing. */
static void
test_bye_after_refusal(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  refuse(200, "403 Forbidden");
  SIP(300, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2);
  SIP(310, BOB, ALICE, "200 OK", .of = "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_REJECTED);
  assert_not_answered(403);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
}

typedef struct {
  const char *status;
  LmCallState state;
} Refusal;

static const Refusal refusals[] = {
    {"300 Multiple Choices", LM_CALL_REDIRECTED},
    {"302 Moved Temporarily", LM_CALL_REDIRECTED},
    {"380 Alternative Service", LM_CALL_REDIRECTED},
    {"400 Bad Request", LM_CALL_FAILED},
    {"401 Unauthorized", LM_CALL_FAILED},
    {"403 Forbidden", LM_CALL_REJECTED},
    {"404 Not Found", LM_CALL_FAILED},
    {"408 Request Timeout", LM_CALL_NO_ANSWER},
    {"433 Anonymity Disallowed", LM_CALL_REJECTED},
    {"480 Temporarily Unavailable", LM_CALL_NO_ANSWER},
    {"484 Address Incomplete", LM_CALL_FAILED},
    {"486 Busy Here", LM_CALL_BUSY},
    {"487 Request Terminated", LM_CALL_NO_ANSWER},
    {"488 Not Acceptable Here", LM_CALL_FAILED},
    {"500 Server Internal Error", LM_CALL_FAILED},
    {"503 Service Unavailable", LM_CALL_FAILED},
    {"600 Busy Everywhere", LM_CALL_BUSY},
    {"603 Decline", LM_CALL_REJECTED},
    {"604 Does Not Exist Anywhere", LM_CALL_FAILED},
    {"607 Unwanted", LM_CALL_REJECTED},
    {"608 Rejected", LM_CALL_REJECTED},
};

static void
test_refused(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
    for (int rings = 0; rings < 2; rings++) {
      test_net_reset();
      SIP(0, ALICE, BOB, "INVITE");
      if (rings)
        SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
      refuse(900, refusals[i].status);
      assert_state(refusals[i].state);
      assert_not_answered((uint16_t)g_ascii_strtoull(refusals[i].status, NULL, 10));
      g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
      /* A challenge is no word on how the call goes. */
      bool challenge = g_str_has_prefix(refusals[i].status, "401");
      if (challenge && !rings)
        g_assert_cmpint(lm_call_pdd_ns(test_call(NULL)), ==, LM_TIME_NONE);
      else
        assert_span_ms(lm_call_pdd_ns(test_call(NULL)), rings ? 100 : 900);
    }
  }
}

/* RFC 3261, 17.1.1.2: nobody answers within timer B, 32 s. */
static void
test_no_response(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  for (int i = 0; i < 6; i++)
    SIP(500 * (2 << i), ALICE, BOB, "INVITE");
  test_net_finish();
  assert_state(LM_CALL_NO_ANSWER);
  g_assert_cmpuint(test_call(NULL)->n_retransmissions, ==, 6);
}

/* The capture ended before that: nobody knows. */
static void
test_capture_ends_early(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(31000, ALICE, BOB, "OPTIONS", .call_id = "other");
  test_net_finish();
  assert_state(LM_CALL_INCOMPLETE);
  g_assert_cmpuint(test_call("other")->number, ==, 0);
}

static void
test_re_invite(void)
{
  answer(1000);
  SIP(3000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_IN_CALL);
  SIP(3010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 2);
  SIP(3020, ALICE, BOB, "ACK", .to_tag = "b", .cseq = 2, .branch = "ack2");
  assert_state(LM_CALL_IN_CALL);
  /* One that fails does not end the call (RFC 3261, 14.1), whoever sends it. */
  SIP(4000, BOB, ALICE, "INVITE", .from_tag = "b", .to_tag = "a", .cseq = 9);
  SIP(4010, ALICE, BOB, "488 Not Acceptable Here", .from_tag = "b", .to_tag = "a", .cseq = 9);
  assert_state(LM_CALL_IN_CALL);
  g_assert_cmpuint(test_call(NULL)->final_status, ==, 200);
  assert_span_ms(lm_call_setup_ns(test_call(NULL)), 1000);
}

static const TestCase cases[] = {
    {"/track/call-state/answered", test_answered},
    {"/track/call-state/callee-hangs-up", test_callee_hangs_up},
    {"/track/call-state/cancelled", test_cancelled},
    {"/track/call-state/cancel-crosses-answer", test_cancel_crosses_answer},
    {"/track/call-state/cancel-after-answer", test_cancel_after_answer},
    {"/track/call-state/cancel-crosses-refusal", test_cancel_crosses_refusal},
    {"/track/call-state/bye-after-refusal", test_bye_after_refusal},
    {"/track/call-state/early-bye", test_early_bye},
    {"/track/call-state/refused", test_refused},
    {"/track/call-state/no-response", test_no_response},
    {"/track/call-state/capture-ends-early", test_capture_ends_early},
    {"/track/call-state/re-invite", test_re_invite},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
