/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "offers.h"

static void
test_plain(void)
{
  call(SDP("alice", "1", AUDIO "a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n"), SDP("bob", "7", ANSWER));
  pair();
  assert_exchanges("answered 1 3");
  assert_problems("");
  const LmExchange *one = exchange(0);
  g_assert_cmpuint(one->offerer, ==, LM_SIDE_CALLER);
  g_assert_cmpuint(one->n_lines, ==, 1);
  const LmMediaLine *audio = line(0, 0);
  g_assert_true(audio->active && audio->sends[0] && audio->sends[1]);
  g_assert_cmpuint(audio->n_formats, ==, 1);
  g_assert_cmpuint(audio->formats[0].offer_type, ==, 8);
  g_assert_cmpuint(audio->changes, ==, LM_MEDIA_BEGUN);
  g_assert_cmpuint(audio->addresses[LM_SIDE_CALLEE].port, ==, 7002);
  g_assert_cmpuint(audio->ptime_ms[LM_SIDE_CALLER], ==, 20);
  const LmExchange *found;
  g_assert_cmpuint(lm_offers_role(offers, 0, &found), ==, LM_ROLE_OFFER);
  g_assert_true(found == one);
  g_assert_cmpuint(lm_offers_role(offers, 2, &found), ==, LM_ROLE_ANSWER);
  g_assert_cmpuint(lm_offers_role(offers, 1, &found), ==, LM_ROLE_NONE);
  g_assert_null(found);
}

/* Payload types are those that their sender wants to receive, so the sides may differ. */
static void
test_payload_types(void)
{
  call(SDP("alice", "1",
           "m=audio 7000 RTP/AVP 97 101\r\na=rtpmap:97 opus/48000/2\r\n"
           "a=rtpmap:101 telephone-event/8000\r\n"),
       SDP("bob", "1",
           "m=audio 7002 RTP/AVP 111 101\r\na=rtpmap:111 OPUS/48000/2\r\na=fmtp:111 usedtx=1\r\n"
           "a=rtpmap:101 telephone-event/8000\r\n"));
  pair();
  assert_problems("");
  g_assert_cmpuint(line(0, 0)->n_formats, ==, 2);
  g_assert_cmpuint(line(0, 0)->formats[0].offer_type, ==, 97);
  g_assert_cmpuint(line(0, 0)->formats[0].answer_type, ==, 111);
  g_assert_cmpuint(line(0, 0)->formats[0].answer_fmtp.len, ==, 8);
}

static void
test_late(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  SIP(15, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack", .sdp = SDP("alice", "1", ANSWER));
  pair();
  assert_exchanges("answered 2 4 late");
  assert_problems("");
  g_assert_cmpuint(exchange(0)->offerer, ==, LM_SIDE_CALLEE);
  g_assert_cmpuint(line(0, 0)->addresses[LM_SIDE_CALLER].port, ==, 7002);
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  pair();
  assert_exchanges("unanswered 2 0 late");
  assert_problems("oa-no-answer");
  assert_evidence(0, "ACK sip:bob@example.com SIP/2.0");
}

/* A reliable response offers, and PRACK answers (RFC 3262, 5). */
static void
test_late_prack(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .extra = RELIABLE,
      .sdp = SDP("bob", "1", AUDIO));
  SIP(20, ALICE, BOB, "PRACK", .to_tag = "b", .cseq = 2, .extra = "RAck: 1 1 INVITE\r\n",
      .sdp = SDP("alice", "1", ANSWER));
  SIP(30, BOB, ALICE, "200 OK", .of = "PRACK", .to_tag = "b", .cseq = 2);
  SIP(40, BOB, ALICE, "200 OK", .to_tag = "b");
  SIP(50, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  pair();
  assert_exchanges("answered 2 3 late");
  assert_problems("");
}

/* Early media by PRACK, changed by an offer in PRACK and one in UPDATE before the answer. */
static void
test_early(void)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = SDP("alice", "1", AUDIO));
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .extra = RELIABLE,
      .sdp = SDP("bob", "1", ANSWER));
  SIP(20, ALICE, BOB, "PRACK", .to_tag = "b", .cseq = 2, .extra = "RAck: 1 1 INVITE\r\n",
      .sdp = SDP("alice", "2", ANSWER));
  SIP(30, BOB, ALICE, "200 OK", .of = "PRACK", .to_tag = "b", .cseq = 2,
      .sdp = SDP("bob", "2", ANSWER "a=ptime:20\r\n"));
  SIP(40, ALICE, BOB, "UPDATE", .to_tag = "b", .cseq = 3,
      .sdp = SDP("alice", "3", AUDIO "a=sendonly\r\n"));
  SIP(50, BOB, ALICE, "200 OK", .of = "UPDATE", .to_tag = "b", .cseq = 3,
      .sdp = SDP("bob", "3", ANSWER "a=recvonly\r\n"));
  SIP(60, BOB, ALICE, "200 OK", .to_tag = "b");
  SIP(70, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  pair();
  assert_exchanges("answered 1 2, answered 3 4, answered 5 6");
  assert_problems("");
  g_assert_true(line(2, 0)->held[LM_SIDE_CALLER]);
  g_assert_false(line(2, 0)->held[LM_SIDE_CALLEE]);
  g_assert_cmpuint(line(2, 0)->changes, ==, LM_MEDIA_HELD | LM_MEDIA_MOVED);
}

