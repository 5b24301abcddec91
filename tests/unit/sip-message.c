/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/limits.h"
#include "linear.h"
#include "proto/sip/message.h"

#include <glib.h>

/* Every message is parsed in an allocation of exactly its size, so that the sanitizers see a read
 * of one byte too far. */
typedef struct {
  LmArena arena;
  LmSipMessage message;
  char *copy;
} Fixture;

static bool
parse_stream(Fixture *fixture, const char *text, size_t len, bool stream)
{
  g_free(fixture->copy);
  fixture->copy = g_memdup2(text, len ? len : 1);
  memset(&fixture->message, 0xaa, sizeof fixture->message);
  return lm_sip_message_parse(lm_slice(fixture->copy, len), stream, &fixture->arena,
                              &fixture->message);
}

static bool
parse(Fixture *fixture, const char *text)
{
  return parse_stream(fixture, text, strlen(text), false);
}

static void
clear(Fixture *fixture)
{
  g_free(fixture->copy);
  lm_arena_clear(&fixture->arena);
}

static uint32_t
count(const LmSipMessage *message, LmAnomalyKind kind)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++) {
    n += message->anomalies[i].kind == kind;
    g_assert_cmpuint(message->anomalies[i].offset, <=, message->bytes.len);
    g_assert_cmpuint(message->anomalies[i].len, <=,
                     message->bytes.len - message->anomalies[i].offset);
  }
  return n;
}

#define assert_text(slice, text)                                                                  \
  do {                                                                                            \
    g_autofree char *got = g_strndup((slice).len ? (const char *)(slice).data : "", (slice).len); \
    g_assert_cmpstr(got, ==, text);                                                               \
  } while (0)

#define FIELDS                                                \
  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport\r\n" \
  "From: \"A, <b>\" <sip:a@example.net>;tag=f1\r\n"           \
  "To: sip:b@example.net;tag=t1\r\n"                          \
  "Call-ID: one@192.0.2.1\r\n"
#define INVITE "INVITE sip:b@example.net SIP/2.0\r\n"
#define CSEQ "CSeq: 7 INVITE\r\n"

static void
test_request(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, INVITE FIELDS CSEQ "Contact: <sip:a@192.0.2.1;transport=udp>, *\r\n"
                                             "Content-Type: application/sdp\r\n"
                                             "Content-Length: 5\r\n\r\nv=0\r\n"));
  const LmSipMessage *m = &f.message;
  g_assert_cmpuint(m->n_anomalies, ==, 0);
  g_assert_cmpint(m->method, ==, LM_SIP_METHOD_INVITE);
  g_assert_cmpuint(m->status, ==, 0);
  assert_text(m->method_name, "INVITE");
  assert_text(m->request_uri, "sip:b@example.net");
  assert_text(m->start_line, "INVITE sip:b@example.net SIP/2.0");
  assert_text(m->from_tag, "f1");
  assert_text(m->to_tag, "t1");
  assert_text(m->call_id, "one@192.0.2.1");
  assert_text(m->branch, "z9hG4bK1");
  assert_text(m->top_via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport");
  assert_text(m->content_type, "application/sdp");
  assert_text(m->cseq_method_name, "INVITE");
  g_assert_cmpint(m->cseq_method, ==, LM_SIP_METHOD_INVITE);
  g_assert_cmpuint(m->cseq, ==, 7);
  g_assert_true(m->has_content_length);
  assert_text(m->body, "v=0\r\n");
  g_assert_cmpuint(m->n_headers, ==, 8);
  assert_text(lm_sip_header_name(m, &m->headers[4]), "CSeq");
  assert_text(lm_sip_message_value(m, LM_SIP_HEADER_CSEQ), "7 INVITE");
  g_assert_null(lm_sip_message_header(m, LM_SIP_HEADER_VIA, 1));
  g_assert_cmpuint(lm_sip_message_value(m, LM_SIP_HEADER_ROUTE).len, ==, 0);
  clear(&f);
}

