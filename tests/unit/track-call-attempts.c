/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls that begin more than once (challenge, redirection), that run over several hops, and calls
 * of which the capture holds only a part. */

#include "sip-packets.h"

static void
challenge(const char *status)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(5, PROXY, ALICE, status, .to_tag = "p");
  SIP(6, ALICE, PROXY, "ACK", .to_tag = "p");
  assert_state(LM_CALL_FAILED);
  SIP(10, ALICE, PROXY, "INVITE", .cseq = 2);
  assert_state(LM_CALL_INCOMPLETE);
  g_assert_cmpuint(test_call(NULL)->final_status, ==, 0);
}

static void
test_challenge(void)
{
  static const char *const statuses[] = {"401 Unauthorized", "407 Proxy Authentication Required"};
  for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
    test_net_reset();
    challenge(statuses[i]);
    SIP(110, PROXY, ALICE, "180 Ringing", .to_tag = "b", .cseq = 2);
    assert_state(LM_CALL_RINGING);
    SIP(1010, PROXY, ALICE, "200 OK", .to_tag = "b", .cseq = 2);
    assert_state(LM_CALL_IN_CALL);
    g_assert_cmpuint(test_call(NULL)->final_status, ==, 200);
    /* Both count from the first INVITE: the caller waits from there. */
    assert_span_ms(lm_call_pdd_ns(test_call(NULL)), 110);
    assert_span_ms(lm_call_setup_ns(test_call(NULL)), 1010);
  }
}

/* The ACK to the challenge got lost, so the challenge comes again after the new INVITE. */
static void
test_challenge_again(void)
{
  challenge("407 Proxy Authentication Required");
  SIP(505, PROXY, ALICE, "407 Proxy Authentication Required", .to_tag = "p");
  assert_state(LM_CALL_INCOMPLETE);
  SIP(600, PROXY, ALICE, "180 Ringing", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_RINGING);
  SIP(1000, PROXY, ALICE, "407 Proxy Authentication Required", .to_tag = "p");
  assert_state(LM_CALL_RINGING);
  g_assert_cmpuint(test_call(NULL)->final_status, ==, 0);
}

static void
test_redirected(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(5, PROXY, ALICE, "302 Moved Temporarily", .to_tag = "p");
  SIP(6, ALICE, PROXY, "ACK", .to_tag = "p");
  assert_state(LM_CALL_REDIRECTED);
  SIP(20, ALICE, CAROL, "INVITE", .cseq = 2);
  assert_state(LM_CALL_INCOMPLETE);
  SIP(200, CAROL, ALICE, "180 Ringing", .to_tag = "c", .cseq = 2);
  SIP(900, CAROL, ALICE, "200 OK", .to_tag = "c", .cseq = 2);
  assert_state(LM_CALL_IN_CALL);
  SIP(5900, CAROL, ALICE, "BYE", .from_tag = "c", .to_tag = "a", .cseq = 1, .branch = "bye");
  assert_state(LM_CALL_COMPLETED);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLEE);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 5000);
}

/* Given up before the first answer, then tried again with the same Call-ID. */
static void
test_tried_again(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(5, PROXY, ALICE, "180 Ringing", .to_tag = "b");
  SIP(900, ALICE, PROXY, "CANCEL");
  SIP(905, PROXY, ALICE, "487 Request Terminated", .to_tag = "b");
  assert_state(LM_CALL_CANCELLED);
  SIP(2000, ALICE, PROXY, "INVITE", .cseq = 2);
  assert_state(LM_CALL_INCOMPLETE);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
  SIP(2100, PROXY, ALICE, "486 Busy Here", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_BUSY);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_UNKNOWN);
}

