/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sip-packets.h"

#define SDP_HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

/* The events as lines "protocol label: detail (outcome)", with " xN" where one came again and " -"
 * where one has no call. */
static char *
events(void)
{
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < lm_trace_n_events(net->trace); i++) {
    const LmEvent *event = lm_trace_event(net->trace, i);
    g_string_append_printf(out, "%s%s %s: %s (%s)", i ? "\n" : "",
                           lm_event_protocol_name(event->protocol), event->label, event->detail,
                           lm_event_outcome_name(event->outcome));
    if (event->repeats)
      g_string_append_printf(out, " x%u", event->repeats + 1);
    if (event->call == LM_NONE)
      g_string_append(out, " -");
  }
  return g_string_free(out, FALSE);
}

static void
assert_events(const char *expected)
{
  g_autofree char *found = events();
  g_assert_cmpstr(found, ==, expected);
}

static void
offer(const char *media)
{
  g_autofree char *sdp = g_strconcat(SDP_HEAD, media, NULL);
  SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
}

/* A stream that is fed in pieces of @step bytes, the way TCP brings it. */
static void
stream(double at_ms, const char *src, const char *dst, uint32_t seq, const char *bytes, size_t len,
       size_t step)
{
  for (size_t at = 0; at < len; at += step)
    test_tcp(at_ms, src, dst, seq + (uint32_t)at, bytes + at, MIN(step, len - at));
}

#define STREAM(at_ms, src, dst, text, step) \
  stream((at_ms), (src), (dst), 0, (text), strlen(text), (step))

#define MSRP_A "192.0.2.1:7654"
#define MSRP_B "192.0.2.2:40000"
#define PATHS \
  "To-Path: msrp://A.example:7654/jshA7we;tcp\r\nFrom-Path: msrp://b.example:9/xyz;tcp\r\n"
#define SEND(tid, head, body, flag)                                                                \
  "MSRP " tid " SEND\r\n" PATHS "Message-ID: 8765\r\n" head "\r\n\r\n" body "\r\n-------" tid flag \
  "\r\n"

static void
test_msrp(void)
{
  offer("m=message 7654 TCP/MSRP *\r\na=accept-types:text/plain\r\n"
        "a=path:msrp://a.example:7654/jshA7we;tcp\r\n");
  STREAM(10, MSRP_B, MSRP_A,
         SEND("d93kswow", "Byte-Range: 1-5/5\r\nContent-Type: text/plain", "Hello",
              "$") SEND("d93kswox", "Byte-Range: 1-3/9\r\nContent-Type: text/plain", "abc", "+")
             SEND("d93kswoy", "Byte-Range: 4-9/9\r\nContent-Type: text/plain", "defghi", "$")
                 SEND("d93kswoz", "Content-Type: application/im-iscomposing+xml",
                      "<isComposing><state>active</state></isComposing>", "$")
                     SEND("d93kswpa", "Byte-Range: 1-*/*\r\nContent-Type: text/plain", "no", "#"),
         1000);
  STREAM(20, MSRP_A, MSRP_B,
         "MSRP d93kswow 200 OK\r\nTo-Path: msrp://b.example:9/xyz;tcp\r\n"
         "From-Path: msrp://a.example:7654/jshA7we;tcp\r\n-------d93kswow$\r\n"
         "MSRP d93kswox 413 Too much\r\nTo-Path: msrp://b.example:9/xyz;tcp\r\n"
         "From-Path: msrp://a.example:7654/jshA7we;tcp\r\n-------d93kswox$\r\n"
         "MSRP rep1 REPORT\r\nTo-Path: msrp://b.example:9/xyz;tcp\r\n"
         "From-Path: msrp://a.example:7654/jshA7we;tcp\r\nMessage-ID: 8765\r\n"
         "Byte-Range: 1-5/5\r\nStatus: 000 200 OK\r\n-------rep1$\r\n",
         7);
  assert_events("MSRP SEND: text/plain 1-5/5 'Hello' (note)\n"
                "MSRP SEND: text/plain 1-3/9 'abc' (note)\n"
                "MSRP SEND: text/plain 100 % of 9 B, 2 chunks (note)\n"
                "MSRP SEND: isComposing active (note)\n"
                "MSRP SEND: text/plain 1-*/* 'no', given up (warning)\n"
                "MSRP 200 OK: d93kswow (good)\n"
                "MSRP 413 Too much: d93kswox (failure)\n"
                "MSRP REPORT: 200 OK 1-5/5 (good)");
  g_assert_cmpuint(lm_trace_counters(net->trace)->msrp_messages, ==, 8);
}

