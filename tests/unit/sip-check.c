/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/limits.h"
#include "proto/detail.h"
#include "proto/sip/check.h"
#include "proto/sip/needs.h"

#include <glib.h>

#define VIA "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"
#define PARTIES "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: i\r\n"
#define REST VIA PARTIES "Max-Forwards: 70\r\n"
#define ANSWER(method) VIA PARTIES "CSeq: 1 " method "\r\n"

/* A message, and the names of its anomalies without "sip-", in the order of finding. */
static const char *const cases[][2] = {
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n\r\n", ""},
    {"OPTIONS sip:a SIP/2.0\r\n" VIA PARTIES "CSeq: 1 OPTIONS\r\n\r\n", "no-max-forwards"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n\r\nbody", "no-content-type"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n\r\n\r\n", ""},
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\nSubject: x\r\ns: y\r\n\r\n",
     "duplicate-header"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\nX-Own: \x01\r\n\r\n", "text"},
    {"OPTIONS sip:a?Subject=y SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n\r\n", "request-uri"},
    {"INVITE sip:a SIP/2.0\r\n" REST "CSeq: 1 INVITE\r\n\r\n", "no-contact"},
    {"INVITE sip:a SIP/2.0\r\n" REST "CSeq: 1 INVITE\r\nm: <sip:a>, <sip:b>\r\n\r\n", "no-contact"},
    {"INVITE sip:a SIP/2.0\r\n" REST "CSeq: 1 INVITE\r\nm: <sip:a>\r\n\r\n", ""},
    {"REGISTER sip:a SIP/2.0\r\n" REST "CSeq: 1 REGISTER\r\nm: *\r\nExpires: 0\r\n\r\n", ""},
    {"REGISTER sip:a SIP/2.0\r\n" REST "CSeq: 1 REGISTER\r\nm: *\r\n\r\n", "contact-star"},
    {"REGISTER sip:a SIP/2.0\r\n" REST "CSeq: 1 REGISTER\r\nm: *, <sip:a>\r\nExpires: 0\r\n\r\n",
     "contact-star"},
    {"NOTIFY sip:a SIP/2.0\r\n" REST "CSeq: 1 NOTIFY\r\no: presence\r\n\r\n", "missing-needed"},
    {"NOTIFY sip:a SIP/2.0\r\n" REST
     "CSeq: 1 NOTIFY\r\no: presence\r\nSubscription-State: active\r\n\r\n",
     ""},
    {"REGISTER sip:u@a SIP/2.0\r\n" REST "CSeq: 1 REGISTER\r\n\r\n", "register-uri"},
    {"CANCEL sip:a SIP/2.0\r\n" REST "CSeq: 1 CANCEL\r\nRequire: 100rel\r\n\r\n", "cancel-require"},
    {"INVITE sips:a SIP/2.0\r\n" REST "CSeq: 1 INVITE\r\nm: <sips:a>\r\n\r\n", ""},
    {"INVITE sips:a SIP/2.0\r\n" REST "CSeq: 1 INVITE\r\nm: <sip:a>\r\n\r\n", "contact-sips"},
    {"INVITE sip:a SIP/2.0\r\n" REST
     "CSeq: 1 INVITE\r\nRoute: <sips:p;lr>, <sip:q>\r\nm: <sip:a>\r\n\r\n",
     "contact-sips"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\nCall-Info: <>\r\n\r\n", "uri"},
    {"REFER sip:a SIP/2.0\r\n" REST "CSeq: 1 REFER\r\nm: <sip:a>\r\nr: <sip:b>\r\n\r\n", ""},
    {"REFER sip:a SIP/2.0\r\n" REST "CSeq: 1 REFER\r\nm: <sip:a>\r\n"
     "r: <sip:b?Replaces=i%40h%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>\r\n\r\n",
     ""},
    {"REFER sip:a SIP/2.0\r\n" REST "CSeq: 1 REFER\r\nm: <sip:a>\r\n"
     "r: <sip:b?Replaces=i%40h%3Bto-tag%3D1>\r\n\r\n",
     "parameter-missing"},
    {"REFER sip:a SIP/2.0\r\n" REST "CSeq: 1 REFER\r\nm: <sip:a>\r\n"
     "r: <sip:b?Refer-To=%3Csip:c%3FExpires%3Dx%3E>\r\n\r\n",
     "number"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST
     "CSeq: 1 OPTIONS\r\nDate: Tue, 03 Mar 2026 08:09:10 GMT\r\n\r\n",
     ""},
    {"OPTIONS sip:a SIP/2.0\r\n" REST
     "CSeq: 1 OPTIONS\r\nDate: Tue, 31 Feb 2026 08:09:10 GMT\r\n\r\n",
     "date"},
    {"OPTIONS sip:a SIP/2.0\r\n" REST
     "CSeq: 1 OPTIONS\r\nDate: Mon, 03 Mar 2026 08:09:10 GMT\r\n\r\n",
     "date-weekday"},
    {"PRACK sip:a SIP/2.0\r\n" REST "CSeq: 2 PRACK\r\n\r\n", "missing-needed"},
    {"SIP/2.0 200 OK\r\n" ANSWER("INVITE") "\r\n", "missing-needed"},
    {"SIP/2.0 200 OK\r\n" ANSWER("BYE") "\r\n", ""},
    {"SIP/2.0 401 No\r\n" ANSWER("REGISTER") "\r\n", "missing-needed"},
    {"SIP/2.0 415 No\r\n" ANSWER("INVITE") "Accept-Language: en\r\n\r\n", ""},
    {"SIP/2.0 415 No\r\n" ANSWER("INVITE") "\r\n", "missing-needed"},
    {"SIP/2.0 404 Ni\xc3\xa9\r\n" ANSWER("INVITE") "\r\n", ""},
    {"SIP/2.0 404 \xff\r\n" ANSWER("INVITE") "\r\n", "reason"},
    {"SIP/2.0 180 Ringing\r\n" VIA "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: i\r\n"
     "CSeq: 1 INVITE\r\n\r\n",
     "no-tag"},
};

static char *
names_of(const LmSipVerdict *verdict)
{
  GString *names = g_string_new("");
  for (uint32_t i = 0; i < verdict->n; i++)
    g_string_append_printf(names, "%s%s", i ? " " : "",
                           lm_anomaly_name(verdict->anomalies[i].kind) + strlen("sip-"));
  return g_string_free(names, FALSE);
}

static LmSipMessage message;

static void
check(LmArena *arena, const char *text, bool truncated, LmSipVerdict *verdict)
{
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, arena, &message));
  lm_sip_check(&message, truncated, arena, verdict);
}