/* RFC 3261, 16.7: one branch fails, the other one is answered. Only the caller's hop counts. */
static void
test_fork_through_proxy(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(1, PROXY, ALICE, "100 Trying");
  SIP(2, PROXY, BOB, "INVITE", .branch = "p1");
  SIP(3, PROXY, CAROL, "INVITE", .branch = "p2");
  SIP(50, BOB, PROXY, "180 Ringing", .branch = "p1", .to_tag = "b");
  assert_state(LM_CALL_INCOMPLETE);
  SIP(51, PROXY, ALICE, "180 Ringing", .to_tag = "b");
  assert_state(LM_CALL_RINGING);
  SIP(60, CAROL, PROXY, "486 Busy Here", .branch = "p2", .to_tag = "c");
  SIP(61, PROXY, CAROL, "ACK", .branch = "p2", .to_tag = "c");
  assert_state(LM_CALL_RINGING);
  SIP(2000, BOB, PROXY, "200 OK", .branch = "p1", .to_tag = "b");
  assert_state(LM_CALL_RINGING);
  SIP(2001, PROXY, ALICE, "200 OK", .to_tag = "b");
  assert_state(LM_CALL_IN_CALL);
  SIP(2010, ALICE, PROXY, "ACK", .branch = "ack", .to_tag = "b");
  SIP(2011, PROXY, BOB, "ACK", .branch = "ack-p", .to_tag = "b");
  SIP(9000, BOB, PROXY, "BYE", .from_tag = "b", .to_tag = "a", .branch = "bye");
  assert_state(LM_CALL_COMPLETED);
  SIP(9001, PROXY, ALICE, "BYE", .from_tag = "b", .to_tag = "a", .branch = "bye-p");
  const LmCall *call = test_call(NULL);
  g_assert_cmpuint(call->n_retransmissions, ==, 0);
  g_assert_cmpuint(call->final_status, ==, 200);
  assert_span_ms(lm_call_pdd_ns(call), 51);
  assert_span_ms(lm_call_setup_ns(call), 2001);
  assert_span_ms(lm_call_duration_ns(call), 6999);
  g_assert_cmpint(call->released_by, ==, LM_RELEASED_BY_CALLEE);
  g_assert_cmpuint(lm_trace_n_calls(net->trace), ==, 1);
}

static void
test_bye_only(void)
{
  SIP(0, BOB, ALICE, "BYE", .from_tag = "b", .to_tag = "a", .cseq = 5);
  SIP(5, ALICE, BOB, "200 OK", .of = "BYE", .from_tag = "b", .to_tag = "a", .cseq = 5);
  assert_state(LM_CALL_COMPLETED);
  const LmCall *call = test_call(NULL);
  g_assert_cmpuint(call->number, ==, 1);
  g_assert_cmpint(lm_call_duration_ns(call), ==, LM_TIME_NONE);
  g_assert_cmpint(lm_call_pdd_ns(call), ==, LM_TIME_NONE);
  /* Who of the two called is not in the capture. */
  g_assert_cmpint(call->released_by, ==, LM_RELEASED_UNKNOWN);
}

static void
test_re_invite_only(void)
{
  SIP(0, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 5);
  assert_state(LM_CALL_IN_CALL);
  SIP(5, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 5);
  SIP(6, ALICE, BOB, "ACK", .to_tag = "b", .cseq = 5, .branch = "ack");
  assert_state(LM_CALL_IN_CALL);
  test_net_finish();
  assert_state(LM_CALL_IN_CALL);
  g_assert_cmpint(lm_call_setup_ns(test_call(NULL)), ==, LM_TIME_NONE);
}

/* Only what the caller sends was captured. An ACK with a branch of its own is one to a 2xx (RFC
 * 3261, 17.1.1.3), so the call was answered, at a time that nobody saw. */
static void
test_one_way_capture(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(3000, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  assert_state(LM_CALL_IN_CALL);
  SIP(9000, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_COMPLETED);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLER);
  g_assert_cmpint(lm_call_setup_ns(test_call(NULL)), ==, LM_TIME_NONE);
  test_net_finish();
  assert_state(LM_CALL_COMPLETED);
}

/* The other way round: an ACK in the INVITE's transaction says that it was refused, but not how. */
static void
test_ack_of_refusal_only(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(3000, ALICE, BOB, "ACK", .to_tag = "b");
  assert_state(LM_CALL_INCOMPLETE);
}

static void
test_responses_only(void)
{
  SIP(0, BOB, ALICE, "180 Ringing", .to_tag = "b");
  assert_state(LM_CALL_RINGING);
  SIP(900, BOB, ALICE, "200 OK", .to_tag = "b");
  assert_state(LM_CALL_IN_CALL);
  const LmCall *call = test_call(NULL);
  g_assert_cmpint(lm_call_setup_ns(call), ==, LM_TIME_NONE);
  char text[LM_ENDPOINT_TEXT_SIZE];
  lm_endpoint_format(lm_trace_endpoint(net->trace, call->caller), text);
  g_assert_cmpstr(text, ==, ALICE);
}