/* A file in a hundred chunks is told at its beginning, at each quarter and at its end, and so are
 * the responses. */
static void
test_msrp_file(void)
{
  offer("m=message 7654 TCP/MSRP *\r\na=path:msrp://a.example:7654/jshA7we;tcp\r\n"
        "a=file-selector:name:\"my report.pdf\" type:application/pdf size:1000 "
        "hash:sha-1:72:24\r\n");
  uint32_t seq = 0, answered = 0;
  for (unsigned i = 0; i < 100; i++) {
    g_autofree char *send = g_strdup_printf(
        "MSRP chunk%03u SEND\r\n" PATHS "Message-ID: file\r\nByte-Range: %u-%u/1000\r\n"
        "Content-Type: application/pdf\r\n\r\n0123456789\r\n-------chunk%03u%c\r\n",
        i, i * 10 + 1, i * 10 + 10, i, i == 99 ? '$' : '+');
    g_autofree char *ok =
        g_strdup_printf("MSRP chunk%03u 200 OK\r\n" PATHS "-------chunk%03u$\r\n", i, i);
    stream(10 + i, MSRP_B, MSRP_A, seq, send, strlen(send), 100);
    stream(10 + i, MSRP_A, MSRP_B, answered, ok, strlen(ok), 1000);
    seq += (uint32_t)strlen(send);
    answered += (uint32_t)strlen(ok);
  }
  assert_events("MSRP SEND: file my report.pdf 1 % of 1.0 kB (note)\n"
                "MSRP 200 OK: chunk000 (good)\n"
                "MSRP 200 OK:  (good) x95\n"
                "MSRP SEND: file my report.pdf 25 % of 1.0 kB (note)\n"
                "MSRP 200 OK: chunk024 (good)\n"
                "MSRP SEND: file my report.pdf 50 % of 1.0 kB (note)\n"
                "MSRP 200 OK: chunk049 (good)\n"
                "MSRP SEND: file my report.pdf 75 % of 1.0 kB (note)\n"
                "MSRP 200 OK: chunk074 (good)\n"
                "MSRP SEND: file my report.pdf 100 % of 1.0 kB, 100 chunks (note)\n"
                "MSRP 200 OK: chunk099 (good)");
}

/* The chunk that lost a part ends at the next start line; what comes behind is read. */
static void
test_msrp_gap(void)
{
  const char *first =
      SEND("aaaa1", "Byte-Range: 1-10/10\r\nContent-Type: text/plain", "0123456789", "$");
  const char *second = SEND("aaaa2", "Byte-Range: 1-5/5\r\nContent-Type: text/plain", "Hello", "$");
  size_t len = strlen(first);
  stream(10, MSRP_B, MSRP_A, 0, first, len - 25, 1000);
  stream(20, MSRP_B, MSRP_A, (uint32_t)len, second, strlen(second), 1000);
  test_tcp_ack(30, MSRP_A, MSRP_B, (uint32_t)(len + strlen(second)));
  test_net_finish();
  g_autofree char *found = events();
  g_assert_nonnull(strstr(found, "'Hello'"));
  g_assert_nonnull(strstr(found, "end-line"));
}

