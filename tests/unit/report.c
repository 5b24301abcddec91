/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The room of reports: what they declare holds together, and rows and cells come out of a trace. */

#include "report/report.h"
#include "fax/faxes.h"
#include "relate/authentication.h"
#include "relate/chats.h"
#include "relate/dialogs.h"
#include "relate/digits.h"
#include "relate/offers.h"
#include "relate/registrations.h"
#include "relate/roles.h"
#include "relate/subscriptions.h"
#include "sip-packets.h"
#include "track/evict.h"

static const LmReportColumn *
column_of(const char *report, const char *name)
{
  const LmReport *found = lm_report_find(report);
  g_assert_nonnull(found);
  for (unsigned i = 0; i < found->n_columns; i++)
    if (found->columns[i].name && !strcmp(found->columns[i].name, name))
      return &found->columns[i];
  g_error("%s has no column %s", report, name);
}

/* What JSON and queries know needs a name and a help, what people see a heading. */
static void
check_column(const LmReport *report, const LmReportColumn *column)
{
  g_assert_true((column->show & LM_REPORT_DATA) == 0 || column->name);
  g_assert_true((column->show & LM_REPORT_PEOPLE) == 0 || column->heading);
  g_assert_true((column->name != NULL) == (column->help != NULL));
  g_assert_cmpuint(column->kind, >, LM_CELL_NOTHING);
  g_assert_cmpuint(column->kind, <, LM_N_CELL_KINDS);
  g_assert_true((column->from == LM_FROM_FUNCTION) == (column->get != NULL));
  g_assert_true(column->from != LM_FROM_WORD || column->words);
  if (!column->name)
    return;
  g_assert_true(column_of(report->name, column->name) == column);
  g_assert_true((column->kind == LM_CELL_TIME) == g_str_has_suffix(column->name, "_ns"));
  g_assert_true((column->kind == LM_CELL_SECONDS) == g_str_has_suffix(column->name, "_s"));
  if (column->kind == LM_CELL_SPAN)
    g_assert_true(g_str_has_suffix(column->name, "_ms"));
}

static void
test_declared(void)
{
  for (size_t i = 0; lm_reports[i]; i++) {
    const LmReport *report = lm_reports[i];
    g_assert_true(lm_report_find(report->name) == report);
    for (size_t j = 0; j < i; j++)
      g_assert_cmpstr(report->noun, !=, lm_reports[j]->noun);
    for (unsigned j = 0; j < report->n_columns; j++)
      check_column(report, &report->columns[j]);
  }
  g_assert_null(lm_report_find("nothing"));
}

#define WORDS(report_, column_, n_, name_)                         \
  do {                                                             \
    const char *const *words = column_of(report_, column_)->words; \
    for (unsigned i = 0; i < (n_); i++)                            \
      g_assert_cmpstr(words[i], ==, name_);                        \
    g_assert_null(words[n_]);                                      \
  } while (0)

/* The words that queries know are those that the rows have. */
static void
test_words(void)
{
  WORDS("registrations", "state", LM_N_BINDING_STATES, lm_binding_state_name(i));
  WORDS("registrations", "authentication", LM_N_CREDENTIALS, lm_credentials_name(i));
  WORDS("registrations", "steps", LM_N_BINDING_STEPS, lm_binding_step_name(i));
  WORDS("subscriptions", "kind", LM_N_SUBSCRIPTION_KINDS, lm_subscription_kind_name(i));
  WORDS("subscriptions", "state", LM_N_SUBSCRIPTION_STATES, lm_subscription_state_name(i));
  WORDS("subscriptions", "steps", LM_N_SUBSCRIPTION_STEPS, lm_subscription_step_name(i));
  WORDS("authentication", "outcome", LM_N_AUTHENTICATION_RESULTS, lm_authentication_result_name(i));
  WORDS("authentication", "password", LM_N_DIGEST_VERDICTS - 1, lm_digest_verdict_name(i + 1));
  WORDS("chats", "kind", LM_N_CHAT_KINDS, lm_chat_kind_name(i));
  WORDS("hosts", "roles", LM_N_ROLES, lm_role_name(i));
  WORDS("dialogs", "problems", LM_N_PROBLEMS, lm_problem_name(i));
  WORDS("transactions", "problems", LM_N_PROBLEMS, lm_problem_name(i));
  WORDS("conversations", "links", LM_N_LINKS, lm_link_name(i));
  WORDS("faxes", "outcome", LM_N_FAX_OUTCOMES, lm_fax_outcome_name(i));
  WORDS("faxes", "reading", LM_N_FAX_READ_STATES, lm_fax_read_state_name(i));
  WORDS("digits", "way", LM_N_DIGIT_WAYS, lm_digit_way_name(i));
  WORDS("digits", "problems", LM_N_DIGIT_PROBLEMS, lm_digit_problem_name(i));
  WORDS("media", "state", LM_N_EXCHANGE_STATES, lm_exchange_state_name(i));
}

