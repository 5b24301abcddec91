/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bindings over time, from requests and answers. */

#include "relate/registrations.h"
#include "sip-packets.h"

#define NOT_FIRST "Authorization: Digest username=\"a\", nonce=\"n\", response=\"00\"\r\n"

static LmRegistrations *registrations;

static const LmBinding *
look(uint32_t n)
{
  lm_registrations_free(registrations);
  test_net_finish();
  registrations = lm_registrations_new(net->trace);
  g_assert_cmpuint(lm_registrations_n(registrations), ==, n);
  return n ? lm_registrations_at(registrations, 0) : NULL;
}

static void
assert_text(LmSlice text, const char *wanted)
{
  g_autofree char *copy = g_strndup(text.len ? (const char *)text.data : "", text.len);
  g_assert_cmpstr(copy, ==, wanted);
}

static void
assert_steps(const LmBinding *binding, const char *wanted)
{
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = binding->first_step; i != LM_NONE;) {
    const LmBindingStep *step = lm_registrations_step(registrations, i);
    g_string_append_printf(all, "%s%s", all->len ? " " : "", lm_binding_step_name(step->kind));
    i = step->next;
  }
  g_assert_cmpstr(all->str, ==, wanted);
}

/* One request and its answer, which come at @ms and 10 ms later. */
static void
ask(double ms, unsigned cseq, const char *asked, const char *answer, const char *answered)
{
  SIP(ms, ALICE, PROXY, "REGISTER", .of = "REGISTER", .cseq = cseq, .extra = asked);
  if (answer)
    SIP(ms + 10, PROXY, ALICE, answer, .of = "REGISTER", .cseq = cseq, .to_tag = "r",
        .extra = answered);
}

#define HERE "Contact: <sip:alice@192.0.2.1>;expires=60\r\n"

static void
test_life(void)
{
  ask(0, 1, "User-Agent: Phone 1\r\n" HERE, "401 Unauthorized", "WWW-Authenticate: Digest\r\n");
  ask(20, 2, NOT_FIRST HERE, "200 OK",
      "Contact: <sip:alice@192.0.2.1>;expires=30;pub-gruu=\"sip:alice@x;gr=1\"\r\n"
      "Service-Route: <sip:192.0.2.5;lr>\r\nFlow-Timer: 25\r\n");
  ask(20000, 3, NOT_FIRST HERE, "200 OK", "Contact: <sip:ALICE@192.0.2.1>;expires=30\r\n");
  ask(40000, 4, NOT_FIRST "Contact: <sip:alice@192.0.2.1>;expires=0\r\n", "200 OK", NULL);
  const LmBinding *binding = look(1);
  assert_steps(binding, "asked challenged asked registered asked refreshed asked removed");
  g_assert_cmpstr(lm_binding_state_name(binding->state), ==, "removed");
  g_assert_cmpstr(lm_credentials_name(binding->credentials), ==, "accepted");
  assert_text(binding->user_agent, "Phone 1");
  assert_text(binding->pub_gruu, "sip:alice@x;gr=1");
  assert_text(binding->service_route, "<sip:192.0.2.5;lr>");
  g_assert_cmpuint(binding->granted_s, ==, 30);
  g_assert_cmpuint(binding->n_refreshes, ==, 1);
  g_assert_cmpuint(binding->n_challenges, ==, 1);
  g_assert_cmpuint(binding->n_failures, ==, 0);
  g_assert_true(binding->third_party); /* From is alice, To is bob */
  g_assert_false(binding->behind_nat);
  assert_span_ms(binding->registered_ns - TEST_EPOCH_NS, 30);
  assert_span_ms(binding->ended_ns - TEST_EPOCH_NS, 40010);
}

static void
test_expires(void)
{
  ask(0, 1, "Expires: 10\r\nContact: <sip:alice@10.0.0.7>\r\n", "200 OK", "Expires: 5\r\n");
  ask(20000, 2, "Contact: <sip:alice@10.0.0.7>;expires=10\r\n", NULL, NULL);
  const LmBinding *binding = look(1);
  assert_steps(binding, "asked registered expired asked unanswered");
  g_assert_cmpstr(lm_binding_state_name(binding->state), ==, "unanswered");
  g_assert_cmpuint(binding->granted_s, ==, 5);
  g_assert_true(binding->behind_nat);
  assert_span_ms(binding->ended_ns - TEST_EPOCH_NS, 5010);
}

static void
test_star(void)
{
  ask(0, 1, HERE "Contact: <sip:alice@192.0.2.9>;expires=90\r\n", "200 OK", HERE);
  ask(1000, 2, "Contact: *\r\nExpires: 0\r\n", "200 OK", NULL);
  ask(2000, 3, "Contact: *\r\nExpires: 0\r\n", "403 Forbidden", NULL);
  look(3);
  for (uint32_t i = 0; i < 2; i++)
    g_assert_cmpint(lm_registrations_at(registrations, i)->state, ==, LM_BINDING_REMOVED);
  assert_text(lm_registrations_at(registrations, 2)->contact, "*");
  g_assert_cmpint(lm_registrations_at(registrations, 2)->state, ==, LM_BINDING_FAILED);
  g_assert_cmpuint(lm_registrations_at(registrations, 2)->status, ==, 403);
}