/* Each message of WebSocket is one of MSRP (RFC 7977). */
static void
test_msrp_websocket(void)
{
  offer("m=message 7654 TCP/WS/MSRP *\r\na=path:msrp://a.example:7654/jshA7we;ws\r\n");
  const char *get = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "Sec-WebSocket-Protocol: msrp\r\nSec-WebSocket-Version: 13\r\n\r\n";
  const char *ok = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                   "Sec-WebSocket-Protocol: msrp\r\n\r\n";
  const char *send = SEND("aaaa1", "Byte-Range: 1-5/5\r\nContent-Type: text/plain", "Hello", "$");
  g_autoptr(GByteArray) frame = g_byte_array_new();
  const uint8_t head[] = {0x82, 0x80 | 126, 0, (uint8_t)strlen(send), 0, 0, 0, 0};
  g_byte_array_append(frame, head, sizeof head);
  g_byte_array_append(frame, (const uint8_t *)send, (guint)strlen(send));
  g_assert_cmpuint(strlen(send), <, 256);
  STREAM(10, MSRP_B, MSRP_A, get, 1000);
  STREAM(20, MSRP_A, MSRP_B, ok, 1000);
  stream(30, MSRP_B, MSRP_A, (uint32_t)strlen(get), (const char *)frame->data, frame->len, 1000);
  g_autofree char *found = events();
  g_assert_nonnull(strstr(found, "MSRP SEND: text/plain 1-5/5 'Hello' (note)"));
  g_assert_null(strstr(found, "'Hello' (note) -"));
}

/* A relay asks for credentials (RFC 4976, 5.1), which is no failure. */
static void
test_msrp_challenge(void)
{
  STREAM(10, MSRP_B, MSRP_A, "MSRP 49fh AUTH\r\n" PATHS "-------49fh$\r\n", 1000);
  STREAM(20, MSRP_A, MSRP_B,
         "MSRP 49fh 401 Unauthorized\r\n" PATHS
         "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n-------49fh$\r\n",
         1000);
  assert_events("MSRP AUTH:  (note) -\nMSRP 401 Unauthorized: 49fh (note) -");
}

#define FAX_A "192.0.2.1:4000"
#define FAX_B "192.0.2.2:4002"
#define UDP(at_ms, src, dst, ...)                                 \
  test_udp((at_ms), (src), (dst), (const uint8_t[]){__VA_ARGS__}, \
           sizeof((const uint8_t[]){__VA_ARGS__}))

static void
test_fax(void)
{
  offer("m=image 4000 udptl t38\r\na=T38FaxVersion:0\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n");
  UDP(10, FAX_B, FAX_A, 0, 0, 1, 0x04, 0, 0);          /* CED */
  UDP(20, FAX_B, FAX_A, 0, 1, 1, 0x04, 0, 1, 1, 0x04); /* again */
  UDP(30, FAX_B, FAX_A, 0, 2, 1, 0x06, 0, 0);          /* preamble */
  UDP(40, FAX_B, FAX_A, 0, 3, 8, 0xc0, 1, 0x80, 0, 2, 0xff, 0xc8, 0x01, 0, 0);
  UDP(40, FAX_B, FAX_A, 0, 3, 8, 0xc0, 1, 0x80, 0, 2, 0xff, 0xc8, 0x01, 0, 0); /* a copy */
  UDP(50, FAX_B, FAX_A, 0, 4, 3, 0xc0, 1, 0x40, 0, 0); /* FCS OK and end: a DIS */
  /* Packets 5 and 6 are lost; 6, an MCF, comes as a copy in 7. */
  UDP(60, FAX_B, FAX_A, 0, 7, 1, 0x00, 0, 1, 9, 0xc0, 2, 0x80, 0, 2, 0xff, 0xc8, 0x31, 0x40);
  /* An image. */
  UDP(70, FAX_B, FAX_A, 0, 8, 9, 0xc8, 1, 0xe0, 0, 3, 1, 2, 3, 4, 0, 0);
  UDP(80, FAX_B, FAX_A, 0, 9, 3, 0xc8, 1, 0x70, 0, 0);
  /* A frame whose checksum is wrong. */
  UDP(90, FAX_B, FAX_A, 0, 10, 9, 0xc0, 2, 0x80, 0, 2, 0xff, 0xc8, 0x5f, 0x50, 0, 0);
  assert_events("T.38 CED:  (note)\n"
                "T.38 V.21 preamble:  (note)\n"
                "T.38 DIS:  (note)\n"
                "T.38 MCF:  (good)\n"
                "T.38 lost packet recovered:  (note)\n"
                "T.38 packet lost:  (warning)\n"
                "T.38 image data: V.29 9600, 4 B (note)\n"
                "T.38 DCN: damaged (warning)");
  g_assert_cmpuint(lm_trace_counters(net->trace)->protocols[LM_EVENT_T38], ==, 10);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 0);
}

