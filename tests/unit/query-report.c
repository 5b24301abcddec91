/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns of reports as fields: of the row in hand, and of all rows about a call. */

#include "query/field.h"
#include "sip-packets.h"

static LmReportRows *rows;
static LmReportRow row;

/* Whether @text holds for row @index of the report in hand. */
static bool
ask(uint32_t index, const char *text)
{
  LmQueryError error;
  LmQuery *query = lm_query_new(lm_slice_str(text), &error);
  if (!query)
    g_error("%s: %s (at %u)", text, error.message, error.offset);
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  lm_query_run_report(run, &row);
  lm_report_row_go(&row, index);
  bool holds = lm_query_matches(run, LM_QUERY_REPORT, index);
  g_assert_cmpuint(lm_query_run_cut(run), ==, 0);
  lm_query_run_free(run);
  lm_query_free(query);
  return holds;
}

static bool
ask_call(uint32_t call, const char *text)
{
  LmQuery *query = lm_query_new(lm_slice_str(text), NULL);
  g_assert_nonnull(query);
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  g_assert_false(lm_query_run_relates(run));
  bool holds = lm_query_matches(run, LM_QUERY_CALL, call);
  g_assert_true(lm_query_run_relates(run));
  lm_query_run_free(run);
  lm_query_free(query);
  return holds;
}

#define YES(...) g_assert_true(ask(__VA_ARGS__))
#define NO(...) g_assert_false(ask(__VA_ARGS__))

static void
open_report(const char *name)
{
  rows = lm_report_rows_new(lm_report_find(name), net->trace, NULL);
  lm_report_row_open(&row, rows);
}

static void
close_report(void)
{
  lm_report_row_close(&row);
  lm_report_rows_free(rows);
}

/* One that is granted, and in the same call two that are refused. */
static void
register_three(void)
{
  SIP(0, ALICE, PROXY, "REGISTER", .of = "REGISTER", .call_id = "one",
      .extra = "User-Agent: Phone 1\r\nContact: <sip:alice@192.0.2.1>;expires=7200\r\n");
  SIP(10, PROXY, ALICE, "200 OK", .of = "REGISTER", .call_id = "one", .to_tag = "p",
      .extra = "Contact: <sip:alice@192.0.2.1>;expires=3600\r\n");
  for (unsigned i = 0; i < 2; i++) {
    SIP(1000 + 100 * i, BOB, PROXY, "REGISTER", .of = "REGISTER", .call_id = "two", .cseq = 1 + i,
        .extra = i ? "User-Agent: Phone 2\r\nContact: <sip:b@192.0.2.2>\r\n"
                   : "User-Agent: Phone 3\r\nContact: <sip:c@192.0.2.2>\r\n");
    SIP(1010 + 100 * i, PROXY, BOB, i ? "403 Forbidden" : "500 Oops", .of = "REGISTER",
        .call_id = "two", .cseq = 1 + i, .to_tag = "p");
  }
  test_net_finish();
  open_report("registrations");
  g_assert_cmpuint(lm_report_rows_n(rows), ==, 3);
}

static void
test_own_row(void)
{
  register_three();
  YES(0, "registration.state == registered");
  YES(0, "registration.state in {registered, expired}");
  NO(1, "registration.state == \"registered\"");
  YES(1, "registration.state == failed and registration.status == 500");
  NO(1, "registration.status == 403"); /* that is its neighbour of the same call */
  YES(2, "registration.status == 403 and registration.user_agent ~ \"^phone\"");
  YES(0, "registration.granted == 1 h");
  YES(0, "registration.granted_s >= 3600 and registration.asked > registration.granted");
  NO(1, "registration.granted");
  YES(0, "registration.source == 192.0.2.0/24 and registration.source.port == 5060");
  YES(0, "registration.registered - registration.first == 10 ms");
  YES(0, "registration.registered > \"2023-11-14\"");
  YES(0, "not registration.behind_nat");
  YES(1, "registration.steps == failed");
  NO(0, "registration.steps == failed");
  YES(0, "count(registration.steps) == 2");
  YES(1, "registration(registration.status == 500)");
  close_report();
}

