/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/alerts.h"

#include "base/limits.h"
#include "engine/rows.h"
#include "sip-packets.h"

typedef struct {
  LmAlerts *alerts;
  GString *told; /* "RULE:CALL:STATE " each */
} Fixture;

static void
tell(void *data, const LmAlert *alert)
{
  Fixture *fixture = data;
  g_string_append_printf(fixture->told, "%s:%u:%s ", alert->name, alert->call.number,
                         lm_call_state_name(alert->call.state));
}

static Fixture
begin(const char *const *queries)
{
  Fixture fixture = {.alerts = lm_alerts_new(), .told = g_string_new(NULL)};
  LmError error = {0};
  for (unsigned i = 0; queries[i]; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    LmAlertRule rule = {.name = name, .query = queries[i]};
    g_assert_true(lm_alerts_add(fixture.alerts, &rule, NULL, &error));
  }
  return fixture;
}

static void
look(Fixture *fixture)
{
  uint32_t rows[64];
  lm_alerts_begin(fixture->alerts, net->trace, tell, fixture);
  size_t n = lm_tracker_take_changed_calls(net->tracker, rows, G_N_ELEMENTS(rows));
  lm_alerts_look(fixture->alerts, rows, n);
}

static void
end(Fixture *fixture, const char *wanted)
{
  lm_alerts_finish(fixture->alerts, 0);
  g_assert_cmpstr(fixture->told->str, ==, wanted);
  lm_alerts_free(fixture->alerts);
  g_string_free(fixture->told, TRUE);
}

#define BEGIN(...) begin((const char *const[]){__VA_ARGS__, NULL})

static void
test_once(void)
{
  Fixture fixture = BEGIN("call.state == ringing", "call.state == in-call", "call");
  SIP(0, ALICE, BOB, "INVITE");
  look(&fixture);
  SIP(90, BOB, ALICE, "180 Ringing", .to_tag = "b");
  look(&fixture);
  SIP(95, BOB, ALICE, "180 Ringing", .to_tag = "b");
  look(&fixture);
  SIP(200, BOB, ALICE, "200 OK", .to_tag = "b");
  look(&fixture);
  end(&fixture, "2:1:incomplete 0:1:ringing 1:1:in-call ");
}

/* Between two looks it may have ceased to match, and may match again in another state. */
static void
test_anew(void)
{
  Fixture fixture = BEGIN("call.messages == 1 or call.messages == 3", "call.messages in {1, 3, 5}");
  SIP(0, ALICE, BOB, "INVITE");
  look(&fixture);
  SIP(10, BOB, ALICE, "100 Trying");
  look(&fixture);
  /* Still not ringing: the same state, so that it is not told again. */
  SIP(20, BOB, ALICE, "100 Trying");
  look(&fixture);
  SIP(30, BOB, ALICE, "180 Ringing", .to_tag = "b");
  look(&fixture);
  SIP(40, BOB, ALICE, "180 Ringing", .to_tag = "b");
  look(&fixture);
  end(&fixture, "0:1:incomplete 1:1:incomplete 1:1:ringing ");
}

static void
test_other_ids(void)
{
  LmAlerts *alerts = lm_alerts_new();
  LmError error = {0};
  Fixture fixture = {.alerts = alerts, .told = g_string_new(NULL)};
  g_assert_true(lm_alerts_add(alerts, &(LmAlertRule){.name = "a", .query = "sip"}, NULL, &error));
  g_assert_true(lm_alerts_add(alerts, &(LmAlertRule){.name = "b", .query = "sip", .all = true},
                              NULL, &error));
  SIP(0, ALICE, PROXY, "REGISTER");
  look(&fixture);
  end(&fixture, "b:0:incomplete ");
}

/* What is known only of several calls is asked anew as they come. */
static void
test_related(void)
{
  Fixture fixture = BEGIN("call.legs > 1");
  SIP(0, ALICE, PROXY, "INVITE");
  look(&fixture);
  SIP(1, PROXY, BOB, "INVITE", .call_id = "other", .extra = "X-Call-ID: call-1\r\n");
  look(&fixture);
  end(&fixture, "0:2:incomplete ");
}

static void
test_faults(void)
{
  LmAlerts *alerts = lm_alerts_new();
  LmQueryError where;
  LmError error = {0};
  g_assert_false(lm_alerts_add(alerts, &(LmAlertRule){.query = "call.nothing"}, &where, &error));
  g_assert_cmpstr(where.message, !=, "");
  g_assert_false(
      lm_alerts_add(alerts, &(LmAlertRule){.query = "call", .command = "a 'b"}, &where, &error));
  g_assert_cmpstr(where.message, ==, "");
  g_assert_false(
      lm_alerts_add(alerts, &(LmAlertRule){.query = "call", .command = " "}, NULL, &error));
  for (unsigned i = 0; i < LM_LIMIT_ALERT_RULES; i++)
    g_assert_true(lm_alerts_add(alerts, &(LmAlertRule){.query = "call"}, NULL, &error));
  g_assert_false(lm_alerts_add(alerts, &(LmAlertRule){.query = "call"}, NULL, &error));
  lm_alerts_free(alerts);
}

/* Calls that did not match before an eviction may match after it, however many there are, and
 * are told one by one where they lie at the same place of two blocks. */
static void
test_evicted(void)
{
  enum { N = 1000 };
  Fixture fixture = BEGIN("call.state == ringing");
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("call-%u", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
    look(&fixture);
  }
  lm_alerts_evicted(fixture.alerts, NULL, 0);
  SIP(N, BOB, ALICE, "180 Ringing", .call_id = "call-0", .to_tag = "b");
  SIP(N, BOB, ALICE, "180 Ringing", .call_id = "call-512", .to_tag = "b");
  look(&fixture);
  end(&fixture, "0:1:ringing 0:513:ringing ");
}

/* The text is a line of JSON whatever stands in the call. */
static void
test_json(void)
{
  LmText text = LM_TEXT_INIT;
  LmCallRow row;
  SIP(0, ALICE, BOB, "INVITE", .call_id = "a\"b\\c\x01");
  lm_call_row_fill(net->trace, 0, &row);
  lm_alert_json(net->trace, &row, &text);
  g_assert_true(g_str_has_prefix(text.str, "{\"call\":1,\"method\":\"INVITE\""));
  g_assert_true(g_str_has_suffix(text.str, "}\n"));
  g_assert_true(strchr(text.str, '\n') == text.str + text.len - 1);
  lm_text_clear(&text);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/alerts/once", test_once},           {"/alerts/anew", test_anew},
      {"/alerts/other-ids", test_other_ids}, {"/alerts/related", test_related},
      {"/alerts/evicted", test_evicted},     {"/alerts/faults", test_faults},
      {"/alerts/json", test_json},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
