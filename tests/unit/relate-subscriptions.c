/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Subscriptions, REFERs and publications over time; and what a notification says. */

#include "relate/subscriptions.h"
#include "sip-packets.h"

static LmSubscriptions *subscriptions;

static const LmSubscription *
look(uint32_t n)
{
  lm_subscriptions_free(subscriptions);
  test_net_finish();
  subscriptions = lm_subscriptions_new(net->trace);
  g_assert_cmpuint(lm_subscriptions_n(subscriptions), ==, n);
  return n ? lm_subscriptions_at(subscriptions, 0) : NULL;
}

static void
assert_text(LmSlice text, const char *wanted)
{
  g_autofree char *copy = g_strndup(text.len ? (const char *)text.data : "", text.len);
  g_assert_cmpstr(copy, ==, wanted);
}

static void
assert_steps(const LmSubscription *row, const char *wanted)
{
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = row->first_step; i != LM_NONE;) {
    const LmSubscriptionStep *step = lm_subscriptions_step(subscriptions, i);
    g_string_append_printf(all, "%s%s", all->len ? " " : "", lm_subscription_step_name(step->kind));
    i = step->next;
  }
  g_assert_cmpstr(all->str, ==, wanted);
}

static void
ask(double ms, const char *method, unsigned cseq, const char *to_tag, const char *extra,
    const char *answer, const char *answered)
{
  SIP(ms, ALICE, BOB, method, .of = method, .cseq = cseq, .to_tag = to_tag, .extra = extra);
  if (answer)
    SIP(ms + 1, BOB, ALICE, answer, .of = method, .cseq = cseq, .to_tag = "b", .extra = answered);
}

/* Bob tells alice; the tags are the other way round. */
static void
tell(double ms, unsigned cseq, const char *from_tag, const char *extra, const char *answer)
{
  SIP(ms, BOB, ALICE, "NOTIFY", .of = "NOTIFY", .cseq = cseq, .from_tag = from_tag, .to_tag = "a",
      .extra = extra);
  if (answer)
    SIP(ms + 1, ALICE, BOB, answer, .of = "NOTIFY", .cseq = cseq, .from_tag = from_tag,
        .to_tag = "a");
}

#define ACTIVE "Event: presence\r\nSubscription-State: active;expires=9\r\n"

static void
test_life(void)
{
  ask(0, "SUBSCRIBE", 1, NULL, "Event: presence\r\nExpires: 60\r\n", "401 Unauthorized", NULL);
  ask(10, "SUBSCRIBE", 2, NULL, "Event: presence\r\nExpires: 60\r\n", "200 OK", "Expires: 9\r\n");
  tell(20, 1, "b", ACTIVE, "200 OK");
  ask(1000, "SUBSCRIBE", 3, "b", "o: presence\r\nExpires: 60\r\n", "200 OK", "Expires: 9\r\n");
  tell(1010, 2, "b", "Event: presence\r\nSubscription-State: terminated;reason=rejected\r\n",
       "200 OK");
  const LmSubscription *row = look(1);
  assert_steps(row, "asked challenged refresh accepted notified refresh accepted notified");
  assert_text(row->event, "presence");
  assert_text(row->reason, "rejected");
  assert_text(row->notifier_tag, "b");
  g_assert_cmpstr(lm_subscription_state_name(row->state), ==, "terminated");
  g_assert_cmpuint(row->n_refreshes, ==, 1);
  g_assert_cmpuint(row->n_notifies, ==, 2);
  g_assert_cmpuint(row->granted_s, ==, 9);
  g_assert_cmpuint(row->n_failures, ==, 0);
  assert_span_ms(row->ended_ns - TEST_EPOCH_NS, 1010);
}

static void
test_expires(void)
{
  ask(0, "SUBSCRIBE", 1, NULL, "Event: presence\r\nExpires: 5\r\n", "200 OK", NULL);
  SIP(9000, ALICE, BOB, "OPTIONS", .of = "OPTIONS", .call_id = "later");
  const LmSubscription *row = look(1);
  g_assert_cmpint(row->state, ==, LM_SUBSCRIPTION_EXPIRED);
  assert_span_ms(row->ended_ns - TEST_EPOCH_NS, 5001);
}

static void
test_refused(void)
{
  ask(0, "SUBSCRIBE", 1, NULL, "Event: odd\r\n", "489 Bad Event", NULL);
  g_assert_cmpint(look(1)->state, ==, LM_SUBSCRIPTION_FAILED);
  g_assert_cmpuint(look(1)->status, ==, 489);
  test_net_reset();
  ask(0, "SUBSCRIBE", 1, NULL, "Event: odd\r\n", NULL, NULL);
  g_assert_cmpint(look(1)->state, ==, LM_SUBSCRIPTION_UNANSWERED);
  test_net_reset();
  tell(0, 1, "b", ACTIVE, "481 Gone");
  g_assert_cmpint(look(1)->kind, ==, LM_SUBSCRIPTION_NOTIFY);
  g_assert_cmpint(look(1)->state, ==, LM_SUBSCRIPTION_FAILED);
  assert_text(look(1)->subscriber, "sip:bob@example.com");
}