static void
test_response(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, "SIP/2.0 486 Busy \xc3\xa9\r\n" FIELDS CSEQ "Content-Length: 0\r\n\r\n"));
  g_assert_cmpuint(f.message.n_anomalies, ==, 0);
  g_assert_cmpuint(f.message.status, ==, 486);
  g_assert_cmpint(f.message.method, ==, LM_SIP_METHOD_NONE);
  g_assert_cmpint(f.message.cseq_method, ==, LM_SIP_METHOD_INVITE);
  assert_text(f.message.reason, "Busy \xc3\xa9");
  /* An empty reason phrase needs its space (RFC 3261, 25.1). */
  g_assert_true(parse(&f, "SIP/2.0 100 \r\n" FIELDS CSEQ "\r\n"));
  g_assert_cmpuint(f.message.n_anomalies, ==, 0);
  g_assert_true(parse(&f, "SIP/2.0 100\r\n" FIELDS CSEQ "\r\n"));
  g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_START_LINE), ==, 1);
  g_assert_true(parse(&f, "SIP/2.0 42949 x\r\n" FIELDS CSEQ "\r\n"));
  g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_STATUS_CODE), ==, 1);
  g_assert_true(parse(&f, "SIP/2.0 4294967301 x\r\n" FIELDS CSEQ "\r\n"));
  g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_STATUS_CODE), ==, 1);
  g_assert_cmpuint(f.message.status, ==, UINT16_MAX);
  g_assert_cmpstr(lm_sip_status_reason(487), ==, "Request Terminated");
  g_assert_cmpstr(lm_sip_status_reason(409), ==, "");
  g_assert_cmpuint(lm_sip_status_rfc(199), ==, 6228);
  clear(&f);
}

/* Compact forms, any case, white space before the colon, folding, several values in a line. */
static void
test_spelling(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, "NEW%x sips:b@[2001:db8::1]:5061;x=y SIP/2.0\r\n"
                          "v:SIP / 2.0\r\n / TLS  example.net : 5061 ;\r\n\tBranch = z9hG4bKa ,"
                          "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb\r\n"
                          "F :\t<tel:+1;tag=no>\r\n ; TAG = yes ;x\r\n"
                          "tO  : sip:b@example.net\r\n"
                          "i: c\r\nCSEQ:\r\n 2147483647\r\n  NEW%x\r\nl: 0\r\n"
                          "X-Empty:\r\nX-Last: a \r\n \r\n\r\n"));
  const LmSipMessage *m = &f.message;
  g_assert_cmpuint(m->n_anomalies, ==, 0);
  g_assert_cmpint(m->method, ==, LM_SIP_METHOD_OTHER);
  g_assert_cmpint(m->cseq_method, ==, LM_SIP_METHOD_OTHER);
  g_assert_cmpuint(m->cseq, ==, 2147483647u);
  assert_text(m->branch, "z9hG4bKa");
  assert_text(m->from_tag, "yes");
  assert_text(m->to_tag, "");
  assert_text(m->call_id, "c");
  g_assert_cmpuint(m->n_headers, ==, 8);
  assert_text(lm_sip_header_value(m, &m->headers[6]), "");
  assert_text(lm_sip_header_value(m, &m->headers[7]), "a");
  clear(&f);
}