/* Ports are used again: a second fax counts its packets from 0 too, and none of them came before.
 */
static void
test_fax_next_call(void)
{
  const char *image = SDP_HEAD "m=image 4000 udptl t38\r\n";
  SIP(0, ALICE, BOB, "INVITE", .call_id = "one", .sdp = image);
  for (uint8_t i = 0; i < 20; i++)
    UDP(10 + i, FAX_B, FAX_A, 0, i, 1, 0x04, 0, 0);
  SIP(1000, ALICE, BOB, "INVITE", .call_id = "two", .sdp = image);
  UDP(1010, FAX_B, FAX_A, 0, 0, 1, 0x04, 0, 0);
  UDP(1020, FAX_B, FAX_A, 0, 1, 1, 0x06, 0, 0);
  assert_events("T.38 CED:  (note)\nT.38 CED:  (note)\nT.38 V.21 preamble:  (note)");
  g_assert_cmpuint(test_call("two")->n_events, ==, 2);
}

/* What does not fit is said; what fits in no way at all is something else. */
static void
test_fax_malformed(void)
{
  offer("m=image 4000 udptl t38\r\n");
  UDP(10, FAX_B, FAX_A, 0, 0, 1, 0x04, 0);          /* nothing behind the choice */
  UDP(20, FAX_B, FAX_A, 0, 1, 2, 0x05, 0x06, 0, 0); /* no packet of T.38 */
  UDP(30, FAX_B, FAX_A, 0, 2, 2, 0x05, 0x06, 0);
  assert_events("T.38 malformed packet: Lengths in the fax packet do not fit (warning)\n"
                "T.38 CED:  (note)\n"
                "T.38 malformed packet: Fields of the fax packet do not fit its length (warning)");
}

/* Parity over one packet each: a single packet that is missing comes back, two do not. */
static void
test_fax_parity(void)
{
  offer("m=image 4000 udptl t38\r\na=T38FaxUdpEC:t38UDPFEC\r\n");
  UDP(10, FAX_B, FAX_A, 0, 0, 1, 0x04, 0x80, 1, 1, 1, 1, 9);
  UDP(20, FAX_B, FAX_A, 0, 2, 1, 0x06, 0x80, 1, 1, 1, 1, 9); /* over packet 1 */
  UDP(30, FAX_B, FAX_A, 0, 5, 1, 0x02, 0x80, 1, 1, 1, 1, 9); /* over packet 4 */
  assert_events("T.38 CED:  (note)\n"
                "T.38 lost packet recovered:  (note) x2\n"
                "T.38 V.21 preamble:  (note)\n"
                "T.38 packet lost:  (warning)\n"
                "T.38 CNG:  (note)");
}

/* Fax in TPKT over TCP, and what nobody announced. */
static void
test_fax_tcp(void)
{
  offer("m=image 4000 tcp t38\r\n");
  static const char bytes[] = "\x03\0\0\x05\x04\x03\0\0\x05\x06";
  stream(10, FAX_B, FAX_A, 0, bytes, sizeof bytes - 1, 5);
  UDP(20, "192.0.2.9:9", "192.0.2.8:8", 0, 0, 1, 0x04, 0, 0);
  assert_events("T.38 CED:  (note)\nT.38 V.21 preamble:  (note)");
}

