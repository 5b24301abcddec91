/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/detail.h"
#include "base/limits.h"
#include "base/text.h"
#include "linear.h"

#include <glib.h>

/* The tree as text: a line a node, two spaces a level. */
static void
dump(const LmDetail *node, int level, LmText *text)
{
  g_assert_cmpint(level, <, 10);
  lm_text_printf(text, "%*s%s%s", level * 2, "", node->anomaly ? "! " : "", node->name);
  lm_text_add_str(text, "=");
  lm_text_add_safe(text, node->value, false);
  lm_text_add_str(text, "\n");
  for (const LmDetail *child = node->first_child; child; child = child->next)
    dump(child, level + 1, text);
}

static uint32_t
check(const LmDetail *node, size_t len)
{
  uint32_t n = 1;
  g_assert_cmpuint((uint64_t)node->offset + node->len, <=, len);
  for (const LmDetail *child = node->first_child; child; child = child->next) {
    n += check(child, len);
    if (!child->next)
      g_assert_true(child == node->last_child);
  }
  return n;
}

static char *
tree_of(const char *bytes)
{
  static LmSipMessage message;
  LmArena arena = LM_ARENA_INIT;
  size_t len = strlen(bytes);
  g_autofree char *exact = g_memdup2(bytes, len ? len : 1);
  g_assert_true(lm_sip_message_parse(lm_slice(exact, len), false, &arena, &message));
  const LmDetail *root = lm_detail_sip(&message, &arena);
  check(root, len);
  LmText text = LM_TEXT_INIT;
  for (const LmDetail *child = root->first_child; child; child = child->next)
    dump(child, 0, &text);
  char *copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  lm_arena_clear(&arena);
  return copy;
}

static const char request_tree[] =
    "Request line=INVITE sip:b@example.net:5070;lr?a=b SIP/2.0\n"
    "  Method=INVITE\n"
    "    ! A request that begins a dialog does not have exactly one Contact=RFC 3261, 8.1.1.8\n"
    "    ! A request has no Max-Forwards=RFC 3261, 8.1.1.6\n"
    "  URI=sip:b@example.net:5070;lr?a=b\n"
    "    Scheme=sip\n"
    "    User=b\n"
    "    Host=example.net\n"
    "    Port=5070\n"
    "    lr=\n"
    "    a=b\n"
    "    ! The request URI is malformed: empty, in angle brackets, or with white space="
    "RFC 3261, 7.1\n"
    "v=SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bK1;rport, SIP/2.0/TCP c;branch=x\n"
    "  Long name=Via\n"
    "  Value=SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bK1;rport\n"
    "    Transport=UDP\n"
    "    Host=[2001:db8::1]\n"
    "    Port=5062\n"
    "    branch=z9hG4bK1\n"
    "    rport=\n"
    "  Value=SIP/2.0/TCP c;branch=x\n"
    "    Transport=TCP\n"
    "    Host=c\n"
    "    branch=x\n"
    "From=\"A\" <sip:a@example.net>;tag=f\n"
    "  Display name=A\n"
    "  URI=sip:a@example.net\n"
    "    Scheme=sip\n"
    "    User=a\n"
    "    Host=example.net\n"
    "  tag=f\n"
    "To=<tel:+1>\n"
    "  URI=tel:+1\n"
    "    Scheme=tel\n"
    "    User=+1\n"
    "Call-ID=i\n"
    "CSeq=7 INVITE\n"
    "  Sequence number=7\n"
    "  Method=INVITE\n"
    "s=hello\n"
    "  Long name=Subject\n"
    "! A header line has no colon=RFC 3261, 7.3.1\n"
    "Proxy-Authorization=Digest realm=\"a,b\", nc=00000001\n"
    "  Scheme=Digest\n"
    "  realm=\"a,b\"\n"
    "  nc=00000001\n"
    "  Missing parameter=username\n"
    "  Missing parameter=nonce\n"
    "  Missing parameter=uri\n"
    "  Missing parameter=response\n"
    "  ! A parameter that has to be there is missing=RFC 3261, 25.1\n"
    "Content-Type=application/sdp;x=y\n"
    "  Media type=application/sdp\n"
    "  x=y\n"
    "Body=v=0\\x0d\\x0ao=- 1 2 IN IP4 192.0.2.1\\x0d\\x0ac=IN IP4 192.0.2.1\\x0d\\x0a"
    "m=audio 4000 RTP/AVP 0 96\\x0d\\x0aa=rtpmap:96 opus/48000/2\\x0d\\x0aa=ptime:x\\x0d\\x0a"
    "q\\x0d\\x0a\n"
    "  Protocol version=0\n"
    "  ! One of the lines v=, o=, s= and t= is missing=RFC 8866, 5\n"
    "  Origin=- 1 2 IN IP4 192.0.2.1\n"
    "    User name=-\n"
    "    Session ID=1\n"
    "    Session version=2\n"
    "    Network type=IN\n"
    "    Address type=IP4\n"
    "    Address=192.0.2.1\n"
    "  Connection=IN IP4 192.0.2.1\n"
    "    Network type=IN\n"
    "    Address type=IP4\n"
    "    Address=192.0.2.1\n"
    "  Media=audio 4000 RTP/AVP 0 96\n"
    "    Kind=audio\n"
    "    Port=4000\n"
    "    Protocol=RTP/AVP\n"
    "    Formats=0 96\n"
    "    Static payload type=0 PCMU/8000\n"
    "    Attribute=rtpmap:96 opus/48000/2\n"
    "      Name=rtpmap\n"
    "      Defined in=RFC 8866, 6.6\n"
    "      Payload type=96\n"
    "      Encoding=opus/48000/2\n"
    "        Name=opus\n"
    "        Clock rate=48000\n"
    "        Channels=2\n"
    "    Attribute=ptime:x\n"
    "      Name=ptime\n"
    "      Defined in=RFC 8866, 6.4\n"
    "      Milliseconds=x\n"
    "        ! An attribute (a=) is malformed=RFC 8866, 6\n"
    "    Unknown line=q\n"
    "      ! A line is not a letter, an equals sign and a value=RFC 8866, 5\n";