/* Each message is sound but for what its row says. */
static const struct {
  LmAnomalyKind kind;
  const char *text;
} broken[] = {
    {LM_ANOMALY_SIP_VERSION, "INVITE sip:b@example.net SIP/7.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_VERSION, "INVITE sip:b@example.net SIP/2.0/UDP\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_VERSION, "SIP/2.0/TCP 200 OK\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_VERSION, "INVITE sip:b@example.net sip/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_START_LINE, "INVITE  sip:b@example.net SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_START_LINE, "INVITE sip:b@example.net  SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_START_LINE, "INVITE sip:b@example.net SIP/2.0 \r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_START_LINE, "INVITE\tsip:b@example.net SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_REQUEST_URI, "INVITE <sip:b@example.net> SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_REQUEST_URI, "INVITE sip:b@example.net; lr SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_REQUEST_URI, "INVITE sip:b@e?Route=%3Csip:e%3E SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_REQUEST_URI, "INVITE sip:2001:db8::1 SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_REQUEST_URI, "INVITE example.net SIP/2.0\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_HEADER_NO_COLON, INVITE FIELDS CSEQ "no colon\r\n\r\n"},
    {LM_ANOMALY_SIP_HEADER_NO_COLON, INVITE FIELDS CSEQ "fold first\r\n : colon\r\n\r\n"},
    {LM_ANOMALY_SIP_HEADER_NAME, INVITE FIELDS CSEQ "a b: c\r\n\r\n"},
    {LM_ANOMALY_SIP_HEADER_NAME, INVITE FIELDS CSEQ ": c\r\n\r\n"},
    {LM_ANOMALY_SIP_HEADER_NAME, INVITE " folded: start\r\n" FIELDS CSEQ "\r\n"},
    {LM_ANOMALY_SIP_NO_END_OF_HEADERS, INVITE FIELDS CSEQ},
    {LM_ANOMALY_SIP_NO_END_OF_HEADERS, INVITE FIELDS "CSeq: 7 INVITE"},
    {LM_ANOMALY_SIP_NO_END_OF_HEADERS, INVITE FIELDS CSEQ "\r"},
    {LM_ANOMALY_SIP_NO_END_OF_HEADERS, "INVITE sip:b@example.net SIP/2.0"},
    {LM_ANOMALY_SIP_MISSING_HEADER, INVITE FIELDS "\r\n"},
    {LM_ANOMALY_SIP_DUPLICATE_HEADER, INVITE FIELDS CSEQ "t: sip:x@example.net\r\n\r\n"},
    {LM_ANOMALY_SIP_DUPLICATE_HEADER, INVITE FIELDS CSEQ "l: 0\r\nContent-Length: 0\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq: 2147483648 INVITE\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq: 36893488147419103232 INVITE\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq: INVITE\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq: 7\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq:\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ, INVITE FIELDS "CSeq: 7 INVITE x\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ_METHOD, INVITE FIELDS "CSeq: 7 invite\r\n\r\n"},
    {LM_ANOMALY_SIP_CSEQ_METHOD, INVITE FIELDS "CSeq: 7 BYE\r\n\r\n"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH, INVITE FIELDS CSEQ "Content-Length: -9\r\n\r\nbody"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH, INVITE FIELDS CSEQ "Content-Length:\r\n\r\nbody"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH, INVITE FIELDS CSEQ "Content-Length: 5000000000\r\n\r\nbody"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT, INVITE FIELDS CSEQ "Content-Length: 5\r\n\r\nbody"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT, INVITE FIELDS CSEQ "l: 4294967295\r\n\r\nbody"},
    {LM_ANOMALY_SIP_CONTENT_LENGTH_LONG, INVITE FIELDS CSEQ "Content-Length: 3\r\n\r\nbody"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via: SIP/2.0/UDP 192.0.2.1;;,;,,\r\n\r\n"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via: SIP/2.0 192.0.2.1\r\n\r\n"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via: SIP/2.0/UDP\r\n\r\n"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via: SIP/2.0/UDP a b\r\n\r\n"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via: SIP/2.0/UDP a:x\r\n\r\n"},
    {LM_ANOMALY_SIP_VIA, INVITE FIELDS CSEQ "Via:\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: sip:a@b?x=y\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: \"a\" <sip:a@b>;;;\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: < sip:a@b>\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: Bell, A <sip:a@b>\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: \"open <sip:a@b>\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: <sip:a@b\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: <sip:a@b> x\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact: nonsense\r\n\r\n"},
    {LM_ANOMALY_SIP_ADDRESS, INVITE FIELDS CSEQ "Contact:\r\n\r\n"},
    {LM_ANOMALY_SIP_TRUNCATED, "INVITE sip:b@exam"},
    {LM_ANOMALY_SIP_TRUNCATED, "REGISTER tel:+4930"},
};

static void
test_broken(void)
{
  Fixture f = {0};
  for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
    g_autofree char *shown = g_strescape(broken[i].text, NULL);
    g_test_message("%s", shown);
    g_assert_true(parse(&f, broken[i].text));
    g_assert_cmpuint(count(&f.message, broken[i].kind), ==, 1);
    g_assert_cmpuint(f.message.n_anomalies, ==, 1);
  }
  clear(&f);
}

static void
test_anomaly_range(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, INVITE FIELDS "CSeq: 7 BYE\r\n\r\n"));
  LmAnomaly a = f.message.anomalies[0];
  assert_text(lm_slice_sub(f.message.bytes, a.offset, a.len), "BYE");
  g_assert_true(parse(&f, INVITE FIELDS CSEQ "what\r\n\r\n"));
  a = f.message.anomalies[0];
  assert_text(lm_slice_sub(f.message.bytes, a.offset, a.len), "what");
  g_assert_true(parse(&f, INVITE FIELDS CSEQ "Content-Length: 3\r\n\r\nbody"));
  a = f.message.anomalies[0];
  assert_text(lm_slice_sub(f.message.bytes, a.offset, a.len), "y");
  for (int kind = 0; kind < LM_N_ANOMALIES; kind++) {
    g_assert_cmpstr(lm_anomaly_name((LmAnomalyKind)kind), !=, NULL);
    g_assert_cmpuint(strlen(lm_anomaly_text((LmAnomalyKind)kind)), >, 0);
    g_assert_nonnull(lm_anomaly_source((LmAnomalyKind)kind));
  }
  g_assert_true(lm_anomaly_is_error(LM_ANOMALY_SIP_CSEQ));
  g_assert_false(lm_anomaly_is_error(LM_ANOMALY_SIP_BRANCH));
  clear(&f);
}

