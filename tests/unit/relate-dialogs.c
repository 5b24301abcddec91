/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dialogs and transactions, and the rules that they break. */

#include "relate/dialogs.h"
#include "sip-packets.h"
#include "track/evict.h"

static LmDialogs *dialogs;

static const LmDialogView *
look(uint32_t n)
{
  lm_dialogs_free(dialogs);
  test_net_finish();
  dialogs = lm_dialogs_new(net->trace);
  g_assert_cmpuint(lm_dialogs_n(dialogs), ==, n);
  return n ? lm_dialogs_at(dialogs, 0) : NULL;
}

/* The names of the problems of the first row, and the frames where they show. */
static void
assert_problems(const char *wanted)
{
  const LmDialogView *view = lm_dialogs_at(dialogs, 0);
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = view->first_problem; i != LM_NONE;) {
    const LmProblem *problem = lm_dialogs_problem(dialogs, i);
    g_string_append_printf(all, "%s%s %u", all->len ? ", " : "", lm_problem_name(problem->kind),
                           problem->frame);
    i = problem->next;
  }
  g_assert_cmpstr(all->str, ==, wanted);
}

#define CONTACT "Contact: <sip:bob@192.0.2.2>\r\n"

/* Something long after, so that what never came is known to be missing. */
static void
much_later(void)
{
  SIP(400000, CAROL, BOB, "OPTIONS", .of = "OPTIONS", .call_id = "later");
}

static void
begin(const char *extra)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(500, BOB, ALICE, "200 OK", .to_tag = "b", .extra = extra);
}

static void
ack(void)
{
  SIP(510, ALICE, BOB, "ACK", .of = "ACK", .to_tag = "b", .branch = "ack");
}

static void
in_dialog(double ms, const char *method, unsigned cseq, const char *extra)
{
  g_autofree char *branch = g_strdup_printf("%s%u", method, cseq);
  SIP(ms, ALICE, BOB, method, .of = method, .to_tag = "b", .cseq = cseq, .branch = branch,
      .extra = extra);
  SIP(ms + 5, BOB, ALICE, "200 OK", .of = method, .to_tag = "b", .cseq = cseq, .branch = branch,
      .extra = extra);
}

static void
test_sound(void)
{
  begin(CONTACT "Session-Expires: 120;refresher=uac\r\n");
  ack();
  in_dialog(60000, "UPDATE", 2, "Session-Expires: 120;refresher=uas\r\n");
  SIP(90000, BOB, ALICE, "BYE", .of = "BYE", .from_tag = "b", .to_tag = "a", .cseq = 1,
      .branch = "bye");
  SIP(90010, ALICE, BOB, "200 OK", .of = "BYE", .from_tag = "b", .to_tag = "a", .cseq = 1,
      .branch = "bye");
  much_later();
  const LmDialogView *view = look(1);
  g_assert_cmpstr(lm_dialog_view_state_name(view), ==, "terminated");
  g_assert_cmpuint(view->session_s, ==, 120);
  g_assert_cmpint(view->refresher, ==, LM_REFRESHER_CALLEE);
  g_assert_cmpuint(view->n_refreshes, ==, 1);
  g_assert_cmpuint(view->sides[0].cseq, ==, 2);
  g_assert_cmpuint(view->sides[1].n_requests, ==, 1);
  g_assert_false(view->began_before);
  /* The request's URI in these tests is always the same, and not the Contact. */
  assert_problems("wrong-target 5");
}

static void
test_acks(void)
{
  begin(CONTACT);
  SIP(1000, BOB, ALICE, "200 OK", .to_tag = "b", .extra = CONTACT);
  look(1);
  assert_problems("no-ack 4");
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(1, BOB, ALICE, "486 Busy Here", .to_tag = "b");
  much_later();
  g_assert_cmpstr(lm_dialog_view_state_name(look(1)), ==, "none");
  assert_problems("no-ack 2");
  g_assert_cmpuint(lm_dialogs_at(dialogs, 0)->status, ==, 486);
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(1, BOB, ALICE, "486 Busy Here", .to_tag = "b");
  SIP(2, ALICE, BOB, "ACK", .of = "ACK", .to_tag = "b");
  SIP(400000, BOB, ALICE, "200 OK", .of = "OPTIONS", .call_id = "later");
  look(1); /* that of the response alone */
  assert_problems("no-request 4");
}

static void
test_order(void)
{
  begin(NULL);
  ack();
  in_dialog(1000, "INFO", 5, NULL);
  in_dialog(2000, "INFO", 4, NULL);
  in_dialog(3000, "UPDATE", 5, NULL);
  in_dialog(4000, "BYE", 6, NULL);
  in_dialog(5000, "INFO", 7, NULL);
  look(1);
  assert_problems("no-contact 3, cseq-lower 7, cseq-twice 9, after-bye 13");
}