/* The call of a row, and rows of another report about it. */
static void
test_of_the_call(void)
{
  register_three();
  YES(0, "call.method == REGISTER and sip.User-Agent == \"Phone 1\"");
  YES(1, "sip.Status-Code == 403"); /* in its call */
  NO(0, "sip.Status-Code == 403");
  YES(1, "call(registration.status == 403)");
  NO(0, "dialog.method == INVITE");
  close_report();
  g_assert_true(ask_call(1, "registration.status == 403"));
  g_assert_true(ask_call(1, "count(registration.status) == 2"));
  g_assert_false(ask_call(0, "registration.state == failed"));
  /* Each of them is true of a row, and all of none. */
  g_assert_true(
      ask_call(1, "registration.status == 403 and registration.user_agent == \"Phone 3\""));
  g_assert_false(ask_call(
      1, "registration(registration.status == 403 and registration.user_agent == \"Phone 3\")"));
  g_assert_true(ask_call(
      1, "registration(registration.status == 403 and registration.user_agent == \"Phone 2\")"));
}

/* A host belongs to no call: fields of calls have no value. */
static void
test_without_call(void)
{
  register_three();
  close_report();
  open_report("hosts");
  YES(0, "host.requests == 1");
  YES(1, "host.roles == registrar and host.role == registrar");
  NO(0, "host.role == registrar");
  YES(0, "host.software == \"phone 1\"");
  YES(0, "host.host == 192.0.2.1 and not host.host.port");
  NO(0, "call.method == REGISTER");
  NO(0, "sip.Method == REGISTER");
  NO(0, "ip.addr == 192.0.2.1");
  NO(0, "registration.state == registered");
  YES(0, "not message(sip)");
  close_report();
}

/* In a row of media lines, what the language has of a call's media is that of the line. */
static void
test_media_lines(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8", ""), *answer = test_sdp(BOB_MEDIA, "8", "");
  g_autofree char *other = test_sdp(ALICE_MEDIA, "0", ""), *taken = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b");
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = other);
  SIP(1010, BOB, ALICE, "200 OK", .to_tag = "b", .cseq = 2, .sdp = taken);
  SIP(1020, ALICE, BOB, "ACK", .to_tag = "b", .cseq = 2);
  test_net_finish();
  open_report("media");
  g_assert_cmpuint(lm_report_rows_n(rows), ==, 2);
  YES(0, "media.codec == PCMA and media.codecs == pcma");
  NO(0, "media.codec == PCMU");
  YES(1, "media.codec == PCMU and media.change == codecs");
  NO(1, "media.change == begun");
  YES(1, "media.exchanges == 2"); /* of the call */
  YES(0, "media.offerer == caller and media.kind == AUDIO and media.active");
  YES(0, "media.offerer_address == 192.0.2.1 and media.offerer_address.port == 7000");
  close_report();
  g_assert_true(ask_call(0, "media(media.codecs == PCMU and media.changes == codecs)"));
  g_assert_false(ask_call(0, "media(media.codecs == PCMA and media.changes == codecs)"));
}