static void
test_branch(void)
{
  static const char *const vias[] = {"SIP/2.0/UDP a", "SIP/2.0/UDP a;branch=1",
                                     "SIP/2.0/UDP a;branch=z9hG4bK", "SIP/2.0/UDP a;branch"};
  Fixture f = {0};
  for (size_t i = 0; i < G_N_ELEMENTS(vias); i++) {
    g_autofree char *text = g_strdup_printf(
        INVITE "Via: %s\r\nf: <sip:a@b>;tag=1\r\nt: sip:b@c\r\ni: 1\r\n" CSEQ "\r\n", vias[i]);
    g_assert_true(parse(&f, text));
    g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_BRANCH), ==, 1);
    g_assert_cmpuint(f.message.n_anomalies, ==, 1);
  }
  clear(&f);
}

static void
test_lf_lines(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, "SIP/2.0 200 OK\nv: SIP/2.0/UDP a;branch=z9hG4bK1\nf: <sip:a@b>;tag=1\n"
                          "t: <sip:a@b>\n ;tag=2\ni: x\nCSeq: 1 BYE\n\nbody"));
  g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_LF_LINES), ==, 1);
  g_assert_cmpuint(f.message.n_anomalies, ==, 1);
  assert_text(f.message.to_tag, "2");
  assert_text(f.message.body, "body");
  clear(&f);
}

