/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ladders that keep some of their rows, and what their columns say of the hosts' roles. */

#include "engine/row_filter.h"
#include "relate/roles.h"
#include "sip-packets.h"

#include <string.h>

static LmLadder *ladder;

static void
feed_call(void)
{
  SIP(0, ALICE, PROXY, "INVITE");
  SIP(1, PROXY, ALICE, "100 Trying");
  SIP(2, PROXY, BOB, "INVITE", .branch = "z9hG4bKsecond",
      .extra = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKfirst\r\n");
  SIP(9000, BOB, PROXY, "486 Busy Here", .branch = "z9hG4bKsecond", .to_tag = "b");
  SIP(9001, PROXY, ALICE, "486 Busy Here", .to_tag = "b");
  SIP(9002, ALICE, PROXY, "ACK", .to_tag = "b");
  test_net_finish();
}

static void
lay_out(const char *text)
{
  uint32_t call = 0;
  LmQuery *query = text ? lm_query_new(lm_slice_str(text), NULL) : NULL;
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  LmRoles *roles = lm_roles_new(net->trace);
  LmLadderExtras extras = {.roles = roles};
  LmRowFilter filter;
  g_assert_true(!text || query);
  lm_row_filter_init(&filter, query, run);
  lm_row_filter_apply(&filter, &extras);
  lm_ladder_free(ladder);
  ladder = lm_ladder_new_with(net->trace, &call, 1, NULL, &extras);
  lm_roles_free(roles);
  lm_query_run_free(run);
  lm_query_free(query);
}

static void
assert_labels(const char *wanted)
{
  g_autoptr(GString) labels = g_string_new(NULL);
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    g_string_append_printf(labels, "%s%u>%u %s", i ? ", " : "", ladder->rows[i].from,
                           ladder->rows[i].to, ladder->rows[i].label);
  g_assert_cmpstr(labels->str, ==, wanted);
}

static void
test_messages(void)
{
  feed_call();
  lay_out(NULL);
  g_assert_false(ladder->filtered);
  g_assert_cmpuint(ladder->n_all_rows, ==, 6);
  g_assert_cmpuint(ladder->n_rows, ==, 7); /* and the pause */
  lay_out("sip.method == \"INVITE\"");
  assert_labels("0>1 INVITE, 1>2 INVITE");
  g_assert_true(ladder->filtered);
  g_assert_cmpuint(ladder->n_all_rows, ==, 6);
  g_assert_cmpuint(lm_ladder_n_things(ladder), ==, 2);
  lay_out("sip.status >= 400");
  assert_labels("2>1 486 Busy Here, 1>0 486 Busy Here");
  /* Times stay what they are in the whole ladder. */
  g_assert_cmpint(ladder->rows[0].since_first_ns, ==, 9000 * LM_NS_PER_MS);
  g_assert_cmpint(ladder->rows[1].since_previous_ns, ==, LM_NS_PER_MS);
}

static void
test_pauses_and_columns(void)
{
  feed_call();
  /* A pause between what is left, and no host that nothing is left of. */
  lay_out("sip.method == \"ACK\" or (sip.method == \"INVITE\" and ip.src == 192.0.2.1)");
  assert_labels("0>1 INVITE, 0>0 9.0 s later, 0>1 ACK");
  g_assert_cmpuint(ladder->n_columns, ==, 2);
  g_assert_cmpstr(ladder->columns[0].name, ==, "alice");
  for (uint32_t i = 0; i < ladder->n_bars; i++) {
    g_assert_cmpuint(ladder->bars[i].column, <, 2);
    g_assert_cmpuint(ladder->bars[i].last_row, <, 3);
    g_assert_cmpint(ladder->rows[ladder->bars[i].first_row].kind, ==, LM_LADDER_MESSAGE);
  }
}

static void
test_nothing_left(void)
{
  feed_call();
  lay_out("sip.status == 600");
  g_assert_cmpuint(ladder->n_rows, ==, 0);
  g_assert_cmpuint(ladder->n_columns, ==, 0);
  g_assert_cmpuint(ladder->n_bars, ==, 0);
  g_assert_cmpuint(ladder->n_all_rows, ==, 6);
}

/* What is asked of the call alone leaves out no row of it. */
static void
test_calls_alone(void)
{
  feed_call();
  lay_out("call.state == busy");
  g_assert_false(ladder->filtered);
  g_assert_cmpuint(ladder->n_rows, ==, 7);
}

static void
test_roles(void)
{
  feed_call();
  lay_out(NULL);
  g_assert_cmpuint(ladder->n_columns, ==, 3);
  g_assert_cmpint(ladder->columns[1].role, ==, LM_ROLE_STATEFUL_PROXY);
  g_assert_cmpstr(ladder->columns[1].role_words, ==, "stateful proxy");
  g_assert_cmpstr(ladder->columns[1].role_word, ==, "proxy");
  g_assert_cmpstr(ladder->columns[1].role_text, ==, "stateful proxy");
  g_assert_cmpint(ladder->columns[0].role, ==, LM_ROLE_USER_AGENT);
  uint32_t call = 0;
  LmLadder *plain = lm_ladder_new(net->trace, &call, 1, NULL);
  g_assert_cmpint(plain->columns[1].role, ==, LM_N_ROLES);
  g_assert_cmpstr(plain->columns[1].role_words, ==, "");
  lm_ladder_free(plain);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/ladder-filter/messages", test_messages},
      {"/ladder-filter/pauses-and-columns", test_pauses_and_columns},
      {"/ladder-filter/nothing-left", test_nothing_left},
      {"/ladder-filter/calls-alone", test_calls_alone},
      {"/ladder-filter/roles", test_roles},
  };
  int status = test_net_main(argc, argv, cases, sizeof cases / sizeof *cases);
  lm_ladder_free(ladder);
  return status;
}
