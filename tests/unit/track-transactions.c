/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is sent again, which transaction and which dialog a message belongs to, and messages that
 * belong to nothing. */

#include "sip-packets.h"

static const LmMessage *
message(uint32_t row)
{
  g_assert_cmpuint(row, <, lm_trace_n_messages(net->trace));
  return lm_trace_message(net->trace, row);
}

static void
assert_original(uint32_t row, uint32_t original)
{
  g_assert_cmpuint(message(row)->original, ==, original);
  bool flag = message(row)->flags & LM_MESSAGE_RETRANSMISSION;
  g_assert_cmpint(flag, ==, original != LM_NONE);
}

static void
test_request_again(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(500, ALICE, BOB, "INVITE");
  SIP(1500, ALICE, BOB, "INVITE");
  assert_original(0, LM_NONE);
  assert_original(1, 0);
  /* All point to the first, not to each other. */
  assert_original(2, 0);
  /* The proxy's INVITE on the next hop is another message, and so is one with another branch. */
  SIP(1600, BOB, CAROL, "INVITE");
  SIP(1700, ALICE, BOB, "INVITE", .branch = "other");
  assert_original(3, LM_NONE);
  assert_original(4, LM_NONE);
  g_assert_cmpuint(lm_trace_n_transactions(net->trace), ==, 2);
  g_assert_cmpuint(test_call(NULL)->n_retransmissions, ==, 2);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_retransmissions, ==, 2);
  g_assert_cmpuint(lm_trace_transaction(net->trace, 0)->n_retransmissions, ==, 2);
}

static void
test_final_again(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(1000, BOB, ALICE, "200 OK", .to_tag = "b");
  /* Sent again with a new header it is still the same answer (RFC 3261, 13.3.1.4). */
  SIP(1500, BOB, ALICE, "200 OK", .to_tag = "b", .extra = "Timestamp: 9\r\n");
  SIP(2500, BOB, ALICE, "200 OK", .to_tag = "c");
  assert_original(2, 1);
  /* Another tag is another answer: the request was forked. */
  assert_original(3, LM_NONE);
  const LmTransaction *transaction = lm_trace_transaction(net->trace, 0);
  g_assert_cmpuint(transaction->request, ==, 0);
  g_assert_cmpuint(transaction->final, ==, 1);
  g_assert_cmpuint(transaction->first_provisional, ==, LM_NONE);
  g_assert_cmpuint(transaction->n_messages, ==, 4);
}

static void
test_provisional_again(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(200, BOB, ALICE, "180 Ringing", .to_tag = "b");
  /* With other contents it says something new (RFC 3261, 13.3.1.1). */
  SIP(300, BOB, ALICE, "180 Ringing", .to_tag = "b", .extra = "RSeq: 7\r\n");
  SIP(400, BOB, ALICE, "183 Session Progress", .to_tag = "b");
  assert_original(2, 1);
  assert_original(3, LM_NONE);
  assert_original(4, LM_NONE);
}

static void
test_forked_ringing(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(100, PROXY, ALICE, "180 Ringing", .to_tag = "b");
  SIP(150, PROXY, ALICE, "180 Ringing", .to_tag = "c");
  SIP(200, PROXY, ALICE, "180 Ringing", .to_tag = "b");
  assert_original(2, LM_NONE);
  assert_original(3, 1);
  g_assert_cmpuint(test_call(NULL)->n_dialogs, ==, 2);
  SIP(900, PROXY, ALICE, "200 OK", .to_tag = "c");
  const LmDialog *ringing = lm_trace_dialog(net->trace, 0), *up = lm_trace_dialog(net->trace, 1);
  g_assert_cmpint(ringing->state, ==, LM_DIALOG_EARLY);
  g_assert_cmpint(up->state, ==, LM_DIALOG_CONFIRMED);
  g_assert_true(lm_slice_equal(up->caller_tag, LM_SLICE_LITERAL("a")));
  g_assert_true(lm_slice_equal(up->callee_tag, LM_SLICE_LITERAL("c")));
  SIP(5000, PROXY, ALICE, "BYE", .from_tag = "c", .to_tag = "a", .branch = "bye");
  g_assert_cmpint(ringing->state, ==, LM_DIALOG_EARLY);
  g_assert_cmpint(up->state, ==, LM_DIALOG_TERMINATED);
  g_assert_cmpuint(message(5)->dialog, ==, 1);
  g_assert_cmpuint(lm_trace_n_dialogs(net->trace), ==, 2);
}