/* In RTP (RFC 4612): told when the capture ends. */
static void
test_fax_rtp(void)
{
  offer("m=audio 4000 RTP/AVP 98\r\na=rtpmap:98 t38/8000\r\n");
  static const uint8_t packets[][6] = {{0x04}, {0x06}, {0x06}, {0x02}};
  for (uint8_t i = 0; i < 4; i++)
    UDP(10 + 20 * i, FAX_B, FAX_A, 0x80, 98, 0, i, 0, 0, 0, i, 1, 2, 3, 4, packets[i][0]);
  test_net_finish();
  assert_events("T.38 CED:  (note)\nT.38 V.21 preamble:  (note)\nT.38 CNG:  (note)");
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
}

static void
test_bfcp(void)
{
  static const uint8_t request[] = {0x20, 1, 0, 1, 0, 0, 0, 7, 0, 3, 0, 5, 5, 4, 0, 2};
  static const uint8_t granted[] = {0x20, 4,    0,    5, 0, 0,          0,     7, 0,   3,         0,
                                    5,    0x1f, 20,   0, 9, 18 * 2 + 1, 8,     0, 9,   5 * 2 + 1, 4,
                                    3,    0,    0x23, 8, 0, 2,          9 * 2, 4, 'o', 'k'};
  offer("m=application 50000 TCP/BFCP *\r\na=setup:passive\r\n"
        "m=application 50002 UDP/BFCP *\r\n");
  stream(10, BOB_MEDIA, "192.0.2.1:50000", 0, (const char *)request, sizeof request, 1000);
  stream(20, "192.0.2.1:50000", BOB_MEDIA, 0, (const char *)granted, sizeof granted, 1000);
  UDP(30, BOB_MEDIA, "192.0.2.1:50002", 0x40, 11, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1);
  /* The same where it was not announced. */
  UDP(30, BOB_MEDIA, "192.0.2.1:50004", 0x40, 11, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1);
  assert_events(
      "BFCP FloorRequest: conference 7, user 5, floor 2 (note)\n"
      "BFCP FloorRequestStatus: conference 7, user 5, floor 2, request 9, Granted (good)\n"
      "BFCP Hello: conference 1, user 1 (note)");
}

static void
test_mrcp(void)
{
  offer("m=application 9 TCP/MRCPv2 1\r\na=setup:active\r\na=resource:speechrecog\r\n"
        "a=channel:32AECB@speechrecog\r\n");
#define CHANNEL "Channel-Identifier: 32AECB@speechrecog\r\n"
  STREAM(10, "192.0.2.1:40001", "192.0.2.9:1544",
         "MRCP/2.0 72 RECOGNIZE 543257\r\n" CHANNEL "\r\n"
         "MRCP/2.0 67 STOP 543258\r\n" CHANNEL "\r\n",
         10);
  STREAM(20, "192.0.2.9:1544", "192.0.2.1:40001",
         "MRCP/2.0 78 543257 200 IN-PROGRESS\r\n" CHANNEL "\r\n"
         "MRCP/2.0 125 RECOGNITION-COMPLETE 543257 COMPLETE\r\n"
         "Completion-Cause: 001 no-match\r\n" CHANNEL "\r\n",
         1000);
  assert_events("MRCP RECOGNIZE: 543257, 32AECB@speechrecog (note)\n"
                "MRCP STOP: 543258, 32AECB@speechrecog (note)\n"
                "MRCP 200 IN-PROGRESS: 543257, 32AECB@speechrecog (good)\n"
                "MRCP RECOGNITION-COMPLETE: 543257, COMPLETE, 001 no-match, 32AECB@speechrecog "
                "(warning)");
}

