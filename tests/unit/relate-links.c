/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which calls are linked, of those that could be, and by what. */

#include "legs.h"
#include "relate/hops.h"

#define PHONE "192.0.2.1:5060"
#define SERVER "192.0.2.5:5060"
#define INSIDE "192.0.2.6:5060"
#define PBX "192.0.2.7:5060"
#define GATEWAY "192.0.2.9:5060"
#define DESK "192.0.2.20:5060"
#define HALL "192.0.2.21:5060"

#define UP .ringing_ms = 100, .answer_ms = 2000, .end_ms = 9000
#define BEHIND .ringing_ms = 94, .answer_ms = 1994, .end_ms = 8996 /* the same, 5 ms later */
#define BOX(a) "Session-ID: " a "0317f1a784dc48ff824d0d3715d860\r\n"

static uint32_t
n_conversations(void)
{
  return lm_legs_n_conversations(test_legs());
}

static void
test_none(void)
{
  test_legs_find();
  g_assert_cmpuint(n_conversations(), ==, 0);
  SIP(0, ALICE, PROXY, "REGISTER");
  test_legs_find();
  g_assert_cmpuint(n_conversations(), ==, 0);
  g_assert_cmpuint(lm_legs_conversation_of(test_legs(), 0), ==, LM_NONE);
}

static void
test_chain(void)
{
  LEG(.call_id = "c", .src = PBX, .dst = GATEWAY, .at_ms = 12, UP);
  LEG(.call_id = "b", .src = SERVER, .dst = PBX, .at_ms = 5, UP);
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  test_legs_find();
  g_assert_true(test_linked("a", "b", LM_LINK_LEG));
  g_assert_true(test_linked("b", "c", LM_LINK_LEG));
  g_assert_null(test_link("a", "c"));
  g_assert_cmpuint(n_conversations(), ==, 1);
  const LmConversation *conversation = lm_legs_conversation(test_legs(), 0);
  g_assert_cmpuint(conversation->n_legs, ==, 3);
  g_assert_cmpuint(conversation->n_links, ==, 2);
}

static void
test_forks(void)
{
  LEG(.call_id = "in", .src = PHONE, .dst = SERVER, UP);
  LEG(.call_id = "desk", .src = SERVER, .dst = DESK, .at_ms = 5, .answer_ms = 2000, .status = 487);
  LEG(.call_id = "hall", .src = SERVER, .dst = HALL, .at_ms = 6, .answer_ms = 1990, .end_ms = 8990);
  test_legs_find();
  g_assert_true(test_linked("in", "desk", LM_LINK_LEG));
  g_assert_true(test_linked("in", "hall", LM_LINK_LEG));
}

static void
test_hunting(void)
{
  LEG(.call_id = "in", .src = PHONE, .dst = SERVER, .answer_ms = 12000, .end_ms = 20000);
  LEG(.call_id = "desk", .src = SERVER, .dst = DESK, .at_ms = 5, .answer_ms = 5000, .status = 480);
  LEG(.call_id = "hall", .src = SERVER, .dst = HALL, .at_ms = 5010, .answer_ms = 20, .status = 486);
  LEG(.call_id = "gw", .src = SERVER, .dst = GATEWAY, .at_ms = 5040, .answer_ms = 6950,
      .end_ms = 14950);
  test_legs_find();
  g_assert_true(test_linked("in", "desk", LM_LINK_LEG));
  g_assert_true(test_linked("in", "hall", LM_LINK_LEG));
  g_assert_true(test_linked("in", "gw", LM_LINK_LEG));
}

/* Two phones call the same number at the same moment: nobody can say which is which. */
static void
test_twins(void)
{
  for (int i = 0; i < 2; i++) {
    LEG(.call_id = i ? "in-b" : "in-a", .src = PHONE, .dst = SERVER, UP);
    LEG(.call_id = i ? "out-b" : "out-a", .src = SERVER, .dst = GATEWAY, .at_ms = 5, UP);
  }
  test_legs_find();
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++)
      test_assert_apart(i ? "in-b" : "in-a", k ? "out-b" : "out-a");
}

/* An address goes on for another one, as the headers of two calls show: then it does so for a call
 * that has none. */