/* An answer in an unreliable response is one that the 2xx has to tell again. */
static void
test_preview(void)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = SDP("alice", "1", AUDIO));
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  pair();
  assert_exchanges("preview 1 2");
  SIP(20, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  pair();
  assert_exchanges("answered 1 2");
  assert_problems("");
  const LmExchange *found;
  g_assert_cmpuint(lm_offers_role(offers, 1, &found), ==, LM_ROLE_PREVIEW);
  g_assert_cmpuint(lm_offers_role(offers, 2, &found), ==, LM_ROLE_ANSWER);
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE", .sdp = SDP("alice", "1", AUDIO));
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(20, BOB, ALICE, "200 OK", .to_tag = "b",
      .sdp = SDP("bob", "1", "m=audio 7008 RTP/AVP 0\r\n"));
  pair();
  assert_exchanges("answered 1 3");
  assert_problems("oa-answer-changed");
  g_assert_cmpuint(line(0, 0)->addresses[LM_SIDE_CALLEE].port, ==, 7008);
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE", .sdp = SDP("alice", "1", AUDIO));
  SIP(10, BOB, ALICE, "183 Session Progress", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(20, BOB, ALICE, "200 OK", .to_tag = "b");
  pair();
  assert_exchanges("answered 1 2");
  assert_problems("oa-no-answer");
}

static void
test_hold(void)
{
  call(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER));
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = SDP("alice", "2", HOLD));
  SIP(1010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 2, .sdp = SDP("bob", "2", HELD));
  SIP(2000, BOB, ALICE, "INVITE", .from_tag = "b", .to_tag = "a", .cseq = 1, .branch = "b1",
      .sdp = SDP("bob", "3", ANSWER "a=inactive\r\n"));
  SIP(2010, ALICE, BOB, "200 OK", .from_tag = "b", .to_tag = "a", .cseq = 1, .branch = "b1",
      .sdp = SDP("alice", "3", AUDIO "a=inactive\r\n"));
  SIP(3000, BOB, ALICE, "INVITE", .from_tag = "b", .to_tag = "a", .cseq = 2, .branch = "b2",
      .sdp = SDP("bob", "4", ANSWER));
  SIP(3010, ALICE, BOB, "200 OK", .from_tag = "b", .to_tag = "a", .cseq = 2, .branch = "b2",
      .sdp = SDP("alice", "4", AUDIO));
  pair();
  assert_exchanges("answered 1 3, answered 5 6, answered 7 8, answered 9 10");
  assert_problems("");
  g_assert_true(line(1, 0)->held[LM_SIDE_CALLER] && !line(1, 0)->held[LM_SIDE_CALLEE]);
  g_assert_true(line(1, 0)->sends[LM_SIDE_CALLER] && !line(1, 0)->sends[LM_SIDE_CALLEE]);
  g_assert_cmpuint(exchange(2)->offerer, ==, LM_SIDE_CALLEE);
  g_assert_true(line(2, 0)->held[LM_SIDE_CALLER] && line(2, 0)->held[LM_SIDE_CALLEE]);
  g_assert_cmpuint(line(2, 0)->changes, ==, LM_MEDIA_HELD);
  g_assert_false(line(3, 0)->held[LM_SIDE_CALLER] || line(3, 0)->held[LM_SIDE_CALLEE]);
  g_assert_cmpuint(line(3, 0)->changes, ==, LM_MEDIA_RESUMED);
}

/* The form of hold of RFC 2543, and what is none: ICE that tells no address yet. */
static void
test_old_hold(void)
{
#define NOWHERE "m=audio 7000 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\n"
  call(SDP("alice", "1", NOWHERE), SDP("bob", "1", ANSWER));
  pair();
  g_assert_true(line(0, 0)->held[LM_SIDE_CALLER]);
  test_net_reset();
  call(SDP("alice", "1", NOWHERE "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"),
       SDP("bob", "1", ANSWER "a=ice-ufrag:efgh\r\na=ice-pwd:0123456789012345678901\r\n"));
  pair();
  g_assert_false(line(0, 0)->held[LM_SIDE_CALLER]);
  g_assert_true(line(0, 0)->ice);
  g_assert_cmpuint(line(0, 0)->controlling, ==, LM_SIDE_CALLER);
}