static void
put_avp(GByteArray *out, uint32_t code, bool tgpp, const void *value, uint32_t len)
{
  uint32_t total = len + (tgpp ? 12 : 8);
  const uint8_t head[] = {(uint8_t)(code >> 24),
                          (uint8_t)(code >> 16),
                          (uint8_t)(code >> 8),
                          (uint8_t)code,
                          tgpp ? 0xc0 : 0x40,
                          0,
                          (uint8_t)(total >> 8),
                          (uint8_t)total,
                          0,
                          0,
                          0x28,
                          0xaf};
  g_byte_array_append(out, head, tgpp ? 12 : 8);
  g_byte_array_append(out, value, len);
  g_byte_array_append(out, (const uint8_t *)"\0\0\0", (4 - len % 4) % 4);
}

/* A message about @identity, or an answer with @result. */
static void
diameter(double at_ms, const char *src, const char *dst, uint32_t seq, uint32_t command,
         const char *identity, uint32_t result)
{
  g_autoptr(GByteArray) out = g_byte_array_new();
  const uint8_t head[20] = {1,
                            0,
                            0,
                            0,
                            identity ? 0xc0 : 0x40,
                            0,
                            (uint8_t)(command >> 8),
                            (uint8_t)command,
                            1,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            (uint8_t)command,
                            0,
                            0,
                            0,
                            9};
  g_byte_array_append(out, head, sizeof head);
  put_avp(out, 263, false, "s;1", 3);
  if (identity)
    put_avp(out, 601, true, identity, (uint32_t)strlen(identity));
  const uint8_t code[] = {0, 0, (uint8_t)(result >> 8), (uint8_t)result};
  if (result)
    put_avp(out, 268, false, code, 4);
  out->data[3] = (uint8_t)out->len;
  stream(at_ms, src, dst, seq, (const char *)out->data, out->len, 40);
}

static void
test_diameter(void)
{
#define ICSCF "192.0.2.5:40002"
#define HSS "192.0.2.9:3868"
  SIP(0, ALICE, BOB, "INVITE");
  g_autofree char *callee = g_strdup_printf("sip:%s", "bob@example.com");
  diameter(10, ICSCF, HSS, 0, 302, callee, 0);
  diameter(20, HSS, ICSCF, 0, 302, NULL, 2001);
  assert_events("Diameter LIR: Cx sip:bob@example.com (note)\n"
                "Diameter LIA: Cx sip:bob@example.com 2001 DIAMETER_SUCCESS (good)");
  test_net_reset();
  /* What was long ago is not what it is about. */
  SIP(0, ALICE, BOB, "INVITE");
  diameter(70000, ICSCF, HSS, 0, 302, callee, 0);
  assert_events("Diameter LIR: Cx sip:bob@example.com (note) -");
  test_net_reset();
  /* The registration of a user goes with his registration, calls with his call. */
  SIP(0, ALICE, BOB, "INVITE");
  SIP(5, ALICE, BOB, "REGISTER", .call_id = "r");
  diameter(10, ICSCF, HSS, 0, 302, "BOB@example.com", 0);
  g_assert_true(lm_trace_call(net->trace, lm_trace_event(net->trace, 0)->call) == test_call(NULL));
  diameter(20, ICSCF, HSS, 60, 300, callee, 0);
  g_assert_true(lm_trace_call(net->trace, lm_trace_event(net->trace, 1)->call) == test_call("r"));
  test_net_reset();
  /* Neither somebody else nor a part of a name. */
  SIP(0, ALICE, BOB, "INVITE");
  diameter(10, ICSCF, HSS, 0, 302, "sip:ob@example.com", 0);
  diameter(20, HSS, ICSCF, 0, 302, NULL, 5012);
  assert_events("Diameter LIR: Cx sip:ob@example.com (note) -\n"
                "Diameter LIA: Cx sip:ob@example.com 5012 DIAMETER_UNABLE_TO_COMPLY (failure) -");
}