/* What somebody else registered is in the answer; a question without contacts is no binding. */
static void
test_listed(void)
{
  ask(0, 1, NULL, "200 OK", "Contact: <sip:alice@192.0.2.77>;expires=20\r\n");
  ask(100, 2, HERE, "200 OK",
      "Contact: <sip:alice@192.0.2.1;ob>;expires=50, <sip:alice@192.0.2.77>;expires=19\r\n");
  const LmBinding *binding = look(2);
  assert_steps(binding, "listed");
  g_assert_cmpuint(binding->source, ==, LM_NONE);
  g_assert_cmpuint(lm_registrations_at(registrations, 1)->granted_s, ==, 50);
  assert_steps(lm_registrations_at(registrations, 1), "asked registered");
}

static void
test_refused(void)
{
  static const char *const stale = "WWW-Authenticate: Digest realm=\"a\", stale=TRUE\r\n";
  ask(0, 1, NOT_FIRST HERE, "401 Unauthorized", stale);
  g_assert_cmpint(look(1)->credentials, ==, LM_CREDENTIALS_STALE);
  g_assert_cmpint(look(1)->state, ==, LM_BINDING_PENDING);
  ask(100, 2, NOT_FIRST HERE, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"a\"\r\n");
  const LmBinding *binding = look(1);
  g_assert_cmpint(binding->credentials, ==, LM_CREDENTIALS_FAILED);
  g_assert_cmpint(binding->state, ==, LM_BINDING_FAILED);
  g_assert_cmpuint(binding->status, ==, 401);
  test_net_reset();
  ask(0, 1, "Authorization: Digest username=\"a\", response=\"\"\r\n" HERE, "401 Unauthorized",
      NULL);
  g_assert_cmpint(look(1)->credentials, ==, LM_CREDENTIALS_CHALLENGED);
}

/* A flow stays the same binding when its address changes (RFC 5626, 6). */
static void
test_flow(void)
{
#define FLOW ";+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=60\r\n"
  ask(0, 1, "Contact: <sip:alice@192.0.2.1>" FLOW, "200 OK", "Contact: <sip:alice@192.0.2.1>" FLOW);
  ask(9, 2, "Contact: <sip:alice@192.0.2.2>" FLOW, "200 OK", "Contact: <sip:alice@192.0.2.2>" FLOW);
  const LmBinding *binding = look(1);
  g_assert_cmpuint(binding->reg_id, ==, 1);
  assert_text(binding->instance, "<urn:uuid:1>");
  g_assert_cmpuint(binding->n_refreshes, ==, 1);
}

/* What a proxy passes on is the same request; the answer is told once. */
static void
test_hops(void)
{
  SIP(0, ALICE, PROXY, "REGISTER", .of = "REGISTER", .extra = HERE);
  SIP(1, PROXY, BOB, "REGISTER", .of = "REGISTER", .branch = "z9hG4bKsecond",
      .extra = "Path: <sip:192.0.2.5;lr>\r\n" HERE);
  SIP(2, BOB, PROXY, "200 OK", .of = "REGISTER", .branch = "z9hG4bKsecond", .to_tag = "r",
      .extra = HERE);
  SIP(3, PROXY, ALICE, "200 OK", .of = "REGISTER", .to_tag = "r", .extra = HERE);
  const LmBinding *binding = look(1);
  char text[LM_ENDPOINT_TEXT_SIZE];
  assert_steps(binding, "asked registered");
  assert_text(binding->path, "<sip:192.0.2.5;lr>");
  g_assert_cmpuint(binding->n_requests, ==, 1);
  g_assert_cmpstr(lm_endpoint_format(lm_trace_endpoint(net->trace, binding->source), text), ==,
                  ALICE);
  g_assert_cmpstr(lm_endpoint_format(lm_trace_endpoint(net->trace, binding->registrar), text), ==,
                  BOB);
}

static void
test_broken(void)
{
  ask(0, 1, "Contact: <\r\nContact: ,,,\r\nContact: \"\r\nExpires: x\r\n", "200 OK",
      "Contact: <<\r\nContact:\r\n");
  ask(10, 0, "Contact: sip:\r\n", "999 What", "Contact: *\r\n");
  lm_registrations_free(lm_registrations_new(net->trace));
}

static const TestCase cases[] = {
    {"/relate/registrations/life", test_life},
    {"/relate/registrations/expires", test_expires},
    {"/relate/registrations/star", test_star},
    {"/relate/registrations/listed", test_listed},
    {"/relate/registrations/refused", test_refused},
    {"/relate/registrations/flow", test_flow},
    {"/relate/registrations/hops", test_hops},
    {"/relate/registrations/broken", test_broken},
};

int
main(int argc, char **argv)
{
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_registrations_free(registrations);
  return status;
}