static void
test_request(void)
{
  g_autofree char *tree =
      tree_of("INVITE sip:b@example.net:5070;lr?a=b SIP/2.0\r\n"
              "v: SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bK1;rport, SIP/2.0/TCP c;branch=x\r\n"
              "From: \"A\" <sip:a@example.net>;tag=f\r\nTo: <tel:+1>\r\nCall-ID: i\r\n"
              "CSeq: 7 INVITE\r\ns: hello\r\nnonsense\r\n"
              "Proxy-Authorization: Digest realm=\"a,b\", nc=00000001\r\n"
              "Content-Type: application/sdp;x=y\r\n\r\n"
              "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\n"
              "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\na=ptime:x\r\nq\r\n");
  g_assert_cmpstr(tree, ==, request_tree);
}

static void
test_response(void)
{
  g_autofree char *tree = tree_of("SIP/2.0 487 Gone away\r\nRAck: 5 7 INVITE\r\n\r\n");
  g_assert_cmpstr(tree, ==,
                  "Status line=SIP/2.0 487 Gone away\n"
                  "  Missing header=Via\n"
                  "  Missing header=From\n"
                  "  Missing header=To\n"
                  "  Missing header=Call-ID\n"
                  "  Missing header=CSeq\n"
                  "  Status=487\n"
                  "  Reason phrase=Gone away\n"
                  "  Meaning=Request Terminated (RFC 3261)\n"
                  "  ! A header that every message must have is missing=RFC 3261, 8.1.1\n"
                  "  ! A header that every message must have is missing=RFC 3261, 8.1.1\n"
                  "  ! A header that every message must have is missing=RFC 3261, 8.1.1\n"
                  "  ! A header that every message must have is missing=RFC 3261, 8.1.1\n"
                  "  ! A header that every message must have is missing=RFC 3261, 8.1.1\n"
                  "RAck=5 7 INVITE\n"
                  "  Response number=5\n"
                  "  Sequence number=7\n"
                  "  Method=INVITE\n");
}

static void
test_multipart(void)
{
  g_autofree char *tree = tree_of("INFO sip:b SIP/2.0\r\nc: multipart/mixed;boundary=b\r\n\r\n"
                                  "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--");
  g_assert_nonnull(strstr(tree, "\n  Part=application/sdp\n    Content-Type=application/sdp\n"
                                "    Body=v=0\n      Protocol version=0\n"));
}

