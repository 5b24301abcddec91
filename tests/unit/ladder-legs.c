/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ladders of conversations: whose legs stand in them, which lead to which, and how they are told
 * apart. */

#include "ladder/ladder.h"
#include "legs.h"

#include <string.h>

#define PHONE "192.0.2.1:5060"
#define SERVER "192.0.2.5:5060"
#define PBX "192.0.2.7:5060"
#define DESK "192.0.2.20:5060"
#define HALL "192.0.2.21:5060"

#define UP .ringing_ms = 100, .answer_ms = 2000, .end_ms = 9000

static LmLadder *ladder;

/* Of the call with that Call-ID, and of another one. */
static void
lay_out(const char *first, const char *second)
{
  uint32_t calls[2] = {lm_trace_find_call(net->trace, lm_slice_str(first))};
  if (second)
    calls[1] = lm_trace_find_call(net->trace, lm_slice_str(second));
  LmLadderExtras extras = {.legs = test_legs()};
  lm_ladder_free(ladder);
  ladder = lm_ladder_new_with(net->trace, calls, second ? 2 : 1, NULL, &extras);
}

static const LmLadderLeg *
leg(uint32_t index, const char *call_id)
{
  g_assert_cmpuint(index, <, ladder->n_legs);
  g_assert_cmpstr(ladder->legs[index].call_id, ==, call_id);
  return &ladder->legs[index];
}

static void
test_whole_conversation(void)
{
  LEG(.call_id = "b", .src = SERVER, .dst = PBX, .at_ms = 5, UP);
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  test_legs_find();
  lay_out("b", NULL);
  g_assert_cmpuint(ladder->n_legs, ==, 2);
  g_assert_cmpuint(leg(0, "a")->parent, ==, LM_NONE);
  g_assert_cmpuint(leg(0, "a")->depth, ==, 0);
  g_assert_cmpuint(leg(1, "b")->parent, ==, 0);
  g_assert_cmpuint(leg(1, "b")->depth, ==, 1);
  g_assert_cmpuint(ladder->n_links, ==, 1);
  g_assert_cmpuint(leg(1, "b")->link, ==, 0);
  g_assert_cmpint(ladder->links[0].kind, ==, LM_LINK_LEG);
  g_assert_cmpfloat(ladder->links[0].score, >, LM_LINK_THRESHOLD);
  g_assert_cmpuint(ladder->links[0].n_evidence, >, 0);
  for (uint32_t i = 1; i < ladder->links[0].n_evidence; i++)
    g_assert_cmpfloat(ladder->links[0].evidence[i].weight, <=,
                      ladder->links[0].evidence[i - 1].weight);
  g_assert_nonnull(strstr(ladder->title, "2 legs"));
  /* Every row says of which leg it is. */
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    if (ladder->rows[i].kind != LM_LADDER_MESSAGE)
      continue;
    g_assert_cmpuint(ladder->rows[i].leg, <, 2);
    g_assert_cmpuint(ladder->legs[ladder->rows[i].leg].call, ==, ladder->rows[i].call);
  }
  LmText words = LM_TEXT_INIT;
  lm_ladder_describe_row(ladder, &ladder->rows[0], &words);
  g_assert_nonnull(strstr(words.str, ", leg 1"));
  lm_text_clear(&words);
}

static void
test_bars_side_by_side(void)
{
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  LEG(.call_id = "b", .src = SERVER, .dst = PBX, .at_ms = 5, UP);
  test_legs_find();
  lay_out("a", NULL);
  uint32_t n_shared = 0;
  g_assert_cmpuint(ladder->n_lanes, ==, 2);
  for (uint32_t i = 0; i < ladder->n_bars; i++) {
    const LmLadderBar *bar = &ladder->bars[i];
    g_assert_cmpuint(bar->leg, <, 2);
    n_shared += bar->n_lanes == 2;
    if (i && bar[-1].column == bar->column && bar[-1].lane == bar->lane)
      g_assert_cmpuint(bar[-1].last_row, <, bar->first_row);
    g_assert_true(lm_ladder_bar_at(ladder, bar->column, bar->first_row) != NULL);
    uint32_t first = lm_ladder_first_bar(ladder, bar->column, bar->lane, bar->first_row);
    g_assert_true(&ladder->bars[first] == bar);
  }
  /* Both on the server's lifeline. */
  g_assert_cmpuint(n_shared, ==, 2);
}

static void
test_tree_of_forks(void)
{
  LEG(.call_id = "in", .src = PHONE, .dst = SERVER, UP);
  LEG(.call_id = "desk", .src = SERVER, .dst = DESK, .at_ms = 5, .answer_ms = 2000, .status = 487);
  LEG(.call_id = "hall", .src = SERVER, .dst = HALL, .at_ms = 6, .answer_ms = 1990, .end_ms = 8990);
  test_legs_find();
  lay_out("hall", NULL);
  g_assert_cmpuint(ladder->n_legs, ==, 3);
  leg(0, "in");
  g_assert_cmpuint(leg(1, "desk")->parent, ==, 0);
  g_assert_cmpuint(leg(2, "hall")->parent, ==, 0);
  g_assert_cmpuint(leg(2, "hall")->depth, ==, 1);
}

static void
test_single(void)
{
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  SIP(20000, ALICE, PROXY, "REGISTER", .call_id = "r");
  test_legs_find();
  lay_out("a", NULL);
  g_assert_cmpuint(ladder->n_legs, ==, 1);
  g_assert_cmpuint(ladder->rows[0].leg, ==, LM_NONE);
  g_assert_cmpuint(ladder->n_lanes, ==, 1);
  /* What is no call has no legs, and is shown all the same. */
  lay_out("r", NULL);
  g_assert_cmpuint(ladder->n_legs, ==, 0);
  g_assert_cmpuint(ladder->n_rows, ==, 1);
  lay_out("a", "r");
  g_assert_cmpuint(ladder->n_legs, ==, 1);
}

static void
test_by_hand(void)
{
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  LEG(.call_id = "b", .src = SERVER, .dst = PBX, .at_ms = 5, UP);
  test_legs_find_pinned("a", "b", false);
  lay_out("a", NULL);
  g_assert_cmpuint(ladder->n_legs, ==, 1);
  lay_out("a", "b");
  g_assert_cmpuint(ladder->n_legs, ==, 2);
  g_assert_cmpuint(ladder->n_links, ==, 0);
  g_assert_cmpuint(leg(1, "b")->conversation, ==, 1);
  g_assert_cmpuint(leg(1, "b")->parent, ==, LM_NONE);
}

/* Calls that came after the conversations were found are shown alone. */
static void
test_newer_call(void)
{
  LEG(.call_id = "a", .src = PHONE, .dst = SERVER, UP);
  test_legs_find();
  SIP(20000, ALICE, PROXY, "INVITE", .call_id = "z");
  lay_out("z", "a");
  g_assert_cmpuint(ladder->n_legs, ==, 1);
  g_assert_cmpuint(lm_legs_conversation_of(test_legs(), 1), ==, LM_NONE);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/ladder-legs/whole-conversation", test_whole_conversation},
      {"/ladder-legs/bars-side-by-side", test_bars_side_by_side},
      {"/ladder-legs/tree-of-forks", test_tree_of_forks},
      {"/ladder-legs/single", test_single},
      {"/ladder-legs/by-hand", test_by_hand},
      {"/ladder-legs/newer-call", test_newer_call},
  };
  int status = test_legs_main(argc, argv, cases, sizeof cases / sizeof *cases);
  lm_ladder_free(ladder);
  return status;
}