static void
test_rules(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmArena arena = LM_ARENA_INIT;
    LmSipVerdict verdict;
    check(&arena, cases[i][0], false, &verdict);
    g_autofree char *names = names_of(&verdict);
    g_autofree char *shown = g_strescape(cases[i][0], NULL);
    g_test_message("%s", shown);
    g_assert_cmpstr(names, ==, cases[i][1]);
    g_autofree char *padded = g_strconcat(*names ? " " : "", names, *names ? " " : "", NULL);
    bool notes = strstr(" no-tag no-max-forwards date-weekday ", padded) != NULL;
    g_assert_cmpint(verdict.valid, ==, notes);
    lm_arena_clear(&arena);
  }
}

/* What the capture cut off is no fault of the sender. */
static void
test_cut(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSipVerdict verdict;
  const char *text = "INVITE sip:a SIP/2.0\r\n" VIA "From: \"Anna <sip:a@b>;ta";
  check(&arena, text, true, &verdict);
  g_assert_cmpuint(verdict.n, >, 0);
  g_assert_true(verdict.valid);
  check(&arena, text, false, &verdict);
  g_assert_false(verdict.valid);
  lm_arena_clear(&arena);
}

static void
test_limit(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSipVerdict verdict;
  g_autoptr(GString) text = g_string_new("OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n");
  for (int i = 0; i < 2000; i++)
    g_string_append(text, "Route: x\r\n");
  g_string_append(text, "\r\n");
  check(&arena, text->str, false, &verdict);
  g_assert_cmpuint(verdict.n, ==, LM_LIMIT_SIP_ANOMALIES);
  g_assert_false(verdict.valid);
  lm_arena_clear(&arena);
}

static void
test_needs(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSipVerdict verdict;
  check(&arena, "NOTIFY sip:a SIP/2.0\r\n" REST "CSeq: 1 NOTIFY\r\n\r\n", false, &verdict);
  g_assert_cmpstr(lm_sip_needs_missing(&message, 0), ==, "Event");
  g_assert_cmpstr(lm_sip_needs_missing(&message, 1), ==, "Subscription-State");
  g_assert_null(lm_sip_needs_missing(&message, 2));
  const LmDetail *line = lm_detail_sip(&message, &arena)->first_child;
  g_assert_cmpstr(line->first_child->name, ==, "Missing header");
  lm_arena_clear(&arena);
}

/* Only over a stream does nothing else tell where a message ends. */
static void
test_no_length(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice text = LM_SLICE_LITERAL("OPTIONS sip:a SIP/2.0\r\n" REST "CSeq: 1 OPTIONS\r\n\r\n");
  for (int stream = 0; stream < 2; stream++) {
    LmSipVerdict verdict;
    g_assert_true(lm_sip_message_parse(text, stream, &arena, &message));
    lm_sip_check(&message, false, &arena, &verdict);
    g_autofree char *names = names_of(&verdict);
    g_assert_cmpstr(names, ==, stream ? "no-content-length" : "");
    g_assert_cmpint(verdict.valid, ==, !stream);
  }
  lm_arena_clear(&arena);
}

/* A header in a URI is a tree below it, about the bytes that it was decoded from. */
static void
test_header_in_uri(void)
{
  static const char text[] =
      "REFER sip:a SIP/2.0\r\nr: <sip:b?Replaces=i%40h%3Bto-tag%3D1>\r\n\r\n";
  LmArena arena = LM_ARENA_INIT;
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, &arena, &message));
  const LmDetail *node = lm_detail_sip(&message, &arena)->first_child;
  static const char *const way[] = {"r", "URI", "Replaces", "to-tag"};
  for (size_t i = 0; i < G_N_ELEMENTS(way); i++) {
    while (node && strcmp(node->name, way[i]) != 0)
      node = node->next;
    g_assert_nonnull(node);
    if (i + 1 < G_N_ELEMENTS(way))
      node = node->first_child;
  }
  g_assert_true(lm_slice_equal(node->value, lm_slice_str("1")));
  g_assert_cmpuint(node->offset, ==, strstr(text, "i%40") - text);
  g_assert_cmpuint(node->len, ==, strlen("i%40h%3Bto-tag%3D1"));
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-check/rules", test_rules);
  g_test_add_func("/sip-check/cut", test_cut);
  g_test_add_func("/sip-check/limit", test_limit);
  g_test_add_func("/sip-check/needs", test_needs);
  g_test_add_func("/sip-check/no-length", test_no_length);
  g_test_add_func("/sip-check/header-in-uri", test_header_in_uri);
  return g_test_run();
}
