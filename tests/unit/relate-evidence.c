/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each kind of evidence for two calls being legs of one conversation, and each against. */

#include "legs.h"

#define PHONE "192.0.2.1:5060"
#define SERVER "192.0.2.5:5060"
#define INSIDE "192.0.2.6:5060"
#define GATEWAY "192.0.2.9:5060"
#define OTHER "192.0.2.10:5060"

#define IN .call_id = "in", .src = PHONE, .dst = SERVER
#define OUT .call_id = "out", .src = SERVER, .dst = GATEWAY, .at_ms = 5
#define LIVES .ringing_ms = 100, .answer_ms = 2000, .end_ms = 9000

/* That the two legs, which have nothing else in common, are linked by @kind with a weight from
 * @least on. */
static void
assert_evidence(LmEvidenceKind kind, double least)
{
  test_legs_find();
  g_assert_true(test_linked("in", "out", LM_LINK_LEG));
  g_assert_cmpfloat(test_weight("in", "out", kind), >=, least);
  g_assert_true(lm_evidence_is_identity(kind));
}

/* Legs whose numbers differ and whose times say little. */
#define STRANGE_IN IN, .caller = "+493011111111", .callee = "+493022222222", .answer_ms = 50
#define STRANGE_OUT                                                                          \
  .call_id = "out", .src = SERVER, .dst = GATEWAY, .at_ms = 4000, .caller = "+493033333333", \
  .callee = "+493044444444"

static void
test_strangers(void)
{
  LEG(STRANGE_IN);
  LEG(STRANGE_OUT);
  test_legs_find();
  test_assert_apart("in", "out");
}

static void
test_quoted(void)
{
  LEG(STRANGE_IN);
  LEG(.call_id = "other", .src = PHONE, .dst = SERVER);
  LEG(STRANGE_OUT, .extra = "X-Leg-A: other;x=1\r\nIn-Reply-To: in\r\n");
  test_legs_find();
  test_assert_apart("in", "out");
}

static void
test_call_id_quoted(void)
{
  LEG(STRANGE_IN, .call_id = "e0a1b2c3@192.0.2.1");
  LEG(STRANGE_OUT, .extra = "X-CID: e0a1b2c3@192.0.2.1;leg=1\r\n");
  test_legs_find();
  g_assert_cmpfloat(test_weight("e0a1b2c3@192.0.2.1", "out", LM_EVIDENCE_CALL_ID_QUOTED), >, 5);
}

static void
test_quoted_in_answer(void)
{
  LEG(STRANGE_IN, .answer_ms = 6000, .answer_extra = "X-Out: abcdefgh-1\r\n");
  LEG(STRANGE_OUT, .call_id = "abcdefgh-1");
  test_legs_find();
  g_assert_true(test_linked("in", "abcdefgh-1", LM_LINK_LEG));
}

static void
assert_affix(const char *in, const char *out, bool linked)
{
  LEG(STRANGE_IN, .call_id = in);
  LEG(STRANGE_OUT, .call_id = out);
  test_legs_find();
  if (linked != (test_link(in, out) != NULL))
    g_error("%s and %s: not as expected", in, out);
  test_net_reset();
}

static void
test_affix(void)
{
  assert_affix("9a8b7c6d5e4f3a2b1c0d9e@192.0.2.1", "9a8b7c6d5e4f3a2b1c0d9e_b2b-1@192.0.2.5", true);
  assert_affix("9a8b7c6d5e4f3a2b1c0d9e@192.0.2.1", "9a8b7c6d5e4f3a2b1c0d9e@192.0.2.1_pbx-1", true);
  assert_affix("9a8b7c6d5e4f3a2b1c0d9e", "B2B.12.9a8b7c6d5e4f3a2b1c0d9e", true);
  assert_affix("9a8b7c6d5e4f3a2b1c0d9e@192.0.2.1", "9a8b7c6d5e4f3a2b1c0d9e@192.0.2.5", true);
  assert_affix("leg///9a8b7c6d5e4f3a2b1c0d9e", "9a8b7c6d5e4f3a2b1c0d9e", true);
  /* Short ones are the same by chance. */
  assert_affix("1-4242@192.0.2.1", "1-4242@192.0.2.5", false);
  /* What two ids of one maker have in common is no id of its own. */
  assert_affix("4fc76f00-11ee-8c90-0242ac120002", "5ad8c100-11ee-8c90-0242ac120002", false);
}

static void
test_session_id(void)
{
  LEG(STRANGE_IN, .extra = "Session-ID: ab30317f1a784dc48ff824d0d3715d86;"
                           "remote=00000000000000000000000000000000\r\n");
  LEG(STRANGE_OUT, .extra = "Session-ID: ab30317f1a784dc48ff824d0d3715d86;"
                            "remote=00000000000000000000000000000000\r\n");
  assert_evidence(LM_EVIDENCE_SESSION_ID, 5);
  double one = test_weight("in", "out", LM_EVIDENCE_SESSION_ID);
  test_net_reset();
  LEG(STRANGE_IN, .extra = "Session-ID: ab30317f1a784dc48ff824d0d3715d86;"
                           "remote=47755a9de7794ba387653f2099600ef2\r\n");
  LEG(STRANGE_OUT, .extra = "Session-ID: 47755a9de7794ba387653f2099600ef2;"
                            "remote=ab30317f1a784dc48ff824d0d3715d86\r\n");
  assert_evidence(LM_EVIDENCE_SESSION_ID, one + 1);
}

