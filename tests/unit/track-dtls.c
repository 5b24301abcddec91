/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes of DTLS and ZRTP as events, certificates beside the fingerprints of the SDP, and
 * streams that are SRTP from then on. */

#include "stun-packets.h"

#define A "192.0.2.1:7000"
#define B "192.0.2.2:7002"
#define RANDOM32 "0123456789abcdef0123456789abcdef"
#define PROFILE "SRTP_AEAD_AES_128_GCM"

/* SHA-256 of "abc" (FIPS 180-2, B.1), which stands for a certificate here. */
#define ABC                                                                                       \
  "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:" \
  "AD"

#define CLIENT_HELLO "\xfe\xfd" RANDOM32 "\0\0\0\2\xc0\x2b\1\0\0\x09\0\x0e\0\5\0\2\0\7\0"
#define SERVER_HELLO "\xfe\xfd" RANDOM32 "\0\xc0\x2b\0\0\x09\0\x0e\0\5\0\2\0\7\0"
#define CERTIFICATE "\0\0\6\0\0\3abc"

/* Adds a record; returns where the next one goes. */
static uint8_t *
put_record(uint8_t *at, uint8_t type, uint8_t epoch, const void *fragment, size_t len)
{
  const uint8_t head[13] = {
      type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, (uint8_t)(len >> 8), (uint8_t)len};
  memcpy(at, head, sizeof head);
  memcpy(at + sizeof head, fragment, len);
  return at + sizeof head + len;
}

static uint8_t *
put_part(uint8_t *at, uint8_t type, const void *message, size_t len, size_t from, size_t part)
{
  uint8_t bytes[256] = {type, 0, 0, (uint8_t)len, 0, 1, 0, 0, (uint8_t)from, 0, 0, (uint8_t)part};
  memcpy(bytes + 12, (const uint8_t *)message + from, part);
  return put_record(at, 22, 0, bytes, 12 + part);
}

#define PUT(at, type, message) \
  put_part(at, type, message, sizeof(message) - 1, 0, sizeof(message) - 1)

static void
send_records(double at_ms, const char *src, const char *dst, const uint8_t *bytes,
             const uint8_t *end)
{
  test_udp(at_ms, src, dst, bytes, (size_t)(end - bytes));
}

static void
handshake(double at_ms, bool finished)
{
  uint8_t bytes[512], *end = PUT(bytes, 1, CLIENT_HELLO);
  send_records(at_ms, A, B, bytes, end);
  end = PUT(bytes, 2, SERVER_HELLO);
  end = PUT(end, 11, CERTIFICATE);
  end = PUT(end, 14, "");
  send_records(at_ms + 10, B, A, bytes, end);
  end = PUT(bytes, 16, "key");
  end = put_record(end, 20, 0, "\1", 1);
  end = put_record(end, 22, 1, "sixteen or more!", 16);
  send_records(at_ms + 20, A, B, bytes, end);
  end = put_record(bytes, 20, 0, "\1", 1);
  end = put_record(end, 22, 1, "sixteen or more!", 16);
  if (finished)
    send_records(at_ms + 30, B, A, bytes, end);
}

static void
test_handshake(void)
{
  test_rtp_run(0, A, B, 1, 1, 96, 5);
  handshake(200, false);
  g_assert_null(find_event("handshake complete"));
  g_assert_false(lm_trace_stream(net->trace, 0)->secure);
  test_net_reset();
  test_rtp_run(0, A, B, 1, 1, 96, 5);
  handshake(200, true);
  const LmEvent *event = find_event("handshake complete");
  g_assert_nonnull(event);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_GOOD);
  g_assert_true(g_str_has_prefix(event->detail,
                                 "DTLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, " PROFILE));
  g_assert_true(g_str_has_suffix(
      event->detail, ", no SRTP keys: no key log was given (client random 3031323334353637…)"));
  /* Streams before and after, both ways. */
  test_rtp_run(300, B, A, 2, 1, 96, 5);
  g_assert_true(lm_trace_stream(net->trace, 0)->secure);
  g_assert_true(lm_trace_stream(net->trace, 1)->secure);
  g_assert_cmpstr(find_event("ClientHello")->detail, ==, "DTLS 1.2, " PROFILE);
  g_assert_cmpstr(find_event("ServerHello, Certificate, ServerHelloDone")->detail, ==,
                  "DTLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, " PROFILE ", sha-256 " ABC);
  g_assert_nonnull(find_event("ClientKeyExchange, ChangeCipherSpec, Finished"));
  g_assert_cmpuint(lm_trace_counters(net->trace)->dtls_packets, ==, 4);
}