static void
test_looks_like(void)
{
  static const char *const sip[] = {"INVITE sip:a SIP/2.0\r\n",
                                    "!x sip:a SIP/2.0",
                                    "INVITE SIP/2.0\r\n",
                                    "SIP/2.0 200 OK\r\n",
                                    "sip/3.14 200\r\n",
                                    "SIP/2.0 2",
                                    "SIP/2.0 ",
                                    "OPTIONS sip:a b SIP/2.0\r\n",
                                    "BYE sips:x",
                                    "MESSAGE tel:",
                                    "ACK urn:x:y SIP/2.0\n",
                                    "INVITE sip:a SIP/2.0/UDP\r\n",
                                    "SIP/2.0/UDP 200 OK\r\n"};
  static const char *const other[] = {"",
                                      " ",
                                      "\r\n",
                                      "\r\nINVITE sip:a SIP/2.0\r\n",
                                      "GET / HTTP/1.1\r\n",
                                      "HTTP/1.1 200 OK\r\n",
                                      "OPTIONS rtsp://a RTSP/1.0\r\n",
                                      "RTSP/1.0 200 OK\r\n",
                                      "hello world",
                                      "Protocol SIP/2.0\r\n",
                                      "SIP/2.0",
                                      "SIP/2.0 is a protocol\r\n",
                                      "SIP/2 200 OK\r\n",
                                      "SIP/2. 200 OK\r\n",
                                      "INVITE",
                                      "INVITE sip:a\r\n",
                                      "invite sip:a",
                                      "FOO sip:a",
                                      "INVITE http:a",
                                      "IN(VITE sip:a SIP/2.0\r\n",
                                      "INVITE sip:a SIP/2.0x\r\n",
                                      "INVITE sip:a\r\nSIP/2.0\r\n",
                                      "SIP/2.0 \r\n",
                                      "FOO sip:a SIP/2.0/UDP\r\n",
                                      "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n",
                                      "SIP/2.0/UDP host\r\n",
                                      "S",
                                      "SIP",
                                      "SIPS sip:a"};
  for (size_t i = 0; i < G_N_ELEMENTS(sip); i++)
    if (!lm_sip_looks_like(lm_slice_str(sip[i])))
      g_error("taken for something else: %s", sip[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(other); i++)
    if (lm_sip_looks_like(lm_slice_str(other[i])))
      g_error("taken for SIP: %s", other[i]);
  Fixture f = {0};
  g_assert_false(parse(&f, "GET / HTTP/1.1\r\n\r\n"));
  clear(&f);
}

static void
test_leading(void)
{
  g_assert_cmpuint(lm_sip_leading_crlf(LM_SLICE_LITERAL("\r\n\r\nINVITE")), ==, 4);
  g_assert_cmpuint(lm_sip_leading_crlf(LM_SLICE_LITERAL("")), ==, 0);
}

static void
test_header_names(void)
{
  for (int kind = 1; kind < LM_N_SIP_HEADERS; kind++) {
    const char *name = lm_sip_header_kind_name((LmSipHeaderKind)kind);
    g_assert_cmpuint(strlen(name), >, 1);
    g_autofree char *upper = g_ascii_strup(name, -1), *lower = g_ascii_strdown(name, -1);
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice_str(name)), ==, kind);
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice_str(upper)), ==, kind);
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice_str(lower)), ==, kind);
    upper[1] ^= 1;
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice_str(upper)), ==, LM_SIP_HEADER_OTHER);
  }
  static const char compact[] = "imelcfktvxor";
  static const LmSipHeaderKind kinds[] = {
      LM_SIP_HEADER_CALL_ID,         LM_SIP_HEADER_CONTACT,      LM_SIP_HEADER_CONTENT_ENCODING,
      LM_SIP_HEADER_CONTENT_LENGTH,  LM_SIP_HEADER_CONTENT_TYPE, LM_SIP_HEADER_FROM,
      LM_SIP_HEADER_SUPPORTED,       LM_SIP_HEADER_TO,           LM_SIP_HEADER_VIA,
      LM_SIP_HEADER_SESSION_EXPIRES, LM_SIP_HEADER_EVENT,        LM_SIP_HEADER_REFER_TO};
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    char upper = g_ascii_toupper(compact[i]);
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice(&compact[i], 1)), ==, kinds[i]);
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice(&upper, 1)), ==, kinds[i]);
  }
  static const char *const others[] = {"", "z", "1", "@", "[", "{", "Call\rID", "Call-ID2"};
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    g_assert_cmpint(lm_sip_header_parse_name(lm_slice_str(others[i])), ==, LM_SIP_HEADER_OTHER);
  for (int method = LM_SIP_METHOD_ACK; method < LM_SIP_METHOD_OTHER; method++)
    g_assert_cmpint(lm_sip_method_parse(lm_slice_str(lm_sip_method_name((LmSipMethod)method))), ==,
                    method);
  g_assert_cmpint(lm_sip_method_parse(LM_SLICE_LITERAL("invite")), ==, LM_SIP_METHOD_OTHER);
  g_assert_cmpint(lm_sip_method_parse(LM_SLICE_EMPTY), ==, LM_SIP_METHOD_NONE);
}

