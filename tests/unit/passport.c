/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a PASSporT says and what the message says: claims, numbers, and the anomalies of the check.
 * The tokens are made here; whether their signatures fit is another test's. */

#include "proto/passport.h"
#include "proto/sip/check.h"
#include "proto/sip/date.h"
#include "proto/tn_auth_list.h"

#include <glib.h>

#define HEADER "{\"alg\":\"ES256\",\"typ\":\"passport\",\"x5u\":\"https://c/a.pem\"}"
#define SHAKEN \
  "{\"alg\":\"ES256\",\"ppt\":\"shaken\",\"typ\":\"passport\",\"x5u\":\"https://c/a.pem\"}"
#define CLAIMS(more) \
  "{" more "\"dest\":{\"tn\":[\"4930200\"]},\"iat\":1700000000,\"orig\":{\"tn\":\"4930100\"}}"
#define ID "\"origid\":\"00000000-0000-4000-8000-00000000000a\"}"
#define PARAMETERS ";info=<https://c/a.pem>"

static char *
encode(const char *text, size_t len)
{
  char *code = g_base64_encode((const guchar *)text, len);
  g_strdelimit(code, "+", '-');
  g_strdelimit(code, "/", '_');
  code[strcspn(code, "=")] = '\0';
  return code;
}

static char *
identity(const char *header, const char *claims, const char *parameters)
{
  static const char signature[64] = {1};
  g_autofree char *first = encode(header, strlen(header));
  g_autofree char *second = encode(claims, strlen(claims));
  g_autofree char *third = encode(signature, sizeof signature);
  return g_strdup_printf("%s.%s.%s%s", first, second, third, parameters);
}

/* The anomalies of an INVITE from +49 30 100 to 030200 with header Identity, of PASSporTs alone. */
static char *
faults(const char *value, const char *from, const char *date)
{
  LmArena arena = LM_ARENA_INIT;
  g_autofree char *text = g_strdup_printf(
      "INVITE sip:030200@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
      "From: <sip:%s@a>;tag=1\r\nTo: <tel:+49-30.(200)>\r\nCall-ID: i\r\nCSeq: 1 INVITE\r\n"
      "Contact: <sip:a>\r\n%sy: %s\r\nContent-Length: 0\r\n\r\n",
      from, date, value);
  LmSipMessage *message = lm_arena_alloc(&arena, sizeof *message);
  LmSipVerdict verdict;
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, &arena, message));
  lm_sip_check(message, false, &arena, &verdict);
  GString *names = g_string_new("");
  for (uint32_t i = 0; i < verdict.n; i++)
    g_string_append_printf(names, "%s%s", i ? " " : "", lm_anomaly_name(verdict.anomalies[i].kind));
  lm_arena_clear(&arena);
  return g_string_free(names, FALSE);
}

static void
expect(const char *header, const char *claims, const char *parameters, const char *wanted)
{
  g_autofree char *value = identity(header, claims, parameters);
  g_autofree char *names = faults(value, "+4930100", "");
  g_test_message("%s %s %s", header, claims, parameters);
  g_assert_cmpstr(names, ==, wanted);
}

static void
test_header(void)
{
  expect(HEADER, CLAIMS(""), PARAMETERS, "");
  expect(HEADER, CLAIMS(""), PARAMETERS ";alg=ES256", "");
  expect(HEADER, CLAIMS(""), PARAMETERS ";alg=ES384", "passport-header");
  expect(HEADER, CLAIMS(""), PARAMETERS ";ppt=shaken", "passport-header");
  expect(HEADER, CLAIMS(""), ";info=<https://other/a.pem>", "passport-header");
  expect("{\"alg\":\"ES256\",\"typ\":\"passport\"}", CLAIMS(""), PARAMETERS, "passport-header");
  expect("{\"alg\":\"none\",\"typ\":\"passport\",\"x5u\":\"https://c/a.pem\"}", CLAIMS(""),
         PARAMETERS, "passport-header");
  expect("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"x5u\":\"https://c/a.pem\"}", CLAIMS(""), PARAMETERS,
         "passport-header");
  expect("{\"typ\":\"passport\",\"alg\":\"ES256\",\"x5u\":\"https://c/a.pem\"}", CLAIMS(""),
         PARAMETERS, "passport-form");
  expect("[1]", CLAIMS(""), PARAMETERS, "sip-identity");
  expect(HEADER, "{\"dest\":", PARAMETERS, "sip-identity");
}

