/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/msrp.h"
#include "base/limits.h"
#include "proto/cpim.h"

#include <glib.h>

#define SEND                                                                            \
  "MSRP d93kswow SEND\r\nTo-Path: msrp://bob.example.com:8888/9di4ea;tcp\r\n"           \
  "From-Path: msrp://alicepc.example.com:7777/iau39;tcp\r\nMessage-ID: 12339sdqwer\r\n" \
  "Byte-Range: 1-16/16\r\nContent-Type: text/plain\r\n\r\nHi, I'm Alice!\r\n\r\n"       \
  "-------d93kswow$\r\n"
#define OK                                                                         \
  "MSRP d93kswow 200 OK\r\nTo-Path: msrp://alicepc.example.com:7777/iau39;tcp\r\n" \
  "From-Path: msrp://bob.example.com:8888/9di4ea;tcp\r\n-------d93kswow$\r\n"
#define REPORT                                                                 \
  "MSRP dkei38sd REPORT\r\nTo-Path: msrp://a.example:7777/iau39;tcp\r\n"       \
  "From-Path: msrp://b.example:8888/9di4ea;tcp\r\nMessage-ID: 12339sdqwer\r\n" \
  "Byte-Range: 1-16/16\r\nStatus: 000 413 Stop that\r\n-------dkei38sd$\r\n"

/* What a stream holds, as text: "H" a head, "b(n)" body bytes, "E(flag)", "F(n)" foreign bytes. */
static char *
read_in_pieces(const char *text, size_t step, size_t gap_at)
{
  LmMsrpReader reader = {0};
  LmSlice stream = lm_slice_str(text);
  GString *out = g_string_new(NULL);
  size_t from = 0, body = 0, foreign = 0;
  for (size_t to = 0; to < stream.len;) {
    to = MIN(to + step, stream.len);
    for (;;) {
      LmMsrpPart part;
      g_autofree uint8_t *exact = g_memdup2(stream.data + from, MAX(to - from, 1));
      size_t n = lm_msrp_read(&reader, lm_slice(exact, to - from), &part);
      if (part.kind == LM_MSRP_PART_NONE)
        break;
      from += n;
      if (part.kind != LM_MSRP_PART_BODY && body)
        g_string_append_printf(out, "b%zu ", body), body = 0;
      if (part.kind != LM_MSRP_PART_FOREIGN && foreign)
        g_string_append_printf(out, "F%zu ", foreign), foreign = 0;
      if (part.kind == LM_MSRP_PART_HEAD)
        g_string_append(out, "H ");
      else if (part.kind == LM_MSRP_PART_BODY)
        body += part.bytes.len;
      else if (part.kind == LM_MSRP_PART_FOREIGN)
        foreign += n;
      else if (part.kind == LM_MSRP_PART_END)
        g_string_append_printf(out, "E%c ", part.flag ? part.flag : '?');
    }
    if (gap_at && to >= gap_at) {
      lm_msrp_reader_gap(&reader);
      from = to;
      gap_at = 0;
    }
  }
  if (body)
    g_string_append_printf(out, "b%zu ", body);
  if (foreign)
    g_string_append_printf(out, "F%zu ", foreign);
  g_string_append_printf(out, "left %zu", stream.len - from);
  return g_string_free(out, FALSE);
}