/* RFC 3261, 17.1.1.3: an ACK to a failure has the INVITE's branch and is in its transaction; it
 * makes no dialog. One to a 2xx is a transaction of its own. */
static void
test_ack(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "486 Busy Here", .to_tag = "b");
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b");
  g_assert_cmpuint(message(2)->transaction, ==, message(0)->transaction);
  g_assert_cmpuint(lm_trace_n_dialogs(net->trace), ==, 0);
  SIP(100, ALICE, BOB, "INVITE", .cseq = 2);
  SIP(110, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 2);
  SIP(120, ALICE, BOB, "ACK", .to_tag = "b", .cseq = 2, .branch = "ack");
  g_assert_cmpuint(message(5)->transaction, !=, message(3)->transaction);
  g_assert_cmpuint(message(5)->dialog, ==, 0);
}

/* RFC 3262, 3: the 2xx to a PRACK acknowledges a provisional response. The call only rings. */
static void
test_prack(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "180 Ringing", .to_tag = "b", .extra = "RSeq: 1\r\n");
  SIP(20, ALICE, BOB, "PRACK", .to_tag = "b", .cseq = 2, .extra = "RAck: 1 1 INVITE\r\n");
  SIP(30, BOB, ALICE, "200 OK", .of = "PRACK", .to_tag = "b", .cseq = 2);
  assert_state(LM_CALL_RINGING);
  g_assert_cmpint(lm_trace_dialog(net->trace, 0)->state, ==, LM_DIALOG_EARLY);
  SIP(40, ALICE, BOB, "UPDATE", .to_tag = "b", .cseq = 3);
  SIP(50, BOB, ALICE, "200 OK", .of = "UPDATE", .to_tag = "b", .cseq = 3);
  g_assert_cmpint(lm_trace_dialog(net->trace, 0)->state, ==, LM_DIALOG_EARLY);
  SIP(60, BOB, ALICE, "200 OK", .to_tag = "b");
  g_assert_cmpint(lm_trace_dialog(net->trace, 0)->state, ==, LM_DIALOG_CONFIRMED);
}

static void
test_subscription(void)
{
  SIP(0, ALICE, PROXY, "SUBSCRIBE");
  SIP(10, PROXY, ALICE, "200 OK", .of = "SUBSCRIBE", .to_tag = "p");
  SIP(20, PROXY, ALICE, "NOTIFY", .from_tag = "p", .to_tag = "a", .cseq = 9);
  g_assert_cmpuint(lm_trace_n_dialogs(net->trace), ==, 1);
  g_assert_cmpint(lm_trace_dialog(net->trace, 0)->state, ==, LM_DIALOG_CONFIRMED);
  g_assert_cmpuint(test_call(NULL)->number, ==, 0);
}

static void
test_without_call_id(void)
{
  SIP(0, ALICE, BOB, "INVITE", .call_id = "");
  SIP(1, ALICE, BOB, "INVITE", .call_id = "");
  SIP(2, BOB, ALICE, "200 OK", .call_id = "", .to_tag = "b");
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 3);
  g_assert_cmpuint(lm_trace_n_calls(net->trace), ==, 0);
  g_assert_cmpuint(lm_trace_n_transactions(net->trace), ==, 0);
  g_assert_cmpuint(message(0)->call, ==, LM_NONE);
  g_assert_cmpuint(message(0)->transaction, ==, LM_NONE);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->sip_messages, ==, 3);
  g_assert_cmpuint(counters->sip_malformed, ==, 3);
  g_assert_cmpuint(counters->methods[LM_SIP_METHOD_INVITE], ==, 2);
  g_assert_cmpuint(counters->statuses[200], ==, 1);
}

/* A request is what its request line says, whatever its CSeq says. */
static void
test_method_differs(void)
{
  SIP(0, ALICE, BOB, "OPTIONS", .of = "INVITE");
  g_assert_cmpuint(lm_trace_counters(net->trace)->calls, ==, 0);
  g_assert_cmpuint(message(0)->flags & LM_MESSAGE_MALFORMED, !=, 0);
  SIP(10, ALICE, BOB, "INVITE", .cseq = 2, .of = "OPTIONS");
  g_assert_cmpuint(lm_trace_counters(net->trace)->calls, ==, 1);
}