static void
test_boxes(void)
{
  LEG(.call_id = "a1", .src = PHONE, .dst = SERVER, UP, .extra = BOX("a1"),
      .callee = "+49301000001");
  LEG(.call_id = "b1", .src = INSIDE, .dst = PBX, .at_ms = 5, BEHIND, .extra = BOX("a1"),
      .callee = "101");
  LEG(.call_id = "a2", .src = PHONE, .dst = SERVER, .at_ms = 20000, UP, .extra = BOX("a2"),
      .callee = "+49301000002");
  LEG(.call_id = "b2", .src = INSIDE, .dst = PBX, .at_ms = 20005, BEHIND, .extra = BOX("a2"),
      .callee = "102");
  LEG(.call_id = "a3", .src = PHONE, .dst = SERVER, .at_ms = 40000, UP, .callee = "+49301000003");
  LEG(.call_id = "b3", .src = INSIDE, .dst = PBX, .at_ms = 40005, BEHIND, .callee = "103");
  test_legs_find();
  g_assert_true(test_linked("a1", "b1", LM_LINK_LEG));
  g_assert_true(test_linked("a3", "b3", LM_LINK_LEG));
  g_assert_cmpfloat(test_weight("a3", "b3", LM_EVIDENCE_HOST), >, 1);
}

/* All on one machine, by ports. */
static void
test_one_machine(void)
{
  LEG(.call_id = "in", .src = "127.0.0.1:5061", .dst = "127.0.0.1:5060", UP);
  LEG(.call_id = "out", .src = "127.0.0.1:5060", .dst = "127.0.0.1:5062", .at_ms = 5, UP);
  LEG(.call_id = "else", .src = "127.0.0.1:5061", .dst = "127.0.0.1:5063", .at_ms = 8, UP,
      .callee = "carol");
  test_legs_find();
  g_assert_true(test_linked("in", "out", LM_LINK_LEG));
  test_assert_apart("in", "else");
}

static void
test_pins(void)
{
  LEG(.call_id = "in", .src = PHONE, .dst = SERVER, UP);
  LEG(.call_id = "out", .src = SERVER, .dst = GATEWAY, .at_ms = 5, UP);
  LEG(.call_id = "else", .src = HALL, .dst = DESK, .at_ms = 60000, UP);
  test_legs_find_pinned("in", "out", false);
  test_assert_apart("in", "out");
  test_legs_find_pinned("out", "in", false);
  test_assert_apart("in", "out");
  test_legs_find_pinned("else", "in", true);
  g_assert_true(test_linked("in", "else", LM_LINK_BY_HAND));
  g_assert_true(test_linked("in", "out", LM_LINK_LEG));
  test_legs_find_pinned("in", "out", true);
  g_assert_true(test_linked("in", "out", LM_LINK_BY_HAND));
  g_assert_false(test_linked("in", "out", LM_LINK_LEG));
}

static void
test_blind_transfer(void)
{
  LEG(.call_id = "first", .src = PHONE, .dst = DESK, .answer_ms = 500, .end_ms = 5000,
      .refer_to = "sip:carol@example.com");
  LEG(.call_id = "second", .src = PHONE, .dst = HALL, .callee = "carol", .at_ms = 4950, UP);
  LEG(.call_id = "later", .src = PHONE, .dst = HALL, .callee = "carol", .at_ms = 90000, UP);
  test_legs_find();
  g_assert_true(test_linked("first", "second", LM_LINK_BLIND_TRANSFER));
  test_assert_apart("first", "later");
}

static void
test_attended_transfer(void)
{
  LEG(.call_id = "first", .src = PHONE, .dst = DESK, .answer_ms = 500, .end_ms = 9000,
      .refer_to = "sip:carol@example.com?Replaces=asked%40x%3Bto-tag%3Db%3Bfrom-tag%3Da");
  LEG(.call_id = "asked@x", .src = DESK, .dst = HALL, .callee = "carol", .at_ms = 3000,
      .answer_ms = 500, .end_ms = 6050);
  LEG(.call_id = "last", .src = PHONE, .dst = HALL, .callee = "carol", .at_ms = 8950, UP,
      .extra = "Replaces: asked@x;to-tag=b;from-tag=a\r\n");
  test_legs_find();
  g_assert_true(test_linked("first", "asked@x", LM_LINK_ATTENDED_TRANSFER));
  g_assert_true(test_linked("asked@x", "last", LM_LINK_ATTENDED_TRANSFER));
}

