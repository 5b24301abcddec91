/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/text.h"
#include "proto/q850.h"
#include "proto/sip/registry-headers.h"
#include "proto/sip/registry-options.h"

#include <glib.h>

/* A sink that writes what it is told: "name=value(" parts ")", "~note", "!fault". */
typedef struct {
  LmSipWalk walk;
  LmText text;
} Told;

static LmText *
text_of(LmSipWalk *walk)
{
  return &((Told *)(void *)walk)->text;
}

static void
enter_cb(LmSipWalk *walk, const char *name, LmSlice label, LmSlice value)
{
  lm_text_printf(text_of(walk), "%s%.*s=%.*s(", name ? name : "", (int)label.len, label.data,
                 (int)value.len, value.data);
}

static void
leave_cb(LmSipWalk *walk)
{
  lm_text_add_str(text_of(walk), ")");
}

static void
note_cb(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
{
  g_autofree char *note = g_strdup_vprintf(format, arguments);
  (void)name;
  lm_text_printf(text_of(walk), "~%s", note);
}

static void
fault_cb(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  lm_text_printf(text_of(walk), "!%s:%.*s", lm_anomaly_name(kind), (int)where.len, where.data);
}

static void
token_cb(LmSipWalk *walk, LmSlice token)
{
  lm_text_printf(text_of(walk), "@%zu", token.len);
}

static char *
told(const char *header, const char *value)
{
  static const LmSipSink sink = {
      .enter = enter_cb, .leave = leave_cb, .note = note_cb, .fault = fault_cb, .token = token_cb};
  Told told = {.walk = {.sink = &sink}, .text = LM_TEXT_INIT};
  g_autofree char *exact = g_memdup2(value, strlen(value) + 1);
  const LmSipHeaderField *field = lm_sip_header_field_find(lm_slice_str(header));
  g_assert_nonnull(field);
  lm_sip_walk_header(&told.walk, field, lm_slice(exact, strlen(value)));
  char *copy = g_strdup(told.text.str ? told.text.str : "");
  lm_text_clear(&told.text);
  return copy;
}

static void
expect(const char *header, const char *value, const char *wanted)
{
  g_autofree char *found = told(header, value);
  g_assert_cmpstr(found, ==, wanted);
}

static void
test_options(void)
{
  expect("Supported", "timer", "~Session timers (RFC 4028)");
  expect("k", "TIMER, x-own", "Value=TIMER(~Session timers (RFC 4028))Value=x-own()");
  expect("Require", "a b", "!sip-token:a b");
  expect("Privacy", "id;header",
         "Value=id(~hide the asserted identity (RFC 3325))"
         "Value=header(~hide what identifies in headers that the user cannot change (RFC 3323))");
  g_assert_null(lm_sip_option_find(lm_slice_str("")));
  g_assert_cmpstr(lm_sip_warning_text(370), ==, "Insufficient bandwidth");
  g_assert_cmpstr(lm_sip_warning_text(371), ==, "");
}

static void
test_reason(void)
{
  expect("Reason", "Q.850;cause=17;text=\"busy\"",
         "Protocol=Q.850()cause=17()text=\"busy\"()~User busy");
  expect("Reason", "SIP ;cause=487", "Protocol=SIP()cause=487()~Request Terminated");
  expect("Reason", "preemption;cause=4",
         "Protocol=preemption()cause=4()~a network without Internet Protocol");
  /* Nothing is known of these, and nothing is wrong with them. */
  expect("Reason", "Q.850;cause=128", "Protocol=Q.850()cause=128()");
  expect("Reason", "SIP;cause=66023", "Protocol=SIP()cause=66023()");
  expect("Reason", "Q.850;cause=x", "Protocol=Q.850()cause=x(!sip-number:x)");
  g_assert_cmpstr(lm_q850_cause_text(127), ==, "Interworking, unspecified");
  g_assert_cmpstr(lm_q850_cause_text(UINT32_MAX), ==, "");
}

static void
test_user_to_user(void)
{
  expect("User-to-User", "0448656c6c6f;encoding=hex;purpose=isdn-uui",
         "Data=0448656c6c6f(~Hello)encoding=hex()purpose=isdn-uui()");
  expect("User-to-User", "00ff", "Data=00ff()");
  expect("User-to-User", "\"any, text\";encoding=text", "Data=\"any, text\"()encoding=text()");
  expect("Session-ID", "ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000",
         "Local UUID=ab30317f1a784dc48ff824d0d3715d86()"
         "remote=00000000000000000000000000000000()");
  expect("Session-ID", "ab30", "Local UUID=ab30(!sip-session-id:ab30)");
}

/* The numbers of 3GPP TS 24.229, 7.2A.4: the network has two digits or three. */
static void
test_access_network(void)
{
  expect("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11",
         "Access type=3GPP-E-UTRAN-FDD()utran-cell-id-3gpp=234151D0FCE11()");
  expect("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=23415d0fc0000e11",
         "Access type=3GPP-E-UTRAN-FDD()utran-cell-id-3gpp=23415d0fc0000e11()"
         "MCC=234()MNC=15()TAC=d0fc()Cell=0000e11()");
  expect("P-Access-Network-Info", "3GPP-NR-FDD;utran-cell-id-3gpp=\"310260000a1b123456789\"",
         "Access type=3GPP-NR-FDD()utran-cell-id-3gpp=\"310260000a1b123456789\"()"
         "MCC=310()MNC=260()TAC=000a1b()Cell=123456789()");
  expect("P-Access-Network-Info", "3GPP-GERAN;cgi-3gpp=26201abcd0123",
         "Access type=3GPP-GERAN()cgi-3gpp=26201abcd0123()"
         "MCC=262()MNC=01()LAC=abcd()Cell=0123()");
  expect("P-Charging-Vector", "icid-value=a+b=c@d;icid-generated-at=192.0.2.1",
         "icid-value=a+b=c@d()icid-generated-at=192.0.2.1()");
  expect("P-Visited-Network-ID", "\"a network\"", "Name=\"a network\"()");
}

static void
test_identity(void)
{
  expect("Identity", "eyJhbGciOiJFUzI1NiJ9..c2ln;info=<https://c.example/c.pem>;alg=ES256",
         "PASSporT=eyJhbGciOiJFUzI1NiJ9..c2ln(@26)info=<https://c.example/c.pem>("
         "URI=https://c.example/c.pem(Scheme=https()))alg=ES256()");
  expect("Identity", "a b;info=<https://c.example/>",
         "PASSporT=a b(!sip-identity:a b@3)info=<https://c.example/>("
         "URI=https://c.example/(Scheme=https()))");
  expect("Identity", "\"c2ln\"", "Signature=\"c2ln\"()");
}

/* A look-up by halves needs the order, and one that is registered twice could not be found. */
static void
test_table(void)
{
  for (size_t i = 0; i < lm_sip_n_header_fields; i++) {
    const LmSipHeaderField *field = &lm_sip_header_fields[i];
    g_assert_true(lm_sip_header_field_find(lm_slice_str(field->name)) == field);
    if (i > 0)
      g_assert_cmpint(g_ascii_strcasecmp(field[-1].name, field->name), <, 0);
    if (field->compact)
      g_assert_true(lm_sip_header_field_find(lm_slice(&field->compact, 1)) == field);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-words/options", test_options);
  g_test_add_func("/sip-words/reason", test_reason);
  g_test_add_func("/sip-words/user-to-user", test_user_to_user);
  g_test_add_func("/sip-words/access-network", test_access_network);
  g_test_add_func("/sip-words/identity", test_identity);
  g_test_add_func("/sip-words/table", test_table);
  return g_test_run();
}