static void
test_named(void)
{
  static const uint8_t mini[20] = {0, 4, 1, 2};
  uint8_t voice[32] = {0x80, 4, 0, 9, 0, 0, 0, 1, 1, 2, 2, 4};
  const char *crcx = "CRCX 1 aaln/1@gw MGCP 1.0\r\n", *ok = "200 1 OK\r\n";
  test_udp(0, "192.0.2.1:2727", "192.0.2.2:2427", crcx, strlen(crcx));
  test_udp(1, "192.0.2.2:2427", "192.0.2.1:2727", ok, strlen(ok));
  /* Full frames of IAX2 have the first bits of RTP; that they are sent again does not make them
   * that. */
  for (unsigned i = 0; i < 20; i++) {
    voice[3] = (uint8_t)(9 + i);
    test_udp(10 + i, "192.0.2.1:4569", "192.0.2.2:4569", voice, sizeof voice);
    test_udp(10 + i, "192.0.2.1:4569", "192.0.2.2:4569", mini, sizeof mini);
  }
  static const char h323[] = "\x03\0\0\x0a\x08\x02\x77\xf4\x05\x04\x03\0\0\x0a\x08\x02\x77\xf4\x5a";
  stream(50, "192.0.2.1:40003", "192.0.2.2:1720", 0, h323, sizeof h323, 10);
  STREAM(60, "192.0.2.1:40004", "192.0.2.2:554", "OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n",
         1000);
  /* Media between messages of RTSP is found and measured, also where a frame spans segments. */
  g_autoptr(GByteArray) film = g_byte_array_new();
  const char *answer = "RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  g_byte_array_append(film, (const uint8_t *)answer, (guint)strlen(answer));
  for (uint8_t i = 0; i < 10; i++) {
    const uint8_t rtp[] = {'$', 0, 0, 16, 0x80, 33, 0, i, 0, 0, 0, i, 1, 2, 3, 4, 9, 9, 9, 9};
    g_byte_array_append(film, rtp, sizeof rtp);
  }
  stream(70, "192.0.2.2:554", "192.0.2.1:40004", 0, (const char *)film->data, film->len, 70);
  assert_events("MGCP CRCX: aaln/1@gw (note) -\n"
                "MGCP 200: OK (note) -\n"
                "IAX voice:  (note) x20 -\n"
                "H.323 H.225 SETUP:  (note) -\n"
                "H.323 H.225 RELEASE COMPLETE:  (note) -\n"
                "RTSP OPTIONS: rtsp://h/ (note) -\n"
                "RTSP 200 OK:  (note) -");
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->protocols[LM_EVENT_IAX], ==, 40);
  g_assert_cmpuint(counters->protocols[LM_EVENT_H323], ==, 2);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, 10);
}

/* Announced again and again, and rejected: nothing grows, and a port of 0 announces nothing. */
static void
test_announcements(void)
{
  offer("m=image 0 udptl t38\r\n");
  UDP(10, FAX_B, FAX_A, 0, 0, 1, 0x04, 0, 0);
  assert_events("");
  for (unsigned i = 0; i < 100; i++)
    offer("m=image 4000 udptl t38\r\nm=audio 9 RTP/AVP 0\r\n");
  UDP(10, FAX_B, FAX_A, 0, 0, 1, 0x04, 0, 0);
  assert_events("T.38 CED:  (note)");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/others/msrp", test_msrp},
      {"/others/msrp-file", test_msrp_file},
      {"/others/msrp-gap", test_msrp_gap},
      {"/others/msrp-websocket", test_msrp_websocket},
      {"/others/msrp-challenge", test_msrp_challenge},
      {"/others/fax", test_fax},
      {"/others/fax-next-call", test_fax_next_call},
      {"/others/fax-malformed", test_fax_malformed},
      {"/others/fax-parity", test_fax_parity},
      {"/others/fax-tcp", test_fax_tcp},
      {"/others/fax-rtp", test_fax_rtp},
      {"/others/bfcp", test_bfcp},
      {"/others/mrcp", test_mrcp},
      {"/others/diameter", test_diameter},
      {"/others/named", test_named},
      {"/others/announcements", test_announcements},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