static void
test_nil_session_id(void)
{
  LEG(STRANGE_IN, .extra = "Session-ID: 00000000000000000000000000000000\r\n");
  LEG(STRANGE_OUT, .extra = "Session-ID: 00000000000000000000000000000000\r\n");
  test_legs_find();
  test_assert_apart("in", "out");
}

static void
test_icid(void)
{
  LEG(STRANGE_IN, .extra = "P-Charging-Vector: icid-value=\"pcscf-1A2B\";icid-generated-at=a\r\n");
  LEG(STRANGE_OUT, .extra = "P-Charging-Vector: icid-value=pcscf-1A2B;orig-ioi=x\r\n");
  assert_evidence(LM_EVIDENCE_ICID, 5);
}

static void
test_headers(void)
{
  LEG(IN, .caller = "", .answer_ms = 50,
      .extra = "User-to-User: 56a390f3d2b7310023a;encoding=hex\r\n");
  LEG(OUT, .caller = "", .extra = "User-to-User: 56a390f3d2b7310023a\r\n");
  assert_evidence(LM_EVIDENCE_USER_TO_USER, 2);
  test_net_reset();
  LEG(IN, .answer_ms = 50, .extra = "X-Call-UUID: 7f8e9d0c1b2a\r\n");
  LEG(OUT, .extra = "x-call-uuid: 7f8e9d0c1b2a\r\n");
  assert_evidence(LM_EVIDENCE_HEADER, 2);
}

static void
test_branch(void)
{
  LEG(STRANGE_IN, .extra = "Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKabcdefgh\r\n");
  LEG(STRANGE_OUT, .at_ms = 50, .extra = "Via: SIP/2.0/UDP 192.0.2.78;branch=z9hG4bKabcdefgh\r\n");
  assert_evidence(LM_EVIDENCE_BRANCH, 4);
}

static void
test_trail(void)
{
  LEG(IN, LIVES);
  LEG(OUT, LIVES, .extra = "Record-Route: <sip:192.0.2.1;lr>\r\n");
  test_legs_find();
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_TRAIL), >, 1);
}

static void
test_description(void)
{
  LEG(STRANGE_IN, .offer = "192.0.2.1:40000");
  LEG(STRANGE_OUT, .at_ms = 50, .offer = "192.0.2.1:40000");
  assert_evidence(LM_EVIDENCE_MEDIA, 4);
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_ORIGIN), >, 3);
  test_net_reset();
  /* The server puts its own address into it and leaves the origin. */
  LEG(STRANGE_IN, .offer = "192.0.2.1:40000");
  LEG(STRANGE_OUT, .at_ms = 50, .caller = "+493011111111", .offer = "192.0.2.5:40000");
  assert_evidence(LM_EVIDENCE_ORIGIN, 3);
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_MEDIA), ==, 0);
}

static void
test_ssrc(void)
{
  LEG(STRANGE_IN, .answer_ms = 60, .end_ms = 9000, .offer = "192.0.2.1:7000",
      .answer = "192.0.2.5:8000");
  LEG(STRANGE_OUT, .at_ms = 50, .caller = "+493011111111", .answer_ms = 5, .end_ms = 9000,
      .offer = "192.0.2.5:8002", .answer = "192.0.2.9:9000");
  test_legs_find();
  test_rtp_run(9100, "192.0.2.1:7000", "192.0.2.5:8000", 0x12345678, 1, 8, 20);
  test_rtp_run(9101, "192.0.2.5:8002", "192.0.2.9:9000", 0x12345678, 1, 8, 20);
  assert_evidence(LM_EVIDENCE_SSRC, 4);
}

static void
test_numbers(void)
{
  LEG(IN, LIVES, .caller = "+493011111111", .callee = "03022222222");
  LEG(OUT, LIVES, .caller = "anonymous", .callee = "+493022222222",
      .extra = "P-Asserted-Identity: <sip:+493011111111@x>\r\n");
  test_legs_find();
  g_assert_true(test_linked("in", "out", LM_LINK_LEG));
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_CALLER), >, 2);
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_CALLEE), >, 2);
}

static void
test_other_callee(void)
{
  LEG(IN, LIVES, .caller = "+493011111111", .callee = "+493022222222");
  LEG(OUT, LIVES, .caller = "+493011111111", .callee = "+493055555555");
  test_legs_find();
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_CALLEE), <, -2);
  test_net_reset();
  LEG(IN, LIVES, .caller = "+493011111111", .callee = "+493022222222");
  LEG(OUT, LIVES, .caller = "+493011111111", .callee = "+493055555555",
      .extra = "Diversion: <sip:+493022222222@x>;reason=unconditional\r\n");
  test_legs_find();
  g_assert_cmpfloat(test_weight("in", "out", LM_EVIDENCE_CALLEE), >, 2);
  g_assert_true(test_linked("in", "out", LM_LINK_FORWARD));
}