/* Two branches answer one offer; each dialog has an exchange of its own. */
static void
test_fork(void)
{
  SIP(0, ALICE, PROXY, "INVITE", .sdp = SDP("alice", "1", AUDIO));
  SIP(10, PROXY, ALICE, "183 Session Progress", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(20, PROXY, ALICE, "183 Session Progress", .to_tag = "c",
      .sdp = SDP("carol", "9", "m=audio 7004 RTP/AVP 0\r\n"));
  SIP(30, PROXY, ALICE, "200 OK", .to_tag = "c",
      .sdp = SDP("carol", "9", "m=audio 7004 RTP/AVP 0\r\n"));
  pair();
  assert_exchanges("preview 1 2, answered 1 3");
  assert_problems("");
  g_assert_cmpuint(exchange(0)->dialog, !=, exchange(1)->dialog);
  g_assert_cmpuint(line(1, 0)->formats[0].answer_type, ==, 0);
}

/* The same descriptions on two hops are one exchange; what a server changed is another. */
static void
test_hops(void)
{
  SIP(0, ALICE, PROXY, "INVITE", .branch = "1", .sdp = OFFER);
  SIP(1, PROXY, BOB, "INVITE", .branch = "2", .sdp = OFFER);
  SIP(2, BOB, PROXY, "200 OK", .branch = "2", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(3, PROXY, ALICE, "200 OK", .branch = "1", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  pair();
  assert_exchanges("answered 1 4, answered 2 3 as 0");
  g_assert_cmpuint(exchange(1)->n_lines, ==, 0);
  g_assert_true(lm_offers_whole(offers, exchange(1)) == exchange(0));
  test_net_reset();
  SIP(0, ALICE, PROXY, "INVITE", .branch = "1", .sdp = OFFER);
  SIP(1, PROXY, BOB, "INVITE", .branch = "2",
      .sdp = SDP("alice", "1", "m=audio 9000 RTP/AVP 8\r\n"));
  SIP(2, BOB, PROXY, "200 OK", .branch = "2", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(3, PROXY, ALICE, "200 OK", .branch = "1", .to_tag = "b",
      .sdp = SDP("bob", "1", "m=audio 9002 RTP/AVP 8\r\n"));
  pair();
  assert_exchanges("answered 1 4, answered 2 3");
  assert_problems("");
  g_assert_cmpuint(line(1, 0)->addresses[LM_SIDE_CALLER].port, ==, 9000);
}

/* On one host the ports tell neighbours apart, and what is agreed on stays on its hop. */
static void
test_one_host(void)
{
#define A_PORT "127.0.0.1:5070"
#define P_PORT "127.0.0.1:5060"
#define B_PORT "127.0.0.1:5080"
  for (unsigned cseq = 1; cseq <= 2; cseq++) {
    const char *tag = cseq == 1 ? NULL : "b", *first = cseq == 1 ? "11" : "12";
    const char *second = cseq == 1 ? "21" : "22";
    const char *offer = cseq == 1 ? SDP("alice", "1", AUDIO) : SDP("alice", "2", HOLD);
    const char *changed = cseq == 1 ? SDP("p", "5", "m=audio 9000 RTP/AVP 8\r\n")
                                    : SDP("p", "6", "m=audio 9000 RTP/AVP 8\r\na=sendonly\r\n");
    const char *answer = cseq == 1 ? SDP("bob", "1", ANSWER) : SDP("bob", "2", HELD);
    SIP(cseq, A_PORT, P_PORT, "INVITE", .cseq = cseq, .to_tag = tag, .branch = first, .sdp = offer);
    SIP(cseq, P_PORT, B_PORT, "INVITE", .cseq = cseq, .to_tag = tag, .branch = second,
        .sdp = changed);
    SIP(cseq, B_PORT, P_PORT, "200 OK", .cseq = cseq, .to_tag = "b", .branch = second,
        .sdp = answer);
    SIP(cseq, P_PORT, A_PORT, "200 OK", .cseq = cseq, .to_tag = "b", .branch = first,
        .sdp = answer);
  }
  pair();
  assert_exchanges("answered 1 4, answered 2 3, answered 5 8, answered 6 7");
  assert_problems("");
  g_assert_cmpuint(exchange(2)->previous, ==, 0);
  g_assert_cmpuint(exchange(3)->previous, ==, 1);
  g_assert_cmpuint(line(3, 0)->changes, ==, LM_MEDIA_HELD);
}

static void
test_rejected(void)
{
  call(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER));
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = SDP("alice", "2", HOLD));
  SIP(1010, BOB, ALICE, "488 Not Acceptable Here", .to_tag = "b", .cseq = 2);
  SIP(1020, ALICE, BOB, "ACK", .to_tag = "b", .cseq = 2);
  SIP(2000, ALICE, BOB, "UPDATE", .to_tag = "b", .cseq = 3, .sdp = SDP("alice", "3", AUDIO));
  SIP(2010, BOB, ALICE, "200 OK", .of = "UPDATE", .to_tag = "b", .cseq = 3,
      .sdp = SDP("bob", "1", ANSWER));
  pair();
  assert_exchanges("answered 1 3, rejected 5 0, answered 8 9");
  assert_problems("");
  g_assert_false(line(2, 0)->held[LM_SIDE_CALLER]);
  g_assert_cmpuint(line(2, 0)->changes, ==, 0);
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE", .sdp = OFFER);
  SIP(1, BOB, ALICE, "407 Proxy Authentication Required", .to_tag = "x");
  SIP(2, ALICE, BOB, "ACK", .to_tag = "x");
  SIP(3, ALICE, BOB, "INVITE", .cseq = 2, .sdp = OFFER);
  pair();
  assert_exchanges("challenged 1 0, pending 4 0");
  assert_problems("");
}

static void
test_glare(void)
{
  call(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER));
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = SDP("alice", "2", HOLD));
  SIP(1001, BOB, ALICE, "INVITE", .from_tag = "b", .to_tag = "a", .branch = "b1",
      .sdp = SDP("bob", "2", HOLD));
  SIP(1010, BOB, ALICE, "491 Request Pending", .to_tag = "b", .cseq = 2);
  SIP(1011, ALICE, BOB, "491 Request Pending", .from_tag = "b", .to_tag = "a", .branch = "b1");
  pair();
  assert_exchanges("answered 1 3, rejected 5 0, rejected 6 0");
  assert_problems("oa-glare");
  g_assert_false(lm_anomaly_is_error(LM_ANOMALY_OA_GLARE));
  /* A side that offers again while its own offer waits. */
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE", .sdp = OFFER);
  SIP(10, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(20, ALICE, BOB, "UPDATE", .to_tag = "b", .cseq = 2, .sdp = SDP("alice", "2", HOLD));
  pair();
  assert_exchanges("pending 1 0, pending 3 0");
  assert_problems("oa-offer-pending");
}

/* Descriptions that nobody asked for, and none where there must be one. */
static void
test_stray(void)
{
  call(OFFER, SDP("bob", "1", ANSWER));
  SIP(40, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack2", .sdp = SDP("alice", "1", AUDIO));
  SIP(50, ALICE, BOB, "UPDATE", .to_tag = "b", .cseq = 2);
  SIP(60, BOB, ALICE, "200 OK", .of = "UPDATE", .to_tag = "b", .cseq = 2,
      .sdp = SDP("bob", "1", ANSWER));
  pair();
  assert_exchanges("answered 1 3, stray 0 5, stray 0 7");
  assert_problems("oa-answer-without-offer oa-answer-without-offer");
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b");
  pair();
  assert_problems("oa-no-offer");
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE", .sdp = OFFER);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b");
  pair();
  assert_problems("oa-no-answer");
  test_net_reset();
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "183 Progress", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  pair();
  assert_exchanges("pending 2 0 late");
  assert_problems("oa-unreliable-offer");
}

/* The capture begins behind the INVITE: only the ACK shows what the 200 was. */
static void
test_begun_before(void)
{
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", ANSWER));
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
  pair();
  assert_exchanges("answered 0 1");
  assert_problems("");
  g_assert_cmpuint(exchange(0)->n_lines, ==, 1);
  test_net_reset();
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack", .sdp = SDP("alice", "1", ANSWER));
  pair();
  assert_exchanges("answered 1 2 late");
  assert_problems("");
}

/* What is broken, hidden or cut must not be taken for missing. */
static void
test_opaque(void)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = OFFER);
  g_autofree char *text = test_sip_text(&(TestSip){"200 OK", .to_tag = "b", .sdp = ANSWER});
  test_udp_cut(10, BOB, ALICE, text, strlen(text) - strlen(ANSWER), (uint32_t)strlen(ANSWER));
  pair();
  assert_problems("");
  assert_exchanges("pending 1 0");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/offers/plain", test_plain},
      {"/offers/payload-types", test_payload_types},
      {"/offers/late", test_late},
      {"/offers/late-prack", test_late_prack},
      {"/offers/early", test_early},
      {"/offers/preview", test_preview},
      {"/offers/hold", test_hold},
      {"/offers/old-hold", test_old_hold},
      {"/offers/fork", test_fork},
      {"/offers/hops", test_hops},
      {"/offers/one-host", test_one_host},
      {"/offers/rejected", test_rejected},
      {"/offers/glare", test_glare},
      {"/offers/stray", test_stray},
      {"/offers/begun-before", test_begun_before},
      {"/offers/opaque", test_opaque},
  };
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_offers_free(offers);
  return status;
}