static void
test_pick_up(void)
{
  LEG(.call_id = "rings", .src = PHONE, .dst = DESK, .ringing_ms = 50, .answer_ms = 4000,
      .status = 487);
  LEG(.call_id = "picks", .src = HALL, .dst = PHONE, .at_ms = 3900, UP,
      .extra = "Replaces: rings;to-tag=b;from-tag=a;early-only\r\n");
  LEG(.call_id = "speaks", .src = PHONE, .dst = DESK, .at_ms = 50000, UP);
  LEG(.call_id = "moves", .src = HALL, .dst = PHONE, .at_ms = 55000, UP,
      .extra = "Replaces: speaks;to-tag=b;from-tag=a\r\n");
  LEG(.call_id = "joins", .src = GATEWAY, .dst = PHONE, .at_ms = 56000, UP,
      .extra = "Join: moves;to-tag=b;from-tag=a\r\n");
  test_legs_find();
  g_assert_true(test_linked("rings", "picks", LM_LINK_PICK_UP));
  g_assert_true(test_linked("speaks", "moves", LM_LINK_REPLACES));
  g_assert_true(test_linked("moves", "joins", LM_LINK_JOIN));
}

static void
test_redirect(void)
{
  LEG(.call_id = "asks", .src = PHONE, .dst = SERVER, .answer_ms = 20, .status = 302,
      .answer_extra = "Contact: <sip:+493055555@192.0.2.9>\r\n");
  LEG(.call_id = "goes", .src = PHONE, .dst = GATEWAY, .at_ms = 30, .callee = "+493055555", UP);
  LEG(.call_id = "not", .src = DESK, .dst = GATEWAY, .at_ms = 35, .callee = "+493055555", UP);
  test_legs_find();
  g_assert_true(test_linked("asks", "goes", LM_LINK_REDIRECT));
  test_assert_apart("asks", "not");
}

static void
test_third_party(void)
{
  LEG(.call_id = "one", .src = SERVER, .dst = DESK, .callee = "desk", .answer_ms = 500,
      .end_ms = 9000, .answer = "192.0.2.20:4000", .ack = "192.0.2.21:4002");
  LEG(.call_id = "two", .src = SERVER, .dst = HALL, .callee = "hall", .at_ms = 510,
      .answer_ms = 400, .end_ms = 8490, .offer = "192.0.2.20:4000", .answer = "192.0.2.21:4002");
  test_legs_find();
  g_assert_true(test_linked("one", "two", LM_LINK_THIRD_PARTY));
}

static void
test_conference(void)
{
  LEG(.call_id = "one", .src = DESK, .dst = SERVER, UP, .callee = "conf7",
      .answer_extra = "Contact: <sip:conf7@192.0.2.5>;isfocus\r\n");
  LEG(.call_id = "two", .src = HALL, .dst = SERVER, UP, .at_ms = 700, .callee = "conf7",
      .answer_extra = "Contact: <sip:conf7@192.0.2.5>;isfocus\r\n");
  LEG(.call_id = "other", .src = HALL, .dst = SERVER, UP, .at_ms = 900, .callee = "conf8",
      .answer_extra = "Contact: <sip:conf8@192.0.2.5>;isfocus\r\n");
  test_legs_find();
  g_assert_true(test_linked("one", "two", LM_LINK_CONFERENCE));
  test_assert_apart("one", "other");
}

static void
many_pairs(void)
{
  for (unsigned i = 0; i < 300; i++) {
    g_autofree char *in = g_strdup_printf("in%u", i), *out = g_strdup_printf("out%u", i);
    LEG(.call_id = in, .src = PHONE, .dst = SERVER, .at_ms = i * 500, UP);
    LEG(.call_id = out, .src = SERVER, .dst = PBX, .at_ms = i * 500 + 5, BEHIND);
  }
  test_legs_find();
}