static void
test_claims(void)
{
  static const char *const wrong[] = {
      "{\"dest\":{\"tn\":[\"4930200\"]},\"orig\":{\"tn\":\"4930100\"}}",
      "{\"dest\":{\"tn\":[\"4930200\"]},\"iat\":\"1\",\"orig\":{\"tn\":\"4930100\"}}",
      "{\"dest\":{\"tn\":\"4930200\"},\"iat\":1,\"orig\":{\"tn\":\"4930100\"}}",
      "{\"dest\":{\"tn\":[\"4930200\"]},\"iat\":1,\"orig\":{\"tn\":[\"4930100\"]}}",
      "{\"dest\":{},\"iat\":1,\"orig\":{\"tn\":\"4930100\"}}",
      "{\"dest\":{\"tn\":[\"1\"]},\"iat\":1,\"orig\":{\"tn\":\"1\",\"uri\":\"sip:a@b\"}}",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    expect(HEADER, wrong[i], PARAMETERS, "passport-claims");
#define OF(attest, id)                                                              \
  "{" attest "\"dest\":{\"tn\":[\"4930200\"]},\"iat\":1700000000,\"orig\":{\"tn\":" \
  "\"4930100\"}," id
  expect(SHAKEN, OF("\"attest\":\"A\",", ID), PARAMETERS ";ppt=shaken", "");
  expect(SHAKEN, OF("\"attest\":\"D\",", ID), PARAMETERS ";ppt=shaken", "passport-claims");
  expect(SHAKEN, OF("", ID), PARAMETERS ";ppt=shaken", "passport-claims");
  expect(SHAKEN, OF("\"attest\":\"A\",", "\"origid\":\"7\"}"), PARAMETERS ";ppt=shaken",
         "passport-claims");
  expect(HEADER, CLAIMS(" "), PARAMETERS, "passport-form");
}

static void
test_parties(void)
{
  static const struct {
    const char *from, *orig, *dest, *wanted;
  } cases[] = {
      {"+49-30100", "{\"tn\":\"4930100\"}", "{\"tn\":[\"1\",\"4930200\"]}", ""},
      {"17664930100", "{\"tn\":\"4930100\"}", "{\"tn\":[\"4930200\"]}", ""},
      {"alice", "{\"uri\":\"sip:alice@A\"}", "{\"uri\":[\"sip:030200@b\"]}", ""},
      {"+4930101", "{\"tn\":\"4930100\"}", "{\"tn\":[\"4930200\"]}", "passport-orig"},
      {"alice", "{\"uri\":\"sip:bob@a\"}", "{\"tn\":[\"4930200\"]}", "passport-orig"},
      {"alice", "{\"tn\":\"4930100\"}", "{\"tn\":[\"4930200\"]}", "passport-orig"},
      {"+4930100", "{\"tn\":\"4930100\"}", "{\"tn\":[\"4930201\"]}", "passport-dest"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *claims = g_strdup_printf("{\"dest\":%s,\"iat\":1700000000,\"orig\":%s}",
                                              cases[i].dest, cases[i].orig);
    g_autofree char *value = identity(HEADER, claims, PARAMETERS);
    g_autofree char *names = faults(value, cases[i].from, "");
    g_test_message("%s %s", cases[i].from, claims);
    g_assert_cmpstr(names, ==, cases[i].wanted);
  }
  g_autofree char *value = identity(HEADER, CLAIMS(""), PARAMETERS);
  g_autofree char *asserted =
      faults(value, "anonymous", "P-Asserted-Identity: <sip:x@y>, <tel:+4930100>\r\n");
  g_assert_cmpstr(asserted, ==, "");
}

static void
test_dates(void)
{
  g_autofree char *value = identity(HEADER, CLAIMS(""), PARAMETERS);
  g_autofree char *near = faults(value, "+4930100", "Date: Tue, 14 Nov 2023 22:14:20 GMT\r\n");
  g_autofree char *far = faults(value, "+4930100", "Date: Tue, 14 Nov 2023 22:14:21 GMT\r\n");
  g_autofree char *bare = faults("..AAAA;info=<https://c/a>", "+4930100", "");
  g_autofree char *dated =
      faults("..AAAA;info=<https://c/a>", "+4930100", "Date: Tue, 14 Nov 2023 22:14:21 GMT\r\n");
  g_autofree char *half = faults("e30..AAAA;info=<https://c/a>", "+4930100", "");
  g_assert_cmpstr(near, ==, "");
  g_assert_cmpstr(far, ==, "passport-date");
  g_assert_cmpstr(bare, ==, "passport-no-date");
  g_assert_cmpstr(dated, ==, "");
  g_autofree char *older = faults("QUJDRA==", "+4930100", "");
  g_autofree char *lone = faults("QUJDRA==;info=<https://c/a>", "+4930100", "");
  g_assert_cmpstr(half, ==, "sip-identity");
  g_assert_cmpstr(older, ==, "");
  g_assert_cmpstr(lone, ==, "sip-identity");
}

static void
test_date(void)
{
  LmSipDate date;
  static const struct {
    const char *text;
    bool form, sound, fits;
    int64_t seconds;
  } cases[] = {
      {"Thu, 01 Jan 1970 00:00:00 GMT", true, true, true, 0},
      {"Thu, 29 Feb 2024 12:00:00 GMT", true, true, true, 1709208000},
      {"Wed, 31 Dec 1969 23:59:59 GMT", true, true, true, -1},
      {"Sat, 31 Dec 2016 23:59:60 GMT", true, true, true, 1483228800},
      {"Fri, 29 Feb 2024 12:00:00 GMT", true, true, false, 1709208000},
      {"Thu, 29 Feb 2023 12:00:00 GMT", true, false, false, 0},
      {"Thu, 00 Jan 1970 00:00:00 GMT", true, false, false, 0},
      {"Thu, 01 Jan 1970 24:00:00 GMT", true, false, false, 0},
      {"thu, 01 Jan 1970 00:00:00 GMT", true, false, false, 0},
      {"Thu, 1 Jan 1970 00:00:00 GMT", false, false, false, 0},
      {"Thu, 01 Jan 1970 00:00:00 EST", false, false, false, 0},
      {"", false, false, false, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%s", cases[i].text);
    g_assert_cmpint(lm_sip_date_parse(lm_slice_str(cases[i].text), &date), ==, cases[i].form);
    g_assert_cmpint(date.sound, ==, cases[i].sound);
    g_assert_cmpint(date.weekday_fits, ==, cases[i].fits);
    g_assert_cmpint(date.seconds, ==, cases[i].seconds);
  }
}

/* A list as a certificate has it (RFC 8226, 9): a provider, a range, a number, then rubbish. */
static void
test_numbers(void)
{
  static const uint8_t der[] = {0x30, 0x1c, 0xa0, 0x04, 0x16, 0x02, '7', 'x',  0xa1, 0x0a,
                                0x30, 0x08, 0x16, 0x03, '1',  '9',  '8', 0x02, 0x01, 0x03,
                                0xa2, 0x05, 0x16, 0x03, '5',  '*',  '#', 0xa2, 0x09, 0x16};
  LmTnEntry entry;
  LmSlice rest = lm_tn_auth_open(lm_slice(der, sizeof der));
  g_assert_true(lm_tn_auth_next(&rest, &entry));
  g_assert_cmpint(entry.kind, ==, LM_TN_PROVIDER);
  g_assert_false(lm_tn_auth_has(&entry, lm_slice_str("7x")));
  g_assert_true(lm_tn_auth_next(&rest, &entry));
  g_assert_true(lm_tn_auth_has(&entry, lm_slice_str("198")));
  g_assert_true(lm_tn_auth_has(&entry, lm_slice_str("200")));
  g_assert_false(lm_tn_auth_has(&entry, lm_slice_str("201")));
  g_assert_false(lm_tn_auth_has(&entry, lm_slice_str("0198")));
  g_assert_true(lm_tn_auth_next(&rest, &entry));
  g_assert_true(lm_tn_auth_has(&entry, lm_slice_str("5*#")));
  g_assert_false(lm_tn_auth_next(&rest, &entry));
  g_assert_cmpuint(lm_tn_auth_open(lm_slice(der, 4)).len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/passport/header", test_header);
  g_test_add_func("/passport/claims", test_claims);
  g_test_add_func("/passport/parties", test_parties);
  g_test_add_func("/passport/dates", test_dates);
  g_test_add_func("/passport/date", test_date);
  g_test_add_func("/passport/numbers", test_numbers);
  return g_test_run();
}