static void
test_pieces(void)
{
  static const struct {
    const char *stream, *parts;
  } cases[] = {
      {SEND OK, "H b16 E$ H E$ left 0"},
      {SEND SEND REPORT, "H b16 E$ H b16 E$ H E$ left 0"},
      /* The end-line of another transaction, or one inside a line, is body. */
      {"MSRP abcd SEND\r\n\r\nx-------abcd$\r\n-------abce$\r\n\r\n-------abcd+\r\n",
       "H b29 E+ left 0"},
      {"MSRP abcd SEND\r\n\r\n\r\n-------abcd#\r\n", "H E# left 0"},
      {"MSRP abcd SEND\r\n\r\n-------abcd$\r\n", "H E$ left 0"},
      {"MSRP abcd SEND\r\n\r\n\r\r\n\r\r\n-------abcd$\r\n", "H b4 E$ left 0"},
      {"noise\r\nmore\r\n" OK, "F13 H E$ left 0"},
      {"MSRP abcd nothing\r\n" OK, "F19 H E$ left 0"},
      {"MSRP abcd SEND\r\nTo-Path: msr", "left 28"},
      {"MSRP abcd SEND\r\n\r\nbody without an end", "H b19 left 0"},
      {"MS", "left 2"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    for (size_t step = 1; step < 200; step += step < 40 ? 1 : 53) {
      g_autofree char *parts = read_in_pieces(cases[i].stream, step, 0);
      /* How noise is cut depends on the pieces where no line of it ends. */
      if (step == 1 && strstr(cases[i].parts, "F"))
        continue;
      if (g_strcmp0(parts, cases[i].parts) != 0 && !strstr(cases[i].parts, "F"))
        g_test_message("case %zu, step %zu", i, step);
      if (step > 100 || !strstr(cases[i].parts, "F"))
        g_assert_cmpstr(parts, ==, cases[i].parts);
    }
}

static void
test_gap(void)
{
  /* In a body: what comes behind goes on with it, or, if its end got lost, begins anew. */
  g_autofree char *on =
      read_in_pieces("MSRP abcd SEND\r\n\r\n0123456789\r\n-------abcd$\r\n" OK, 20, 20);
  g_assert_cmpstr(on, ==, "H b10 E$ H E$ left 0");
  g_autofree char *lost =
      read_in_pieces("MSRP abcd SEND\r\n\r\n0123456789\r\n-------abcx$\r\n" OK, 20, 20);
  g_assert_cmpstr(lost, ==, "H b24 E? H E$ left 0");
  /* In a head. */
  g_autofree char *head = read_in_pieces("MSRP abcd SEND\r\nTo-Path: x\r\n" OK, 20, 20);
  g_assert_cmpstr(head, ==, "F8 H E$ left 0");
}

static void
test_endless(void)
{
  g_autoptr(GString) text = g_string_new("MSRP abcd SEND\r\nX: ");
  while (text->len < LM_LIMIT_MSRP_HEAD_BYTES + 10)
    g_string_append_c(text, 'x');
  g_autofree char *parts = read_in_pieces(text->str, 1000, 0);
  g_assert_true(g_str_has_prefix(parts, "F"));
}

static bool
parse(const char *text, LmMsrpHead *head)
{
  return lm_msrp_parse(lm_slice_str(text), head);
}

#define assert_slice(slice, text) g_assert_true(lm_slice_equal(slice, LM_SLICE_LITERAL(text)))

static void
test_head(void)
{
  LmMsrpHead head;
  g_assert_true(parse(SEND, &head));
  g_assert_cmpint(head.method, ==, LM_MSRP_SEND);
  assert_slice(head.transaction, "d93kswow");
  assert_slice(head.message_id, "12339sdqwer");
  assert_slice(head.content_type, "text/plain");
  g_assert_true(head.has_range);
  g_assert_cmpuint(head.range_start, ==, 1);
  g_assert_cmpuint(head.range_end, ==, 16);
  g_assert_cmpuint(head.range_total, ==, 16);
  g_assert_cmpuint(head.n_anomalies, ==, 0);
  g_assert_true(parse(OK, &head));
  g_assert_cmpuint(head.status, ==, 200);
  assert_slice(head.comment, "OK");
  g_assert_cmpuint(head.n_anomalies, ==, 0);
  g_assert_true(parse(REPORT, &head));
  g_assert_cmpint(head.method, ==, LM_MSRP_REPORT);
  g_assert_cmpuint(head.report_status, ==, 413);
  assert_slice(head.status_text, "Stop that");
  g_assert_true(parse("MSRP aaaa SEND\r\nByte-Range: 5-*/*\r\nSuccess-Report: yes\r\n"
                      "Failure-Report: partial\r\n\r\n",
                      &head));
  g_assert_cmpuint(head.range_end, ==, LM_MSRP_UNKNOWN);
  g_assert_true(head.success_report);
  g_assert_cmpint(head.failure_report, ==, LM_MSRP_FAILURE_PARTIAL);
  g_assert_true(parse("MSRP aaaa FOO\r\n", &head));
  g_assert_cmpint(head.method, ==, LM_MSRP_OTHER);
  assert_slice(head.method_name, "FOO");
}

static void
test_anomalies(void)
{
#define PATHS "To-Path: msrp://a:1/b;tcp\r\nFrom-Path: msrp://c:1/d;tcp\r\nMessage-ID: 1234\r\n"
  static const struct {
    const char *text;
    LmAnomalyKind kind;
    uint32_t offset, len;
  } cases[] = {
      {"MSRP abc SEND\r\n" PATHS, LM_ANOMALY_MSRP_TRANSACTION, 5, 3},
      {"MSRP abcd SEND\r\n", LM_ANOMALY_MSRP_MISSING_HEADER, 0, 14},
      {"MSRP abcd SEND\r\nTo-Path: msrp://a:1/b;tcp\r\nFrom-Path: msrp://a:1/b;tcp\r\n",
       LM_ANOMALY_MSRP_MISSING_HEADER, 0, 14},
      {"MSRP abcd SEND\r\n" PATHS "Byte-Range: 1-x/3\r\n", LM_ANOMALY_MSRP_BYTE_RANGE, 102, 5},
      {"MSRP abcd SEND\r\n" PATHS "Byte-Range: 0-1/3\r\n", LM_ANOMALY_MSRP_BYTE_RANGE, 102, 5},
      {"MSRP abcd SEND\r\n" PATHS "Byte-Range: 3-1/3\r\n", LM_ANOMALY_MSRP_BYTE_RANGE, 102, 5},
      {"MSRP abcd SEND\r\n" PATHS "Byte-Range: 1-4/3\r\n", LM_ANOMALY_MSRP_BYTE_RANGE, 102, 5},
      {"MSRP abcd SEND\r\n" PATHS "Byte-Range: 1-99999999999999999999999/3\r\n",
       LM_ANOMALY_MSRP_BYTE_RANGE, 102, 27},
      {"MSRP abcd REPORT\r\n" PATHS "Status: 000 x\r\n", LM_ANOMALY_MSRP_STATUS, 100, 5},
      {"MSRP abcd SEND\r\nTo-Path: sip:a\r\nFrom-Path: msrp://c:1/d;tcp\r\nMessage-ID: 1\r\n",
       LM_ANOMALY_MSRP_PATH, 25, 5},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmMsrpHead head;
    g_assert_true(parse(cases[i].text, &head));
    g_assert_cmpuint(head.n_anomalies, ==, 1);
    g_assert_cmpint(head.anomalies[0].kind, ==, cases[i].kind);
    g_assert_cmpuint(head.anomalies[0].offset, ==, cases[i].offset);
    g_assert_cmpuint(head.anomalies[0].len, ==, cases[i].len);
  }
  static const char *const none[] = {"",
                                     "MSRP",
                                     "MSRP abcd SEND",
                                     "MSRP  SEND\r\n",
                                     "MSRP abcd send\r\n",
                                     "MSRP abcd 20\r\n",
                                     "MSRP ab/d SEND\r\n",
                                     "INVITE sip:a SIP/2.0\r\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_false(lm_msrp_looks_like(lm_slice_str(none[i])));
}

static void
test_paths(void)
{
  LmSlice rest = LM_SLICE_LITERAL("msrp://relay:1/x;tcp  msrps://u@Host.example/y;ws bad "), uri;
  g_assert_true(lm_msrp_next_uri(&rest, &uri));
  assert_slice(lm_msrp_uri_session(uri), "relay:1/x");
  g_assert_true(lm_msrp_next_uri(&rest, &uri));
  assert_slice(lm_msrp_uri_session(uri), "Host.example/y");
  g_assert_true(lm_msrp_next_uri(&rest, &uri));
  g_assert_cmpuint(lm_msrp_uri_session(uri).len, ==, 0);
  g_assert_false(lm_msrp_next_uri(&rest, &uri));
}

static void
test_cpim(void)
{
  LmCpim cpim;
  g_assert_true(lm_cpim_is_type(LM_SLICE_LITERAL("Message/CPIM; x=y")));
  g_assert_true(lm_cpim_parse(
      LM_SLICE_LITERAL("From: <sip:a@b>\r\nTo: <sip:c@d>\r\nTo: <sip:e@f>\r\n"
                       "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: 34jk\r\n"
                       "imdn.Disposition-Notification: positive-delivery, display\r\n\r\n"
                       "Content-type: text/plain\r\nContent-length: 5\r\n\r\nHello"),
      &cpim));
  assert_slice(cpim.from, "<sip:a@b>");
  assert_slice(cpim.to, "<sip:c@d>");
  assert_slice(cpim.imdn_message_id, "34jk");
  assert_slice(cpim.disposition_notification, "positive-delivery, display");
  assert_slice(cpim.content_type, "text/plain");
  assert_slice(cpim.content, "Hello");
  g_assert_false(lm_cpim_parse(LM_SLICE_LITERAL("From: x\r\nTo: y"), &cpim));
  g_assert_cmpstr(lm_cpim_word(LM_SLICE_LITERAL("message/imdn+xml"),
                               LM_SLICE_LITERAL("<imdn><status><displayed/></status></imdn>")),
                  ==, "displayed");
  g_assert_cmpstr(lm_cpim_word(LM_SLICE_LITERAL("application/im-iscomposing+xml; charset=utf-8"),
                               LM_SLICE_LITERAL("<state>active</state>")),
                  ==, "active");
  g_assert_null(lm_cpim_word(LM_SLICE_LITERAL("text/plain"), LM_SLICE_LITERAL("<failed/>")));
}

/* Each kind has its name, its text and, but for limits, its source. */
static void
test_names(void)
{
  for (LmAnomalyKind i = LM_ANOMALY_NONE; i < LM_N_ANOMALIES; i++) {
    g_assert_nonnull(lm_anomaly_name(i));
    g_assert_nonnull(lm_anomaly_source(i));
    g_assert_cmpstr(lm_anomaly_text(i), !=, "");
    g_assert_nonnull(lm_anomaly_text(i));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/msrp/pieces", test_pieces);
  g_test_add_func("/msrp/gap", test_gap);
  g_test_add_func("/msrp/endless", test_endless);
  g_test_add_func("/msrp/head", test_head);
  g_test_add_func("/msrp/anomalies", test_anomalies);
  g_test_add_func("/msrp/paths", test_paths);
  g_test_add_func("/msrp/cpim", test_cpim);
  g_test_add_func("/anomaly/names", test_names);
  return g_test_run();
}