static void
test_transactions(void)
{
  SIP(0, ALICE, BOB, "INVITE");
  SIP(500, ALICE, BOB, "INVITE");
  SIP(600, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(2600, BOB, ALICE, "200 OK", .to_tag = "b");
  test_net_finish();
  open_report("transactions");
  g_assert_cmpuint(lm_report_rows_n(rows), ==, 1);
  YES(0, "transaction.method == INVITE and transaction.state == completed");
  YES(0, "transaction.response == 2.6 s and transaction.provisional < 601 ms");
  YES(0, "transaction.response_ms == 2600 and transaction.response_ms < 3 s");
  YES(0, "transaction.client == 192.0.2.1 and transaction.server == 192.0.2.2");
  YES(0, "transaction.status == 200 and transaction.retransmissions == 1");
  YES(0, "transaction.request_frame == 1 and transaction.final_frame == 4");
  NO(0, "transaction.in_dialog or transaction.response_ms > 2600");
  close_report();
  g_assert_true(ask_call(0, "transaction.response > 2 s"));
}

static void
assert_column(uint32_t index, const char *name, const char *text, const char *json)
{
  LmQueryColumn *column = lm_query_column_new(lm_slice_str(name), NULL);
  LmQueryRun *run = lm_query_run_new(NULL, net->trace);
  LmText out = LM_TEXT_INIT;
  g_assert_nonnull(column);
  lm_query_run_report(run, &row);
  lm_report_row_go(&row, index);
  lm_query_column_text(run, column, LM_QUERY_REPORT, index, &out);
  g_assert_cmpstr(out.str ? out.str : "", ==, text);
  lm_text_reset(&out);
  lm_query_column_json(run, column, LM_QUERY_REPORT, index, &out);
  g_assert_cmpstr(out.str, ==, json);
  lm_text_clear(&out);
  lm_query_run_free(run);
  lm_query_column_free(column);
}

static void
test_columns(void)
{
  register_three();
  assert_column(0, "registration.state", "registered", "\"registered\"");
  assert_column(0, "registration.source", "192.0.2.1", "\"192.0.2.1\"");
  assert_column(1, "registration.granted", "", "null");
  assert_column(0, "registration.steps", "asked, registered", "[\"asked\",\"registered\"]");
  assert_column(0, "User-Agent", "Phone 1", "[\"Phone 1\"]");
  assert_column(0, "call.method", "REGISTER", "\"REGISTER\"");
  assert_column(0, "dialog.state", "", "[]"); /* of all dialogs of its call */
  close_report();
}

/* Every column is a field of its own, under one name, and can be asked. */
static void
test_all_fields(void)
{
  LmArena arena = LM_ARENA_INIT;
  size_t n = 0;
  register_three();
  close_report();
  for (size_t i = 0; i < lm_query_n_fields(); i++) {
    const LmQueryField *field = lm_query_field_at(i);
    LmSlice rest = lm_slice_str(field->aliases);
    g_assert_true(lm_query_field_find(lm_slice_str(field->name), &arena) == field);
    if (!lm_query_field_report(field))
      continue;
    n++;
    while (rest.len)
      g_assert_true(lm_query_field_find(lm_slice_split(rest, ' ', &rest), &arena) == field);
    LmQueryFieldInfo info;
    lm_query_field_info(i, &info);
    g_assert_cmpstr(info.of, ==, lm_query_field_report(field)->noun);
    g_assert_cmpstr(info.help, !=, "");
    ask_call(0, field->name);
  }
  g_assert_cmpuint(n, >, 150);
  for (n = 0; lm_reports[n]; n++)
    g_assert_cmpuint(n, <, LM_QUERY_MOST_REPORTS);
  lm_arena_clear(&arena);
}

static void
test_errors(void)
{
  LmQueryError error;
  g_assert_null(lm_query_new(LM_SLICE_LITERAL("registration.state == faild"), &error));
  g_assert_cmpuint(error.offset, ==, 22);
  g_assert_cmpstr(error.hint, ==, "failed");
  g_assert_null(lm_query_new(LM_SLICE_LITERAL("chats and registration.stat == 1"), &error));
  g_assert_cmpuint(error.offset, ==, 10);
  g_assert_cmpstr(error.hint, ==, "registration.state");
  g_assert_null(lm_query_new(LM_SLICE_LITERAL("registration.granted > today"), &error));
  g_assert_cmpuint(error.offset, ==, 23);
  g_assert_null(
      lm_query_new(LM_SLICE_LITERAL("registration(registration.state == failed"), &error));
}

static bool
proposes(const char *text, const char *wanted)
{
  LmQueryCandidates *found = lm_query_complete(lm_slice_str(text), strlen(text), 100);
  bool has = false;
  for (size_t i = 0; i < found->n; i++)
    has |= !strcmp(found->candidates[i].text, wanted);
  lm_query_candidates_free(found);
  return has;
}

static void
test_completion(void)
{
  g_assert_true(proposes("registr", "registration.state"));
  g_assert_true(proposes("registr", "registration("));
  g_assert_true(proposes("registration.state == fa", "failed"));
  g_assert_true(proposes("dialog.problems == no-", "no-ack"));
  g_assert_true(proposes("host.roles ", "=="));
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/query-report/own-row", test_own_row},
      {"/query-report/of-the-call", test_of_the_call},
      {"/query-report/without-call", test_without_call},
      {"/query-report/media-lines", test_media_lines},
      {"/query-report/transactions", test_transactions},
      {"/query-report/columns", test_columns},
      {"/query-report/all-fields", test_all_fields},
      {"/query-report/errors", test_errors},
      {"/query-report/completion", test_completion},
  };
  return test_net_main(argc, argv, cases, sizeof cases / sizeof cases[0]);
}