/* The claims of a PASSporT (RFC 8224, 4) stand below it, at the bytes of their part. */
static void
test_passport(void)
{
  g_autofree char *tree =
      tree_of("INVITE sip:b SIP/2.0\r\nIdentity: eyJ0eXAiOiJwYXNzcG9ydCJ9.eyJpYXQiOjF9.c2ln"
              ";info=<https://a.example/b.cer>;ppt=shaken\r\n\r\n");
  g_assert_nonnull(strstr(tree, "\n  PASSporT=eyJ0eXAiOiJwYXNzcG9ydCJ9.eyJpYXQiOjF9.c2ln\n"
                                "    Header={\"typ\":\"passport\"}\n"
                                "      typ=passport\n"
                                "    Payload={\"iat\":1}\n"
                                "      iat=1\n"
                                "        Time=1970-01-01T00:00:01.000000000Z\n"
                                "    Signature=c2ln\n"));
}

/* What is wrong with the body, without what is wrong with the headers. */
static void
test_anomalies(void)
{
  static const char text[] = "INFO sip:b SIP/2.0\r\nnonsense\r\n"
                             "Content-Type: multipart/mixed;boundary=b\r\n\r\n"
                             "--b\r\nContent-Type: text/xml\r\n\r\n<a>\r\n";
  LmSipMessage *message = g_new(LmSipMessage, 1);
  LmArena arena = LM_ARENA_INIT;
  LmAnomaly found[8];
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, &arena, message));
  const LmDetail *root = lm_detail_sip(message, &arena);
  g_assert_cmpuint(lm_detail_anomalies(root, message->body_offset, found, 8), ==, 2);
  g_assert_cmpuint(found[0].kind, ==, LM_ANOMALY_BODY_XML);
  g_assert_cmpuint(found[1].kind, ==, LM_ANOMALY_BODY_NO_END);
  g_assert_cmpuint(lm_detail_anomalies(root, message->body_offset, found, 1), ==, 1);
  g_assert_cmpuint(lm_detail_anomalies(root, 0, found, 8), >, 2);
  lm_arena_clear(&arena);
  g_free(message);
}

static void
run_detail(const char *text, size_t len)
{
  LmSipMessage *message = g_new(LmSipMessage, 1);
  LmArena arena = LM_ARENA_INIT;
  g_assert_true(lm_sip_message_parse(lm_slice(text, len), false, &arena, message));
  const LmDetail *root = lm_detail_sip(message, &arena);
  g_assert_cmpuint(check(root, len), <=, LM_LIMIT_DETAIL_NODES + LM_LIMIT_SIP_ANOMALIES + 64);
  lm_arena_clear(&arena);
  g_free(message);
}

static void
test_linear(void)
{
  static const char *const parts[][3] = {
      {"INFO sip:b SIP/2.0\r\n", "X: y\r\n", "\r\n"},
      {"INFO sip:b SIP/2.0\r\nf: sip:a", ";a=b", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nm: sip:a", ",sip:a", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nVia: a", ",;", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nc: application/sdp\r\n\r\n", "a=b:c\n", ""},
      {"INFO sip:b SIP/2.0\r\nc: application/sdp\r\n\r\n", "m=audio 1 RTP/AVP 0 8 9\n", ""},
      {"INFO sip:b SIP/2.0\r\nc: application/sdp\r\n\r\n", "x\n", ""},
      {"INFO sip:b SIP/2.0\r\nc: application/sdp\r\n\r\nm=audio 1 RTP/AVP", " 0", "\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(run_detail, parts[i][0], parts[i][1], parts[i][2]);
}

/* The token of an Identity header is opened, and its dates are told (RFC 8225, 5). */
static void
test_identity(void)
{
  g_autofree char *tree = tree_of(
      "OPTIONS sip:b@example.net SIP/2.0\r\n"
      "Identity: eyJhbGciOiJFUzI1NiJ9.eyJhdHRlc3QiOiJBIiwiaWF0IjoxNDQzMjA4MzQ1fQ.c2ln;alg=ES256\r\n"
      "\r\n");
  g_assert_nonnull(strstr(tree, "    Payload="));
  g_assert_nonnull(strstr(tree, "      attest=A\n"));
  g_assert_nonnull(strstr(tree, "        Time=2015-09-25T19:12:25.000000000Z\n"));
  g_assert_nonnull(strstr(tree, "  alg=ES256\n"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/detail/identity", test_identity);
  g_test_add_func("/detail/request", test_request);
  g_test_add_func("/detail/response", test_response);
  g_test_add_func("/detail/multipart", test_multipart);
  g_test_add_func("/detail/passport", test_passport);
  g_test_add_func("/detail/anomalies", test_anomalies);
  g_test_add_func("/detail/linear", test_linear);
  return g_test_run();
}
