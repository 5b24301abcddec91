/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a ladder and the detail tree say of offers and answers. */

#include "ladder/ladder.h"
#include "offers.h"
#include "relate/offer_detail.h"

#include <string.h>

/* Whether the detail of the row of @message ends in @word. */
static void
assert_detail(const LmLadder *ladder, uint32_t message, const char *word, bool there)
{
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    if (ladder->rows[i].message != message)
      continue;
    bool found = strstr(ladder->rows[i].detail, word) != NULL;
    if (found != there)
      g_error("“%s” in “%s”", word, ladder->rows[i].detail);
    return;
  }
  g_assert_not_reached();
}

static LmLadder *
lay_out(void)
{
  uint32_t row = 0;
  return lm_ladder_new(net->trace, &row, 1, NULL);
}

#define VIDEO "m=video 7004 RTP/AVP 34\r\n"

static void
test_hold(void)
{
  call(SDP("alice", "1", AUDIO VIDEO), SDP("bob", "1", ANSWER VIDEO));
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = SDP("alice", "2", HOLD VIDEO));
  SIP(1010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 2, .sdp = SDP("bob", "2", HELD VIDEO));
  SIP(2000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 3, .sdp = SDP("alice", "3", AUDIO VIDEO));
  SIP(2010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 3, .sdp = SDP("bob", "3", ANSWER VIDEO));
  /* Bob does so in an answer. */
  SIP(3000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 4, .sdp = SDP("alice", "4", AUDIO VIDEO));
  SIP(3010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 4,
      .sdp = SDP("bob", "4", ANSWER "a=sendonly\r\n" VIDEO));
  LmLadder *ladder = lay_out();
  assert_detail(ladder, 0, "hold", false);
  assert_detail(ladder, 4, "hold", true);
  assert_detail(ladder, 5, "hold", false);
  assert_detail(ladder, 6, "resume", true);
  assert_detail(ladder, 7, "resume", false);
  assert_detail(ladder, 8, "hold", false);
  assert_detail(ladder, 9, "hold", true);
  lm_ladder_free(ladder);
}

static void
test_late(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = SDP("bob", "1", AUDIO));
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack", .sdp = SDP("alice", "1", ANSWER));
  LmLadder *ladder = lay_out();
  assert_detail(ladder, 1, "late offer", true);
  assert_detail(ladder, 2, "late offer", false);
  lm_ladder_free(ladder);
}

static void
add_nodes(GString *out, const LmDetail *first, int depth)
{
  for (const LmDetail *node = first; node; node = node->next) {
    g_string_append_printf(out, "%*s%s%s=%.*s\n", 2 * depth, "", node->anomaly ? "! " : "",
                           node->name, (int)node->value.len, (const char *)node->value.data);
    g_assert_true(depth < 8);
    add_nodes(out, node->first_child, depth + 1);
  }
}

static void
assert_tree(uint32_t message, const char *expected)
{
  LmArena arena = LM_ARENA_INIT;
  LmDetail root = {.name = ""};
  g_autoptr(GString) text = g_string_new(NULL);
  lm_offers_add_detail(&root, net->trace, message, &arena);
  add_nodes(text, root.first_child, 0);
  g_assert_cmpstr(text->str, ==, expected);
  lm_arena_clear(&arena);
}

/* The same on both hops of a call; the bytes of a fault are those of the message that is shown. */
static void
test_tree(void)
{
#define BAD SDP("bob", "1", ANSWER "a=rtcp-mux\r\n")
  SIP(0, ALICE, PROXY, "INVITE", .branch = "1", .sdp = OFFER);
  SIP(1, PROXY, BOB, "INVITE", .branch = "2222", .sdp = OFFER);
  SIP(2, BOB, PROXY, "200 OK", .branch = "2222", .to_tag = "b", .sdp = BAD);
  SIP(3, PROXY, ALICE, "200 OK", .branch = "1", .to_tag = "b", .sdp = BAD);
  SIP(4, ALICE, PROXY, "ACK", .branch = "ack", .to_tag = "b");
  assert_tree(0, "Offer and answer=offer, answered in frame 4\n  Media line=audio ↔ PCMA\n");
#define MUX "! The answer multiplexes RTCP, which was not offered=RFC 5761, 5.1.1\n"
  assert_tree(2, "Offer and answer=answer to frame 2\n  Media line=audio ↔ PCMA\n  " MUX
                 "    Against frame=1\n");
  assert_tree(3, "Offer and answer=answer to frame 1\n  Media line=audio ↔ PCMA\n  " MUX
                 "    Against frame=1\n");
  assert_tree(4, "");
  LmArena arena = LM_ARENA_INIT;
  LmDetail root = {.name = ""};
  lm_offers_add_detail(&root, net->trace, 2, &arena);
  const LmDetail *fault = root.first_child->last_child;
  const LmMessage *message = lm_trace_message(net->trace, 2);
  g_assert_cmpmem(message->data + fault->offset, fault->len, "rtcp-mux", 8);
  lm_arena_clear(&arena);
}

static void
test_missing(void)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = OFFER);
  SIP(2, BOB, ALICE, "200 OK", .to_tag = "b");
  assert_tree(0, "Offer and answer=offer, left without an answer in frame 2\n"
                 "  Media line=audio not in use\n");
  assert_tree(1, "! The offer is not answered where it had to be=RFC 3261, 13.2.1\n"
                 "  Against frame=1\n");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/ladder-offers/hold", test_hold},
      {"/ladder-offers/late", test_late},
      {"/ladder-offers/tree", test_tree},
      {"/ladder-offers/missing", test_missing},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