static LmReportRows *rows;
static LmReportRow row;

static void
work_out(const char *report, uint32_t n)
{
  test_net_finish();
  rows = lm_report_rows_new(lm_report_find(report), net->trace, NULL);
  g_assert_true(lm_report_rows_report(rows) == lm_report_find(report));
  g_assert_cmpuint(lm_report_rows_n(rows), ==, n);
  g_assert_cmpuint(lm_report_rows_refused(rows), ==, 0);
  lm_report_row_open(&row, rows);
  if (n)
    lm_report_row_go(&row, 0);
}

static void
forget(void)
{
  lm_report_row_close(&row);
  lm_report_rows_free(rows);
}

static LmCell
cell_of(const char *name)
{
  LmCell cell;
  lm_report_cell(&row, column_of(row.report->name, name), &cell);
  return cell;
}

/* The cell called @name, as people read it, is @wanted. */
static void
reads(const char *name, const char *wanted)
{
  LmText text = LM_TEXT_INIT;
  LmCell cell = cell_of(name);
  lm_report_cell_text(column_of(row.report->name, name), &cell, &text);
  g_assert_cmpstr(text.str ? text.str : "", ==, wanted);
  lm_text_clear(&text);
}

static void
register_alice(void)
{
  SIP(0, ALICE, PROXY, "REGISTER", .of = "REGISTER", .from_tag = "r",
      .extra = "User-Agent: Phone \033[1m\r\nContact: <sip:alice@192.0.2.1>;expires=60\r\n");
  SIP(10, PROXY, ALICE, "200 OK", .of = "REGISTER", .from_tag = "r", .to_tag = "p",
      .extra = "Contact: <sip:alice@192.0.2.1>;expires=30\r\n");
}

static void
test_cells(void)
{
  register_alice();
  work_out("registrations", 1);
  reads("contact", "sip:alice@192.0.2.1");
  reads("user_agent", "Phone \\x1b[1m"); /* nothing commands a terminal */
  reads("state", "registered");
  reads("source", ALICE);
  reads("granted_s", "30");
  reads("refreshes", "0");
  reads("behind_nat", "no");
  reads("ended_ns", "");
  reads("status", "");
  g_assert_cmpuint(cell_of("state").kind, ==, LM_CELL_WORD);
  g_assert_cmpuint(cell_of("granted_s").kind, ==, LM_CELL_SECONDS);
  g_assert_cmpuint(cell_of("ended_ns").kind, ==, LM_CELL_NOTHING);
  assert_span_ms(cell_of("registered_ns").time_ns - TEST_EPOCH_NS, 10);
  LmCell steps = cell_of("steps");
  g_assert_cmpuint(steps.kind, ==, LM_CELL_JSON);
  g_assert_cmpuint(steps.n_words, ==, 2);
  g_assert_true(lm_slice_equal(steps.words[1], LM_SLICE_LITERAL("registered")));
  g_assert_true(lm_slice_starts_with(steps.text, LM_SLICE_LITERAL("[{\"step\":\"asked\",")));
  g_assert_cmpuint(row.call, ==, 0);
  g_assert_cmpuint(row.n_calls, ==, 1);
  g_assert_cmpuint(row.frame, ==, 2);
  forget();
}

/* Hosts are about no call, and their pings are looked at when somebody asks. */
static void
test_without_call(void)
{
  SIP(0, ALICE, PROXY, "OPTIONS", .of = "OPTIONS");
  SIP(10, PROXY, ALICE, "200 OK", .of = "OPTIONS", .to_tag = "p");
  work_out("hosts", 2);
  g_assert_cmpuint(row.call, ==, LM_NONE);
  g_assert_cmpuint(row.n_calls, ==, 0);
  reads("host", "192.0.2.1");
  reads("pings_sent", "1");
  LmCell pings = cell_of("keepalives");
  g_assert_cmpuint(pings.n_words, ==, 1);
  g_assert_true(lm_slice_equal(pings.words[0], LM_SLICE_LITERAL(PROXY)));
  lm_report_row_go(&row, 1);
  g_assert_cmpuint(cell_of("keepalives").n_words, ==, 0);
  forget();
}

/* A call in the way of its rows: @call of the options is the only one that is looked at. */
static void
test_options(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8", "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, ALICE, BOB, "INVITE", .call_id = "other", .sdp = offer);
  work_out("media", 2);
  reads("kind", "audio");
  reads("state", "pending");
  forget();
  LmReportOptions options = LM_REPORT_OPTIONS_INIT;
  options.call = 1;
  rows = lm_report_rows_new(lm_report_find("media"), net->trace, &options);
  g_assert_cmpuint(lm_report_rows_n(rows), ==, 1);
  lm_report_row_open(&row, rows);
  lm_report_row_go(&row, 0);
  g_assert_cmpuint(row.call, ==, 1);
  forget();
}

