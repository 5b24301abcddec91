/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The filter language as a text: the place that an error names and what it proposes, what is too
 * long, too deep or takes too long, and completion. */

#include "base/limits.h"
#include "query/query.h"
#include "sip-packets.h"

#include <string.h>

static void
assert_error(const char *text, unsigned offset, unsigned len, const char *says, const char *hint)
{
  LmQueryError error;
  g_test_message("%s", text);
  g_assert_null(lm_query_new(lm_slice_str(text), &error));
  g_test_message("%s: %s", error.message, error.hint);
  g_assert_cmpuint(error.offset, ==, offset);
  g_assert_cmpuint(error.len, ==, len);
  g_assert_nonnull(strstr(error.message, says));
  g_assert_cmpstr(error.hint, ==, hint);
}

static void
test_errors(void)
{
  assert_error("sip.metod == INVITE", 0, 9, "is no field", "sip.Method");
  assert_error("true and sip.metod == INVITE", 9, 9, "is no field", "sip.Method");
  assert_error("INVITE", 0, 6, "is no field", "sip.Method == INVITE");
  assert_error("404", 0, 3, "is no field", "sip.Status-Code == 404");
  assert_error("user-agent contains \"x\"", 0, 10, "is no field", "sip.User-Agent");
  assert_error("10.0.0.1", 0, 8, "is no field", "ip.addr == 10.0.0.1");
  assert_error("schmitz", 0, 7, "is no field", "sip contains \"schmitz\"");
  assert_error("schmitz mueller", 0, 7, "is no field", "sip contains \"schmitz\"");
  assert_error("\"schmitz\"", 0, 9, "a text alone", "sip contains \"schmitz\"");
  assert_error("faild", 0, 5, "is no field", "failed");
  assert_error("from.user == alice", 0, 9, "is no field", "sip.from.user");
  assert_error("sip.X-Foo == 1", 0, 9, "is no field", "sip.h.X-Foo");
  assert_error("call.state == faild", 14, 5, "is never", "failed");
  assert_error("call.state > failed", 11, 1, "no order", "");
  assert_error("call.duration > soon", 16, 4, "a span of time", "500 ms");
  assert_error("ip.addr == example.com", 11, 11, "an address", "192.0.2.0/24");
  assert_error("ip.addr == 10.0.0.0/33", 11, 11, "an address", "192.0.2.0/24");
  assert_error("sip.Status-Code == ok", 19, 2, "a number", "42");
  assert_error("sip.Method = INVITE", 11, 1, "no operator", "==");
  assert_error("sip.Method ==", 13, 0, "is missing", "");
  assert_error("sip.Method == \"INV", 14, 4, "not closed", "");
  assert_error("(failed", 7, 0, "“)” is missing", "");
  assert_error("failed)", 6, 1, "does not belong", "");
  assert_error("failed busy", 7, 4, "“and” or “or”", "");
  assert_error("and failed", 0, 3, "does not belong", "");
  assert_error("failed and", 10, 0, "is missing", "");
  assert_error("sip.Status-Code in {", 20, 0, "is missing", "");
  assert_error("sip.Status-Code in {}", 20, 1, "at least one", "");
  assert_error("sip.Status-Code in 5", 19, 1, "“{” is missing", "");
  assert_error("sip.from.user ~ \"(\"", 16, 3, "regular expression", "");
  assert_error("sip.from.user ~ sip.to.user", 16, 11, "regular expression", "");
  assert_error("sip.Status-Code == call.duration", 16, 2, "do not go together", "");
  assert_error("sip.from.user == rtp.codec", 14, 2, "compared with each other", "");
  assert_error("call.duration + 2", 14, 1, "is a value", "");
  assert_error("call.duration contains \"x\"", 14, 8, "do not go together", "");
  assert_error("call.start + call.start > 0", 11, 1, "do not go together", "");
  assert_error("failed ; busy", 7, 1, "does not belong", "");
}

/* What nobody would write neither takes the stack nor the machine. */
static void
test_limits(void)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (unsigned i = 0; i < 5000; i++)
    g_string_append_c(text, '(');
  g_assert_null(lm_query_new(lm_slice_str(text->str), NULL));
  g_string_truncate(text, 0);
  for (unsigned i = 0; i < 5000; i++)
    g_string_append(text, "!");
  g_assert_null(lm_query_new(lm_slice_str(text->str), NULL));
  g_string_assign(text, "call.number == 1");
  for (unsigned i = 0; i < 3000; i++)
    g_string_append(text, "+1");
  g_assert_null(lm_query_new(lm_slice_str(text->str), NULL));
  g_string_assign(text, "failed");
  for (unsigned i = 0; i < 900; i++)
    g_string_append(text, i % 2 ? " or failed" : " and failed");
  SIP(0, ALICE, BOB, "INVITE");
  LmQuery *query = lm_query_new(lm_slice_str(text->str), NULL);
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  g_assert_false(lm_query_matches(run, LM_QUERY_CALL, 0));
  lm_query_run_free(run);
  lm_query_free(query);
  while (text->len <= LM_LIMIT_QUERY_BYTES)
    g_string_append(text, " or failed");
  g_assert_null(lm_query_new(lm_slice_str(text->str), NULL));
}