static void
announce(double at_ms, const char *fingerprint)
{
  g_autofree char *attribute = g_strdup_printf("a=fingerprint:sha-256 %s\r\n", fingerprint);
  g_autofree char *sdp = test_sdp(B, "96", attribute);
  SIP(at_ms, BOB, ALICE, "INVITE", .sdp = sdp);
}

static void
test_fingerprint(void)
{
  announce(0, ABC);
  handshake(100, true);
  const LmEvent *event = find_event("fingerprint as in the SDP");
  g_assert_nonnull(event);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_GOOD);
  g_assert_cmpstr(event->detail, ==, "sha-256 " ABC);
  g_assert_cmpuint(event->call, ==, 0);
  g_assert_null(find_event("fingerprint not that of the SDP"));
}

static void
test_wrong_fingerprint(void)
{
  announce(0, "00:78:16:BF");
  handshake(100, true);
  g_assert_cmpint(find_event("fingerprint not that of the SDP")->outcome, ==, LM_EVENT_FAILURE);
  g_assert_null(find_event("fingerprint as in the SDP"));
}

/* A gateway has the same certificate in each call. */
static void
test_fingerprint_in_next_call(void)
{
  announce(0, ABC);
  handshake(100, true);
  g_autofree char *sdp = test_sdp(B, "96", "a=fingerprint:sha-256 00:78:16:BF\r\n");
  SIP(60e3, BOB, ALICE, "INVITE", .call_id = "two", .sdp = sdp);
  handshake(61e3, true);
  g_assert_cmpuint(find_event("fingerprint as in the SDP")->call, ==, 0);
  g_assert_nonnull(find_event("fingerprint not that of the SDP"));
  g_assert_cmpuint(find_event("fingerprint not that of the SDP")->call, ==, 1);
}

/* A handshake without its call, long before the next one at the same place. */
static void
test_fingerprint_long_before(void)
{
  handshake(0, true);
  announce(300e3, "00:78:16:BF");
  g_assert_null(find_event("fingerprint not that of the SDP"));
}

/* The answer may come behind the handshake. */
static void
test_late_sdp(void)
{
  handshake(0, true);
  g_assert_null(find_event("fingerprint as in the SDP"));
  announce(100, ABC);
  g_assert_nonnull(find_event("fingerprint as in the SDP"));
}

static void
test_fragments(void)
{
  uint8_t bytes[512], *end;
  announce(0, ABC);
  end = put_part(bytes, 11, CERTIFICATE, 9, 4, 5);
  send_records(10, B, A, bytes, end);
  end = put_part(bytes, 11, CERTIFICATE, 9, 0, 6);
  send_records(20, B, A, bytes, end);
  g_assert_nonnull(find_event("fingerprint as in the SDP"));
}

static void
test_alert(void)
{
  uint8_t bytes[64], *end = put_record(bytes, 21, 0, "\2\x28", 2);
  send_records(0, A, B, bytes, end);
  g_assert_cmpint(find_event("Alert fatal handshake_failure")->outcome, ==, LM_EVENT_FAILURE);
}

static void
test_given_up(void)
{
  handshake(0, false);
  test_udp(5000, "192.0.2.9:1", "192.0.2.9:2", "x", 1);
  test_net_finish();
  g_assert_null(find_event("handshake not completed"));
  test_net_reset();
  handshake(0, false);
  test_udp(30000, "192.0.2.9:1", "192.0.2.9:2", "x", 1);
  test_net_finish();
  g_assert_nonnull(find_event("handshake not completed"));
}