static void
test_registration(void)
{
  SIP(0, ALICE, PROXY, "REGISTER");
  SIP(1, PROXY, ALICE, "401 Unauthorized", .of = "REGISTER", .to_tag = "p");
  assert_state(LM_CALL_FAILED);
  SIP(2, ALICE, PROXY, "REGISTER", .cseq = 2);
  SIP(3, PROXY, ALICE, "200 OK", .of = "REGISTER", .cseq = 2, .to_tag = "q");
  assert_state(LM_CALL_COMPLETED);
  SIP(4, PROXY, ALICE, "401 Unauthorized", .of = "REGISTER", .to_tag = "p");
  assert_state(LM_CALL_COMPLETED);
  g_assert_cmpuint(test_call(NULL)->number, ==, 0);
  g_assert_cmpuint(lm_trace_counters(net->trace)->calls, ==, 0);
  g_assert_cmpuint(lm_trace_n_dialogs(net->trace), ==, 0);
}

/* The delay until the phone rings runs on while the caller tries the next server. */
static void
test_next_server(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(5, BOB, ALICE, "503 Service Unavailable", .to_tag = "p");
  SIP(6, ALICE, BOB, "ACK", .to_tag = "p");
  assert_span_ms(lm_call_pdd_ns(test_call(NULL)), 5);
  SIP(20, ALICE, CAROL, "INVITE", .branch = "second");
  g_assert_cmpint(lm_call_pdd_ns(test_call(NULL)), ==, LM_TIME_NONE);
  SIP(400, CAROL, ALICE, "180 Ringing", .to_tag = "c", .branch = "second");
  assert_span_ms(lm_call_pdd_ns(test_call(NULL)), 400);
}

/* A fork as the proxy sends it out: the one branch is busy, the other one rings. */
static void
test_other_branch_rings(void)
{
  SIP(0, PROXY, BOB, "INVITE", .branch = "p1");
  SIP(1, PROXY, CAROL, "INVITE", .branch = "p2");
  SIP(200, BOB, PROXY, "486 Busy Here", .branch = "p1", .to_tag = "b");
  SIP(201, PROXY, BOB, "ACK", .branch = "p1", .to_tag = "b");
  assert_state(LM_CALL_BUSY);
  SIP(300, CAROL, PROXY, "180 Ringing", .branch = "p2", .to_tag = "c");
  assert_state(LM_CALL_RINGING);
  assert_span_ms(lm_call_pdd_ns(test_call(NULL)), 300);
  g_assert_cmpuint(test_call(NULL)->final_status, ==, 0);
  /* A provisional response that comes late does not bring a branch back. */
  SIP(9000, CAROL, PROXY, "480 Temporarily Unavailable", .branch = "p2", .to_tag = "c");
  SIP(9001, CAROL, PROXY, "183 Session Progress", .branch = "p2", .to_tag = "c");
  assert_state(LM_CALL_NO_ANSWER);
}

/* The capture begins between the first INVITE and the one that repeats it. */
static void
test_response_before_invite(void)
{
  SIP(0, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(400, ALICE, BOB, "INVITE");
  g_assert_cmpint(lm_call_pdd_ns(test_call(NULL)), ==, LM_TIME_NONE);
  SIP(1000, BOB, ALICE, "200 OK", .to_tag = "b");
  assert_span_ms(lm_call_setup_ns(test_call(NULL)), 600);
}

/* Some programs use one Call-ID for all they send. */
static void
test_registration_before_call(void)
{
  SIP(0, ALICE, PROXY, "REGISTER");
  SIP(1, PROXY, ALICE, "200 OK", .of = "REGISTER", .to_tag = "p");
  SIP(10, ALICE, PROXY, "INVITE", .cseq = 2);
  assert_state(LM_CALL_INCOMPLETE);
  g_assert_cmpuint(test_call(NULL)->final_status, ==, 0);
  SIP(20, PROXY, ALICE, "180 Ringing", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_RINGING);
  SIP(2000, ALICE, PROXY, "BYE", .to_tag = "b", .cseq = 3);
  assert_state(LM_CALL_CANCELLED);
}

/* RFC 3261, 13.2.2.4: of two branches that answer, the caller ends one at once. */
static void
test_fork_answers_twice(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(1000, PROXY, ALICE, "200 OK", .to_tag = "b");
  SIP(1001, ALICE, PROXY, "ACK", .to_tag = "b", .branch = "ack-b");
  SIP(1010, PROXY, ALICE, "200 OK", .to_tag = "c");
  SIP(1011, ALICE, PROXY, "ACK", .to_tag = "c", .branch = "ack-c");
  SIP(1012, ALICE, PROXY, "BYE", .to_tag = "c", .cseq = 2, .branch = "bye-c");
  assert_state(LM_CALL_IN_CALL);
  SIP(1013, PROXY, ALICE, "200 OK", .of = "BYE", .to_tag = "c", .cseq = 2, .branch = "bye-c");
  SIP(9000, PROXY, ALICE, "BYE", .from_tag = "b", .to_tag = "a", .cseq = 1, .branch = "bye-b");
  assert_state(LM_CALL_COMPLETED);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 8000);
  g_assert_cmpint(test_call(NULL)->released_by, ==, LM_RELEASED_BY_CALLEE);
}