/* An expression that goes back without end is ended, and said to be. */
static void
test_catastrophe(void)
{
  char note[3000];
  memset(note, 'a', sizeof note);
  memcpy(note, "X-Note: ", 8);
  memcpy(note + sizeof note - 4, "!\r\n", 4);
  SIP(0, ALICE, BOB, "INVITE", .extra = note);
  test_net_finish();
  LmQuery *query = lm_query_new(LM_SLICE_LITERAL("sip.h.X-Note ~ \"^(a+)+$\""), NULL);
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  gint64 start = g_get_monotonic_time();
  for (unsigned i = 0; i < 200; i++)
    g_assert_false(lm_query_matches(run, LM_QUERY_MESSAGE, 0));
  double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
  g_test_message("%.3f s", seconds);
  g_assert_cmpuint(lm_query_run_cut(run), ==, 200);
  g_assert_cmpfloat(seconds, <, 20);
  lm_query_run_free(run);
  lm_query_free(query);
}

/* Which rows a result hangs on. */
static void
test_reads(void)
{
  static const struct {
    const char *text;
    unsigned reads;
  } queries[] = {
      {"", 0},
      {"call.state == failed", 1 << LM_QUERY_CALL},
      {"failed or sip.Method == BYE", 1 << LM_QUERY_CALL | 1 << LM_QUERY_MESSAGE},
      {"rtp.mos < 3", 1 << LM_QUERY_STREAM},
      {"ip.addr == 10.0.0.1", 1 << LM_QUERY_MESSAGE | 1 << LM_QUERY_STREAM | 1 << LM_QUERY_EVENT},
      {"event(stun)", 1 << LM_QUERY_EVENT},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
    LmQuery *query = lm_query_new(lm_slice_str(queries[i].text), NULL);
    g_assert_cmpuint(lm_query_reads(query), ==, queries[i].reads);
    lm_query_free(query);
  }
}

static void
assert_candidate(const char *text, const char *wanted, unsigned offset, unsigned len)
{
  const char *cursor = strchr(text, '|');
  g_autofree char *whole = g_strdup_printf("%.*s%s", (int)(cursor - text), text, cursor + 1);
  LmQueryCandidates *found = lm_query_complete(lm_slice_str(whole), (size_t)(cursor - text), 2000);
  bool there = false;
  for (size_t i = 0; i < found->n; i++)
    there |= !strcmp(found->candidates[i].text, wanted);
  g_test_message("%s: %zu candidates, first %s", text, found->n,
                 found->n ? found->candidates[0].text : "none");
  g_assert_true(there);
  g_assert_cmpuint(found->offset, ==, offset);
  g_assert_cmpuint(found->len, ==, len);
  lm_query_candidates_free(found);
}

static void
test_completion(void)
{
  assert_candidate("|", "sip.Method", 0, 0);
  assert_candidate("|", "failed", 0, 0);
  assert_candidate("sip.me|", "sip.Method", 0, 6);
  assert_candidate("fai|", "failed", 0, 3);
  assert_candidate("user|", "sip.from.user", 0, 4);
  assert_candidate("sip.h.Us|", "sip.h.User-Agent", 0, 8);
  assert_candidate("sip.user|", "sip.User-Agent", 0, 8);
  assert_candidate("failed and sip.me|", "sip.Method", 11, 6);
  assert_candidate("not (sip.me|", "sip.Method", 5, 6);
  assert_candidate("sip.Method |", "==", 11, 0);
  assert_candidate("sip.Method con|", "contains", 11, 3);
  assert_candidate("sip.Method == |", "INVITE", 14, 0);
  assert_candidate("sip.Method == in|", "INVITE", 14, 2);
  assert_candidate("call.state in {failed, bu|", "busy", 23, 2);
  assert_candidate("call.state == failed |", "and", 21, 0);
  assert_candidate("failed |", "or", 7, 0);
  assert_candidate("mess|", "message(", 0, 4);
  assert_candidate("sip.me|tod == INVITE", "sip.Method", 0, 9);
  LmQueryCandidates *none = lm_query_complete(LM_SLICE_LITERAL("sip contains \"fa"), 16, 100);
  g_assert_cmpuint(none->n, ==, 0);
  lm_query_candidates_free(none);
  LmQueryCandidates *few = lm_query_complete(LM_SLICE_LITERAL("s"), 99, 3);
  g_assert_cmpuint(few->n, ==, 3);
  lm_query_candidates_free(few);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/query-text/errors", test_errors},           {"/query-text/limits", test_limits},
      {"/query-text/catastrophe", test_catastrophe}, {"/query-text/reads", test_reads},
      {"/query-text/completion", test_completion},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