/* What the server chose and its certificate are encrypted. */
static void
test_dtls13(void)
{
  uint8_t bytes[512];
  uint8_t *end = PUT(bytes, 1,
                     "\xfe\xfd" RANDOM32 "\0\0\0\2\x13\1\1\0\0\x12\0\x0e\0\5\0\2\0\7\0"
                     "\0\x2b\0\5\4\xfe\xfc\xfe\xfd");
  send_records(0, A, B, bytes, end);
  end = PUT(bytes, 2, "\xfe\xfd" RANDOM32 "\0\x13\1\0\0\6\0\x2b\0\2\xfe\xfc");
  send_records(10, B, A, bytes, end);
  test_udp(20, B, A,
           "\x2e\0\1\0\x08"
           "abcdefgh",
           13);
  test_udp(30, A, B,
           "\x2e\0\1\0\x08"
           "abcdefgh",
           13);
  g_assert_cmpstr(find_event("handshake complete")->detail, ==, "DTLS 1.3, TLS_AES_128_GCM_SHA256");
  g_assert_nonnull(find_event("certificates are encrypted, and not checked"));
  test_rtp_run(40, A, B, 1, 1, 96, 5);
  g_assert_true(lm_trace_stream(net->trace, 0)->secure);
}

/* Of a connection that began before the capture. */
static void
test_begun_before(void)
{
  uint8_t bytes[64], *end = put_record(bytes, 23, 1, "sixteen or more!", 16);
  send_records(0, A, B, bytes, end);
  test_rtp_run(10, A, B, 1, 1, 96, 5);
  g_assert_true(lm_trace_stream(net->trace, 0)->secure);
}

/* A check may carry the handshake along. */
static void
test_in_stun(void)
{
  uint8_t bytes[512], *end = PUT(bytes, 1, CLIENT_HELLO);
  TestStun stun = stun_begin(STUN_BINDING, 1);
  stun_add(&stun, 0xc070, bytes, (size_t)(end - bytes));
  stun_send(0, A, B, &stun);
  g_assert_cmpstr(find_event("ClientHello")->detail, ==, "DTLS 1.2, " PROFILE);
}

static void
test_zrtp(void)
{
  static const char hello[] = "\x10\0\x12\x34ZRTP\0\0\0\1\x50\x5a\0\x1aHello   1.10A client        "
                              "hash image of thirty-two bytes..ZID of 12 by\0\1\2\1"
                              "S256AES1AES3HS32MAC of 8wcrc";
  test_udp(0, A, B, hello, sizeof hello - 1);
  const LmEvent *event = find_event("Hello");
  g_assert_nonnull(event);
  g_assert_cmpint(event->protocol, ==, LM_EVENT_ZRTP);
  g_assert_cmpint(event->outcome, ==, LM_EVENT_WARNING);
  g_assert_cmpstr(event->detail, ==,
                  "ZRTP 1.10, A client, ZID 5a4944206f66203132206279, S256, AES1 AES3, HS32");
  g_assert_cmpuint(lm_trace_counters(net->trace)->zrtp_packets, ==, 1);
}

static const TestCase cases[] = {
    {"/track/dtls/handshake", test_handshake},
    {"/track/dtls/fingerprint", test_fingerprint},
    {"/track/dtls/wrong-fingerprint", test_wrong_fingerprint},
    {"/track/dtls/fingerprint-in-next-call", test_fingerprint_in_next_call},
    {"/track/dtls/fingerprint-long-before", test_fingerprint_long_before},
    {"/track/dtls/late-sdp", test_late_sdp},
    {"/track/dtls/fragments", test_fragments},
    {"/track/dtls/alert", test_alert},
    {"/track/dtls/given-up", test_given_up},
    {"/track/dtls/1.3", test_dtls13},
    {"/track/dtls/begun-before", test_begun_before},
    {"/track/dtls/in-stun", test_in_stun},
    {"/track/zrtp/hello", test_zrtp},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