/* The legs that a B2BUA joins under one Call-ID end together, though the capture may miss a BYE. */
static void
test_legs_with_own_tags(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(1, PROXY, BOB, "INVITE", .branch = "p", .from_tag = "x");
  SIP(1000, BOB, PROXY, "200 OK", .branch = "p", .from_tag = "x", .to_tag = "y");
  SIP(1001, PROXY, ALICE, "200 OK", .to_tag = "b");
  SIP(5000, BOB, PROXY, "BYE", .branch = "bye", .from_tag = "y", .to_tag = "x");
  assert_state(LM_CALL_COMPLETED);
  assert_span_ms(lm_call_duration_ns(test_call(NULL)), 3999);
}

static void
send_on_tcp(double at_ms, const char *src, const char *dst, uint32_t *seq, TestSip sip)
{
  char *text = test_sip_text(&sip);
  test_tcp(at_ms, src, dst, *seq, text, strlen(text));
  *seq += (uint32_t)strlen(text);
  g_free(text);
}

/* Over TCP the INVITE with credentials may come over a connection of its own. */
static void
test_challenge_on_new_connection(void)
{
  static const char first[] = "192.0.2.1:40001", second[] = "192.0.2.1:40002";
  uint32_t sent = 0, got = 0, sent_again = 0, got_again = 0;
  send_on_tcp(0, first, PROXY, &sent, (TestSip){"INVITE"});
  send_on_tcp(5, PROXY, first, &got, (TestSip){"401 Unauthorized", .to_tag = "p"});
  send_on_tcp(6, first, PROXY, &sent, (TestSip){"ACK", .to_tag = "p"});
  assert_state(LM_CALL_FAILED);
  send_on_tcp(10, second, PROXY, &sent_again, (TestSip){"INVITE", .cseq = 2});
  assert_state(LM_CALL_INCOMPLETE);
  send_on_tcp(20, PROXY, second, &got_again, (TestSip){"180 Ringing", .to_tag = "b", .cseq = 2});
  assert_state(LM_CALL_RINGING);
}

static const TestCase cases[] = {
    {"/track/call-attempts/challenge", test_challenge},
    {"/track/call-attempts/challenge-again", test_challenge_again},
    {"/track/call-attempts/redirected", test_redirected},
    {"/track/call-attempts/next-server", test_next_server},
    {"/track/call-attempts/other-branch-rings", test_other_branch_rings},
    {"/track/call-attempts/response-before-invite", test_response_before_invite},
    {"/track/call-attempts/tried-again", test_tried_again},
    {"/track/call-attempts/fork-through-proxy", test_fork_through_proxy},
    {"/track/call-attempts/bye-only", test_bye_only},
    {"/track/call-attempts/re-invite-only", test_re_invite_only},
    {"/track/call-attempts/one-way-capture", test_one_way_capture},
    {"/track/call-attempts/ack-of-refusal-only", test_ack_of_refusal_only},
    {"/track/call-attempts/responses-only", test_responses_only},
    {"/track/call-attempts/registration", test_registration},
    {"/track/call-attempts/registration-before-call", test_registration_before_call},
    {"/track/call-attempts/fork-answers-twice", test_fork_answers_twice},
    {"/track/call-attempts/legs-with-own-tags", test_legs_with_own_tags},
    {"/track/call-attempts/challenge-on-new-connection", test_challenge_on_new_connection},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