static void
test_stream(void)
{
  static const char text[] = INVITE FIELDS CSEQ "Content-Length: 1\r\n\r\nbody";
  Fixture f = {0};
  g_assert_true(parse_stream(&f, text, strlen(text), true));
  g_assert_cmpuint(f.message.n_anomalies, ==, 0);
  assert_text(f.message.body, "b");
  clear(&f);
}

/* Each cut and each broken byte of a message yields a message or nothing, never a read too far. */
static void
test_cuts(void)
{
  static const char text[] = INVITE FIELDS CSEQ "Contact: \"\\\"\" <sip:a@b>;q=1\r\n\r\n";
  Fixture f = {0};
  for (size_t cut = 0; cut < strlen(text); cut++)
    g_assert_cmpint(parse_stream(&f, text, cut, false), ==, cut >= strlen("INVITE sip:"));
  for (size_t at = 0; at < strlen(text); at++) {
    g_autofree char *copy = g_strdup(text);
    for (const char *c = "\r\n:\"<>;,= \t\\\377"; *c; c++) {
      copy[at] = *c;
      parse(&f, copy);
    }
  }
  clear(&f);
}

static void
run_parse(const char *text, size_t len)
{
  Fixture fixture = {0};
  g_assert_true(lm_sip_message_parse(lm_slice(text, len), false, &fixture.arena, &fixture.message));
  clear(&fixture);
}

/* Whatever is repeated. */
static void
test_linear(void)
{
  static const char *const parts[][3] = {
      {INVITE, "X-Y: z\r\n", "\r\n"},
      {INVITE, "no colon\r\n", "\r\n"},
      {INVITE "f: sip:a@b", ";a=\"\\\"", "\r\n\r\n"},
      {INVITE "f: sip:a@b", ";a", "\r\n\r\n"},
      {INVITE "m: ", "<sip:a>,", "\r\n\r\n"},
      {INVITE "v: ", "SIP/2.0/UDP a,", "\r\n\r\n"},
      {INVITE "v: ", "SIP/2.0/UDP \"a", "\r\n\r\n"},
      {INVITE "m: ", "<", "\r\n\r\n"},
      {INVITE "X: ", "\r\n ", "\r\n\r\n"},
      {INVITE, " ", "\r\n\r\n"},
      {"INVITE sip:", " ", " SIP/2.0\r\n\r\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(run_parse, parts[i][0], parts[i][1], parts[i][2]);
}

static void
test_many_headers(void)
{
  g_autoptr(GString) text = g_string_new(INVITE);
  for (uint32_t i = 0; i < LM_LIMIT_SIP_HEADERS + 100; i++)
    g_string_append_printf(text, "X-%u: %u\r\n", i, i);
  g_string_append(text, "\r\nbody");
  Fixture f = {0};
  g_assert_true(parse_stream(&f, text->str, text->len, false));
  g_assert_cmpuint(f.message.n_headers, ==, LM_LIMIT_SIP_HEADERS);
  g_assert_cmpuint(count(&f.message, LM_ANOMALY_SIP_TOO_MANY_HEADERS), ==, 1);
  assert_text(lm_sip_header_value(&f.message, &f.message.headers[4095]), "4095");
  assert_text(f.message.body, "body");
  clear(&f);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-message/request", test_request);
  g_test_add_func("/sip-message/response", test_response);
  g_test_add_func("/sip-message/spelling", test_spelling);
  g_test_add_func("/sip-message/broken", test_broken);
  g_test_add_func("/sip-message/anomaly-range", test_anomaly_range);
  g_test_add_func("/sip-message/branch", test_branch);
  g_test_add_func("/sip-message/lf-lines", test_lf_lines);
  g_test_add_func("/sip-message/looks-like", test_looks_like);
  g_test_add_func("/sip-message/leading", test_leading);
  g_test_add_func("/sip-message/header-names", test_header_names);
  g_test_add_func("/sip-message/stream", test_stream);
  g_test_add_func("/sip-message/cuts", test_cuts);
  g_test_add_func("/sip-message/linear", test_linear);
  g_test_add_func("/sip-message/many-headers", test_many_headers);
  return g_test_run();
}