static void
test_times(void)
{
  LEG(IN, .ringing_ms = 110, .answer_ms = 2010, .end_ms = 9000);
  LEG(OUT, .ringing_ms = 100, .answer_ms = 2000, .end_ms = 8999);
  test_legs_find();
  static const LmEvidenceKind kinds[] = {LM_EVIDENCE_START, LM_EVIDENCE_RINGING, LM_EVIDENCE_ANSWER,
                                         LM_EVIDENCE_END};
  double sum = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    double weight = test_weight("in", "out", kinds[i]);
    g_assert_cmpfloat(weight, >, 0);
    sum += weight;
  }
  /* They depend on each other. */
  g_assert_cmpfloat(sum, <=, 9.01);
}

/* Each is a pair that all else speaks for. */
static void
assert_apart(void)
{
  test_legs_find();
  test_assert_apart("in", "out");
  test_net_reset();
}

static void
test_against(void)
{
  /* Both go the same way. */
  LEG(IN, LIVES);
  LEG(.call_id = "out", .src = PHONE, .dst = SERVER, .at_ms = 5, LIVES);
  assert_apart();
  /* It goes out before it comes in. */
  LEG(IN, LIVES, .at_ms = 500);
  LEG(OUT, LIVES, .at_ms = 0);
  assert_apart();
  /* It comes in where none goes out. */
  LEG(IN, LIVES, .callee = "+493022222222");
  LEG(OUT, LIVES, .src = OTHER, .caller = "carol", .callee = "+493022222223");
  assert_apart();
  /* It goes out when the other one has ended. */
  LEG(IN, .answer_ms = 100, .end_ms = 1000);
  LEG(OUT, .at_ms = 1500, .answer_ms = 100, .end_ms = 1000);
  assert_apart();
  /* The same, played again: all that makes a call its own is in both. */
  LEG(IN, .answer_ms = 100, .end_ms = 1000, .offer = "192.0.2.1:4000",
      .extra = "X-Call-UUID: 7f8e9d0c1b2a\r\nSession-ID: ab30317f1a784dc48ff824d0d3715d86\r\n");
  LEG(OUT, .at_ms = 1500, .answer_ms = 100, .end_ms = 1000, .offer = "192.0.2.1:4000",
      .extra = "X-Call-UUID: 7f8e9d0c1b2a\r\nSession-ID: ab30317f1a784dc48ff824d0d3715d86\r\n");
  assert_apart();
  /* Only the times agree, and both numbers differ. */
  LEG(IN, LIVES, .caller = "+493011111111", .callee = "+493022222222");
  LEG(OUT, LIVES, .caller = "+493033333333", .callee = "+493044444444");
  assert_apart();
}

static void
test_common(void)
{
  /* What all calls of a way have in common says nothing about two of them. */
  static const char *const numbers[] = {"+493010000001", "+493010000002", "+493010000003",
                                        "+493010000004", "+493010000005", "+493010000006"};
  char id[2][6][8];
  for (int i = 0; i < 6; i++) {
    g_snprintf(id[0][i], 8, "in%d", i);
    g_snprintf(id[1][i], 8, "out%d", i);
    LEG(.call_id = id[0][i], .src = PHONE, .dst = SERVER, .at_ms = i, .callee = numbers[i], LIVES,
        .extra = "X-Trunk: carrier-7\r\n");
    LEG(.call_id = id[1][i], .src = SERVER, .dst = GATEWAY, .at_ms = 20 - i, .callee = numbers[i],
        LIVES, .extra = "X-Trunk: carrier-7\r\n");
  }
  test_legs_find();
  for (int i = 0; i < 6; i++) {
    g_assert_true(test_linked(id[0][i], id[1][i], LM_LINK_LEG));
    g_assert_cmpfloat(test_weight(id[0][i], id[1][i], LM_EVIDENCE_HEADER), <, 1.5);
  }
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/relate/evidence/strangers", test_strangers},
      {"/relate/evidence/relations", test_quoted},
      {"/relate/evidence/call-id-quoted", test_call_id_quoted},
      {"/relate/evidence/quoted-in-answer", test_quoted_in_answer},
      {"/relate/evidence/affix", test_affix},
      {"/relate/evidence/session-id", test_session_id},
      {"/relate/evidence/nil-session-id", test_nil_session_id},
      {"/relate/evidence/icid", test_icid},
      {"/relate/evidence/headers", test_headers},
      {"/relate/evidence/branch", test_branch},
      {"/relate/evidence/trail", test_trail},
      {"/relate/evidence/description", test_description},
      {"/relate/evidence/ssrc", test_ssrc},
      {"/relate/evidence/numbers", test_numbers},
      {"/relate/evidence/other-callee", test_other_callee},
      {"/relate/evidence/times", test_times},
      {"/relate/evidence/against", test_against},
      {"/relate/evidence/common", test_common},
  };
  return test_legs_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