/* Whatever step it is that takes too much, nothing is said then, and else all. */
static void
test_bounds(void)
{
  const uint64_t step = 8 << 10;
  uint64_t most_bytes = 0;
  unsigned n_refused = 0;
  many_pairs();
  LmLegs *legs = NULL;
  while (!(legs = lm_legs_new_within(net->trace, NULL, 0, most_bytes))) {
    most_bytes += step;
    n_refused++;
  }
  g_assert_cmpuint(n_refused, >, 10);
  g_assert_cmpuint(most_bytes, <, 600 * 2000);
  g_assert_cmpuint(lm_legs_n_conversations(legs), ==, n_conversations());
  for (uint32_t i = 0; i < lm_trace_n_calls(net->trace); i++)
    g_assert_cmpuint(lm_legs_conversation_of(legs, i), ==, lm_legs_conversation_of(test_legs(), i));
  lm_legs_free(legs);
}

/* Of many calls those around one, also where it stands at either end. */
static void
test_near(void)
{
  many_pairs();
  const uint32_t n = lm_trace_n_calls(net->trace), calls[] = {0, n / 2, n - 1, LM_NONE};
  for (size_t at = 0; at < G_N_ELEMENTS(calls); at++) {
    uint32_t call = calls[at];
    LmLegs *legs = lm_legs_new_near(net->trace, NULL, 0, call, 50);
    call = MIN(call, n - 1);
    const LmConversation *conversation =
        lm_legs_conversation(legs, lm_legs_conversation_of(legs, call));
    g_assert_cmpuint(conversation->n_legs, ==, 2);
    uint32_t n_near = 0, furthest = 0;
    for (uint32_t i = 0; i < n; i++)
      if (lm_legs_conversation_of(legs, i) != LM_NONE) {
        n_near++;
        furthest = MAX(furthest, (uint32_t)ABS((int)i - (int)call));
      }
    g_assert_cmpuint(n_near, ==, 50);
    g_assert_cmpuint(lm_legs_n_left_out(legs), ==, n - 50);
    g_assert_cmpuint(furthest, <=, at == 1 ? 25 : 50);
    lm_legs_free(legs);
  }
  LmLegs *legs = lm_legs_new_near(net->trace, NULL, 0, 0, n);
  g_assert_cmpuint(lm_legs_n_conversations(legs), ==, n_conversations());
  lm_legs_free(legs);
}

/* A proxy hands the same Call-ID on to two phones. */
static void
test_hops(void)
{
  SIP(0, ALICE, PROXY, "INVITE", .branch = "a");
  SIP(1, PROXY, BOB, "INVITE", .branch = "b1",
      .extra = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\n");
  SIP(2, PROXY, CAROL, "INVITE", .branch = "b2",
      .extra = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\n");
  SIP(900, BOB, PROXY, "200 OK", .branch = "b1", .to_tag = "b");
  LmHop hops[LM_MAX_HOPS];
  g_assert_cmpuint(lm_call_hops(net->trace, test_call(NULL), hops), ==, 3);
  g_assert_cmpuint(hops[0].previous, ==, LM_NONE);
  g_assert_cmpuint(hops[1].previous, ==, 0);
  g_assert_cmpuint(hops[2].previous, ==, 0);
  g_assert_cmpuint(hops[2].depth, ==, 1);
  g_assert_cmpuint(hops[1].status, ==, 200);
  g_assert_cmpuint(hops[2].status, ==, 0);
  test_legs_find();
  g_assert_cmpuint(n_conversations(), ==, 1);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/relate/links/none", test_none},
      {"/relate/links/chain", test_chain},
      {"/relate/links/forks", test_forks},
      {"/relate/links/hunting", test_hunting},
      {"/relate/links/twins", test_twins},
      {"/relate/links/boxes", test_boxes},
      {"/relate/links/one-machine", test_one_machine},
      {"/relate/links/pins", test_pins},
      {"/relate/links/blind-transfer", test_blind_transfer},
      {"/relate/links/attended-transfer", test_attended_transfer},
      {"/relate/links/pick-up", test_pick_up},
      {"/relate/links/redirect", test_redirect},
      {"/relate/links/third-party", test_third_party},
      {"/relate/links/conference", test_conference},
      {"/relate/links/bounds", test_bounds},
      {"/relate/links/near", test_near},
      {"/relate/links/hops", test_hops},
  };
  return test_legs_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