/* Call-IDs are compared byte for byte (RFC 3261, 20.8). */
static void
test_call_ids_differ_in_case(void)
{
  SIP(0, ALICE, BOB, "INVITE", .call_id = "abc@example.com");
  SIP(1, ALICE, BOB, "INVITE", .call_id = "ABC@example.com");
  g_assert_cmpuint(lm_trace_n_calls(net->trace), ==, 2);
  g_assert_cmpuint(lm_trace_find_call(net->trace, LM_SLICE_LITERAL("abc@")), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_call_by_number(net->trace, 2), ==, 1);
  g_assert_cmpuint(lm_trace_call_by_number(net->trace, 3), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_call_by_number(net->trace, 0), ==, LM_NONE);
}

static void
test_unknown_methods(void)
{
  for (int i = 0; i < 600; i++) {
    g_autofree char *name = g_strdup_printf("X%d", i / 2);
    SIP(i, ALICE, BOB, name, .cseq = (unsigned)i + 1);
  }
  g_assert_cmpuint(lm_trace_n_other_methods(net->trace), ==, 256);
  g_assert_cmpuint(lm_trace_other_method(net->trace, 0)->messages, ==, 2);
  /* Nothing is lost: what is beyond the table is in its last row. */
  g_assert_cmpuint(lm_trace_other_method(net->trace, 255)->messages, ==, 600 - 2 * 255);
  g_assert_cmpuint(lm_trace_counters(net->trace)->methods[LM_SIP_METHOD_OTHER], ==, 600);
}

/* However many there are, a message finds the transaction and the dialog that it belongs to. */
static void
test_many(void)
{
  enum { N = 40 };
  SIP(0, ALICE, PROXY, "INVITE");
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *tag = g_strdup_printf("b%u", i);
    SIP(i, PROXY, ALICE, "180 Ringing", .to_tag = tag);
  }
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *tag = g_strdup_printf("b%u", i);
    SIP(100 + i, ALICE, PROXY, "PRACK", .to_tag = tag, .cseq = i + 2);
  }
  for (unsigned i = N; i-- > 0;) {
    g_autofree char *tag = g_strdup_printf("b%u", i);
    SIP(200 + i, PROXY, ALICE, "200 OK", .of = "PRACK", .to_tag = tag, .cseq = i + 2);
    SIP(200 + i, ALICE, PROXY, "PRACK", .to_tag = tag, .cseq = i + 2);
  }
  g_assert_cmpuint(lm_trace_n_dialogs(net->trace), ==, N);
  g_assert_cmpuint(lm_trace_n_transactions(net->trace), ==, N + 1);
  g_assert_cmpuint(test_call(NULL)->n_dialogs, ==, N);
  for (uint32_t i = 0; i < N; i++) {
    g_assert_cmpuint(message(1 + i)->dialog, ==, i);
    uint32_t request = 1 + N + i, answer = 1 + 2 * N + 2 * (N - 1 - i);
    g_assert_cmpuint(message(request)->dialog, ==, i);
    g_assert_cmpuint(message(request)->transaction, ==, i + 1);
    g_assert_cmpuint(message(answer)->dialog, ==, i);
    g_assert_cmpuint(message(answer)->transaction, ==, i + 1);
    assert_original(answer + 1, request);
  }
}

static const TestCase cases[] = {
    {"/track/transactions/request-again", test_request_again},
    {"/track/transactions/final-again", test_final_again},
    {"/track/transactions/provisional-again", test_provisional_again},
    {"/track/transactions/forked-ringing", test_forked_ringing},
    {"/track/transactions/ack", test_ack},
    {"/track/transactions/prack", test_prack},
    {"/track/transactions/subscription", test_subscription},
    {"/track/transactions/without-call-id", test_without_call_id},
    {"/track/transactions/method-differs", test_method_differs},
    {"/track/transactions/call-ids-differ-in-case", test_call_ids_differ_in_case},
    {"/track/transactions/unknown-methods", test_unknown_methods},
    {"/track/transactions/many", test_many},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