/* The copy that a proxy passes on is neither lower nor twice. */
static void
test_hops(void)
{
  begin(CONTACT);
  ack();
  in_dialog(1000, "INFO", 2, NULL);
  SIP(1001, PROXY, BOB, "INFO", .of = "INFO", .to_tag = "b", .cseq = 2, .branch = "hop",
      .extra = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKINFO2\r\n");
  SIP(1002, BOB, PROXY, "200 OK", .of = "INFO", .to_tag = "b", .cseq = 2, .branch = "hop");
  g_assert_cmpuint(look(1)->sides[0].n_requests, ==, 2);
  assert_problems("wrong-target 5");
}

/* The callee has moved to where the caller's requests go in these tests. */
static void
test_moved(void)
{
  begin(CONTACT);
  ack();
  SIP(1000, BOB, ALICE, "UPDATE", .of = "UPDATE", .from_tag = "b", .to_tag = "a", .branch = "move",
      .extra = "Contact: <sip:bob@example.com>\r\n");
  SIP(1010, ALICE, BOB, "200 OK", .of = "UPDATE", .from_tag = "b", .to_tag = "a", .branch = "move");
  in_dialog(2000, "INFO", 2, NULL);
  look(1);
  assert_problems("");
}

static void
test_routes(void)
{
#define RECORD "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n"
  begin(RECORD "Contact: <sip:bob@example.com>\r\n");
  ack();
  in_dialog(1000, "INFO", 2, "Route: <sip:p2;lr>, <sip:p1;lr>\r\n");
  in_dialog(2000, "INFO", 3, "Route: <sip:p1;lr>, <sip:p2;lr>\r\n");
  in_dialog(3000, "INFO", 4, NULL);
  g_assert_cmpuint(look(1)->n_routes, ==, 2);
  g_assert_true(lm_slice_equal(lm_dialogs_at(dialogs, 0)->route, lm_slice_str("sip:p2;lr")));
  assert_problems("wrong-route 7, wrong-route 9");
}

static void
test_timers(void)
{
  static const double late[] = {0, 500, 1500, 3500, 7500, 20000};
  for (size_t i = 0; i < G_N_ELEMENTS(late); i++)
    SIP(late[i], ALICE, BOB, "INVITE");
  much_later();
  look(1);
  assert_problems("sent-again-late 6, no-response 6");
  test_net_reset();
  static const double early[] = {0, 100, 600, 4600};
  for (size_t i = 0; i < G_N_ELEMENTS(early); i++)
    SIP(early[i], ALICE, BOB, "OPTIONS", .of = "OPTIONS");
  SIP(40000, BOB, ALICE, "408 Request Timeout", .of = "OPTIONS");
  SIP(42000, ALICE, BOB, "OPTIONS", .of = "OPTIONS");
  look(1);
  assert_problems("sent-again-early 2, sent-again-late 4, sent-again-answered 6, final-late 5, "
                  "timeout-sent 5");
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "180 Ringing");
  much_later();
  look(1);
  assert_problems("no-final-response 1");
}

static void
test_session(void)
{
  begin(CONTACT "Session-Expires: 30\r\n");
  ack();
  much_later();
  g_assert_cmpint(look(1)->refresher, ==, LM_REFRESHER_NONE);
  assert_problems("session-too-short 3, session-ran-out 0");
}

/* RFC 3262: sent again until it is acknowledged. */
static void
test_reliable(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .extra = "RSeq: 7\r\n");
  SIP(510, BOB, ALICE, "183 Session Progress", .to_tag = "b", .extra = "RSeq: 7\r\n");
  look(1);
  assert_problems("no-prack 3");
  in_dialog(600, "PRACK", 2, "RAck: 9 1 INVITE\r\n");
  look(1);
  assert_problems("wrong-rack 4, no-prack 3");
  in_dialog(700, "PRACK", 3, "RAck: 7 1 INVITE\r\n");
  look(1);
  assert_problems("wrong-rack 4");
}

static void
test_before(void)
{
  in_dialog(0, "INFO", 9, NULL);
  const LmDialogView *view = look(1);
  g_assert_true(view->began_before);
  g_assert_cmpstr(lm_dialog_view_state_name(view), ==, "confirmed");
}

/* Dialogs that went from the trace have no rows, and those behind them have theirs. */
static void
test_evicted(void)
{
  enum { N = 600 };
  LmKeep keep = LM_KEEP_INIT;
  lm_tracker_begin_evicting(net->tracker);
  for (int i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("gone%d", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
    SIP(i, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b");
    SIP(i, ALICE, BOB, "ACK", .call_id = id, .to_tag = "b", .branch = "ack");
    SIP(i, ALICE, BOB, "BYE", .call_id = id, .to_tag = "b", .cseq = 2);
    SIP(i, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b", .cseq = 2, .of = "BYE");
  }
  SIP(100000, ALICE, BOB, "INVITE", .call_id = "stays");
  SIP(100010, BOB, ALICE, "200 OK", .call_id = "stays", .to_tag = "b");
  LmEvicting *evicting = lm_tracker_evict(net->tracker, &(LmEviction){.share = 1}, &keep);
  while (lm_evicting_go_on(evicting))
    ;
  lm_evicting_free(evicting);
  lm_keep_end(&keep);
  const LmDialogView *view = look(1);
  g_assert_cmpuint(view->dialog, ==, N);
  g_assert_true(lm_slice_equal(view->call_id, lm_slice_str("stays")));
  assert_problems("no-contact 3002");
}

static const TestCase cases[] = {
    {"/relate/dialogs/sound", test_sound},       {"/relate/dialogs/acks", test_acks},
    {"/relate/dialogs/order", test_order},       {"/relate/dialogs/hops", test_hops},
    {"/relate/dialogs/routes", test_routes},     {"/relate/dialogs/timers", test_timers},
    {"/relate/dialogs/session", test_session},   {"/relate/dialogs/before", test_before},
    {"/relate/dialogs/reliable", test_reliable}, {"/relate/dialogs/moved", test_moved},
    {"/relate/dialogs/evicted", test_evicted},
};

int
main(int argc, char **argv)
{
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_dialogs_free(dialogs);
  return status;
}