/* Each that notifies has a subscription of its own; a proxy's copy is none. */
static void
test_forked(void)
{
  ask(0, "SUBSCRIBE", 1, NULL, "Event: presence\r\nExpires: 60\r\n", NULL, NULL);
  SIP(1, BOB, CAROL, "SUBSCRIBE", .of = "SUBSCRIBE", .branch = "z9hG4bKx",
      .extra = "Event: presence\r\nExpires: 60\r\n");
  tell(2, 1, "b", ACTIVE, "200 OK");
  tell(3, 2, "c", ACTIVE, "200 OK");
  tell(4, 3, "c", ACTIVE, "200 OK");
  g_assert_cmpuint(look(2)->n_notifies, ==, 1);
  g_assert_cmpuint(lm_subscriptions_at(subscriptions, 1)->n_notifies, ==, 2);
  assert_text(lm_subscriptions_at(subscriptions, 1)->notifier_tag, "c");
}

static void
test_refer(void)
{
  ask(0, "REFER", 5, "b", "Refer-To: <sip:carol@example.com>\r\n", "202 Accepted", NULL);
  ask(5, "REFER", 6, "b", "Refer-To: <sip:dave@example.com>\r\n", "202 Accepted", NULL);
  ask(8, "REFER", 7, "b", "Refer-To: <sip:x@x>\r\nRefer-Sub: false\r\n", "202 Accepted", NULL);
  tell(10, 1, "b", "Event: refer\r\nSubscription-State: active\r\n", "200 OK");
  tell(12, 2, "b", "Event: refer;id=6\r\nSubscription-State: terminated;reason=noresource\r\n",
       "200 OK");
  const LmSubscription *row = look(2);
  assert_text(row->refer_to, "sip:carol@example.com");
  g_assert_cmpstr(lm_subscription_kind_name(row->kind), ==, "refer");
  g_assert_cmpint(row->state, ==, LM_SUBSCRIPTION_ACTIVE);
  row = lm_subscriptions_at(subscriptions, 1);
  assert_text(row->refer_to, "sip:dave@example.com");
  g_assert_cmpint(row->state, ==, LM_SUBSCRIPTION_TERMINATED);
}

static void
test_publish(void)
{
  ask(0, "PUBLISH", 1, NULL, "Event: presence\r\nExpires: 60\r\n", "200 OK",
      "SIP-ETag: one\r\nExpires: 60\r\n");
  ask(10, "PUBLISH", 2, NULL, "Event: presence\r\nExpires: 60\r\nSIP-If-Match: one\r\n", "200 OK",
      "SIP-ETag: two\r\nExpires: 60\r\n");
  ask(20, "PUBLISH", 3, NULL, "Event: presence\r\nExpires: 0\r\nSIP-If-Match: two\r\n", "200 OK",
      "Expires: 0\r\n");
  ask(30, "PUBLISH", 4, NULL, "Event: presence\r\nSIP-If-Match: what\r\n",
      "412 Conditional Request Failed", NULL);
  const LmSubscription *row = look(2);
  assert_steps(row, "asked accepted refresh accepted end-asked accepted");
  assert_text(row->entity_tag, "two");
  g_assert_cmpint(row->state, ==, LM_SUBSCRIPTION_TERMINATED);
  g_assert_cmpuint(row->n_refreshes, ==, 1);
  g_assert_cmpuint(lm_subscriptions_at(subscriptions, 1)->status, ==, 412);
}

static void
test_says(void)
{
  static const struct {
    const char *type, *body, *says;
  } bodies[] = {
      {"message/sipfrag;version=2.0", "SIP/2.0 180 Ringing\r\n", "180 Ringing"},
      {"message/sipfrag", "INVITE sip:x SIP/2.0", "INVITE sip:x SIP/2.0"},
      {"application/simple-message-summary", "Messages-Waiting: no\r\n", "Messages-Waiting: no"},
      {"application/simple-message-summary", "Messages-Waiting: yes\r\nVoice-Message: 1/2\r\n",
       "Voice-Message: 1/2"},
      {"application/pidf+xml", "<a:basicx/><a:basic>\n open </a:basic>", "open"},
      {"Application/Dialog-Info+XML",
       "<dialog-info state=\"full\"><state event=\"x\">early</state>", "early"},
      {"application/reginfo+xml", "<registration aor='x' state='active'>", "active"},
      {"application/kpml-response+xml", "<kpml-response code=\"200\" digits=\"5#\"/>", "5#"},
      {"application/pidf+xml", "<basic", ""},
      {"application/pidf+xml", "basic>x", ""},
      {"application/reginfo+xml", "<registration state=active>", ""},
      {"text/plain", "hello", ""},
      {"", "", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++)
    assert_text(lm_notification_says(lm_slice_str(bodies[i].type), lm_slice_str(bodies[i].body)),
                bodies[i].says);
}

static void
test_broken(void)
{
  ask(0, "SUBSCRIBE", 1, NULL, "Event:\r\nExpires: x\r\n", "200 OK", "Expires: 99999999999\r\n");
  tell(1, 1, "", "Event: ;id=\r\nSubscription-State: ;;=\r\n", "200 OK");
  ask(2, "REFER", 1, NULL, NULL, "200 OK", NULL);
  ask(3, "PUBLISH", 1, NULL, NULL, "200 OK", NULL);
  lm_subscriptions_free(lm_subscriptions_new(net->trace));
}

static const TestCase cases[] = {
    {"/relate/subscriptions/life", test_life},
    {"/relate/subscriptions/expires", test_expires},
    {"/relate/subscriptions/refused", test_refused},
    {"/relate/subscriptions/forked", test_forked},
    {"/relate/subscriptions/refer", test_refer},
    {"/relate/subscriptions/publish", test_publish},
    {"/relate/subscriptions/says", test_says},
    {"/relate/subscriptions/broken", test_broken},
};

int
main(int argc, char **argv)
{
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_subscriptions_free(subscriptions);
  return status;
}