static void
test_empty(void)
{
  for (size_t i = 0; lm_reports[i]; i++) {
    work_out(lm_reports[i]->name, 0);
    forget();
  }
  lm_report_rows_free(NULL);
}

/* Nothing comes first, numbers go by their size, texts by their letters. */
static void
test_order(void)
{
  const LmCell cells[] = {
      {.kind = LM_CELL_NOTHING},
      {.kind = LM_CELL_TEXT, .text = LM_SLICE_LITERAL("a")},
      {.kind = LM_CELL_TEXT, .text = LM_SLICE_LITERAL("b")},
      {.kind = LM_CELL_COUNT, .count = 9},
      {.kind = LM_CELL_COUNT, .count = 10},
      {.kind = LM_CELL_REAL, .real = -0.5},
      {.kind = LM_CELL_REAL, .real = 0.25},
      {.kind = LM_CELL_TRUTH, .yes = false},
      {.kind = LM_CELL_TRUTH, .yes = true},
      {.kind = LM_CELL_ENDPOINT, .endpoint = {{.bytes = {10}, .family = LM_ADDR_IPV4}, 5060}},
      {.kind = LM_CELL_ENDPOINT, .endpoint = {{.bytes = {10}, .family = LM_ADDR_IPV4}, 5061}},
      {.kind = LM_CELL_ENDPOINT, .endpoint = {{.bytes = {11}, .family = LM_ADDR_IPV4}, 1}},
      {.kind = LM_CELL_TIME, .time_ns = 1},
      {.kind = LM_CELL_TIME, .time_ns = 2},
  };
  const size_t n = sizeof cells / sizeof cells[0];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      int order = lm_report_cell_compare(&cells[i], &cells[j]);
      g_assert_cmpint((order > 0) - (order < 0), ==, (i > j) - (i < j));
    }
}

/* With every look more is in use. */
static LmTraceMemory
no_memory(void *user)
{
  uint64_t *in_use = user;
  return (LmTraceMemory){.budget_bytes = 1, .in_use_bytes = ++*in_use};
}

/* Where there is no room for all of a report, that is said. */
static void
test_room(void)
{
  static uint64_t in_use;
  const LmTraceWatch watch = {.memory = no_memory, .user = &in_use};
  for (unsigned i = 0; i < 1000; i++) {
    g_autofree char *id = g_strdup_printf("call%u", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
    SIP(i + 0.5, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b");
  }
  work_out("dialogs", 1000);
  g_assert_cmpuint(lm_report_rows_left_out(rows), ==, 0);
  forget();
  lm_tracker_watch(net->tracker, &watch);
  rows = lm_report_rows_new(lm_report_find("dialogs"), net->trace, NULL);
  g_assert_cmpuint(lm_report_rows_n(rows), >, 0);
  g_assert_cmpuint(lm_report_rows_n(rows) + lm_report_rows_left_out(rows), ==, 1000);
  g_assert_cmpuint(lm_report_rows_left_out(rows), >, 0);
  g_assert_true(lm_report_rows_refused(rows) == LM_REPORT_SOME);
  lm_report_rows_free(rows);
}

static void
count_read(void *user)
{
  ++*(unsigned *)user;
}

/* What a report reads of the capture is told, so that it need not stay in memory. */
static void
test_read(void)
{
  static const char *const reports[] = {"media", "srtp"};
  for (size_t i = 0; i < G_N_ELEMENTS(reports); i++) {
    unsigned n_read = 0;
    g_autofree char *sdp = test_sdp(ALICE_MEDIA, "8", "");
    test_net_reset();
    lm_tracker_watch(net->tracker, &(LmTraceWatch){.on_read = count_read, .user = &n_read});
    for (unsigned k = 0; k < 100; k++) {
      g_autofree char *id = g_strdup_printf("call%u", k);
      SIP(k, ALICE, BOB, "INVITE", .call_id = id, .sdp = sdp);
    }
    test_net_finish();
    lm_report_rows_free(lm_report_rows_new(lm_report_find(reports[i]), net->trace, NULL));
    g_assert_cmpuint(n_read, >=, 100);
  }
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/report/declared", test_declared}, {"/report/words", test_words},
      {"/report/cells", test_cells},       {"/report/without-call", test_without_call},
      {"/report/options", test_options},   {"/report/empty", test_empty},
      {"/report/order", test_order},       {"/report/room", test_room},
      {"/report/read", test_read},
  };
  return test_net_main(argc, argv, cases, sizeof cases / sizeof cases[0]);
}
