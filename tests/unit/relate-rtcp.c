/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What RTCP says of streams, round trips, and streams of SRTP opened by what an SDP states. */

#include "base/bytes.h"
#include "relate/srtp.h"
#include "sip-packets.h"

#include <srtp2/srtp.h>

#define ALICE_SSRC 0x11111111u
#define BOB_SSRC 0x22222222u

typedef struct {
  uint8_t bytes[256];
  size_t len;
} Packet;

static void
put(Packet *packet, unsigned n, uint64_t value)
{
  while (n--)
    packet->bytes[packet->len++] = (uint8_t)(value >> (8 * n));
}

/* An NTP time whose middle is @middle. */
static void
put_sr(Packet *packet, uint32_t ssrc, uint32_t middle, unsigned n_reports)
{
  put(packet, 4, (0x80c80006u | n_reports << 24) + n_reports * 6);
  put(packet, 4, ssrc);
  put(packet, 8, (uint64_t)middle << 16);
  put(packet, 8, 0x1000);
  put(packet, 4, 500);
}

static void
put_rr(Packet *packet, uint32_t ssrc)
{
  put(packet, 4, 0x81c90007u);
  put(packet, 4, ssrc);
}

/* @delay in 1/65536 s. */
static void
put_report(Packet *packet, uint32_t about, uint32_t middle, uint32_t delay, uint8_t fraction,
           uint32_t jitter)
{
  put(packet, 4, about);
  put(packet, 4, (uint32_t)fraction << 24 | 7);
  put(packet, 4, 100);
  put(packet, 4, jitter);
  put(packet, 4, middle);
  put(packet, 4, delay);
}

static void
send(double at_ms, const char *src, const char *dst, const Packet *packet)
{
  test_udp(at_ms, src, dst, packet->bytes, packet->len);
}

#define ALICE_RTCP "192.0.2.1:7001"
#define BOB_RTCP "192.0.2.2:7003"

/* Speech both ways, reports of both ends, the capture in the middle. */
static void
test_round_trip(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, ALICE_SSRC, 1, 0, 10);
  test_rtp_run(0, BOB_MEDIA, ALICE_MEDIA, BOB_SSRC, 1, 0, 10);
  Packet alice = {{0}, 0}, bob = {{0}, 0}, again = {{0}, 0};
  put_sr(&alice, ALICE_SSRC, 0xaaaa0001, 0);
  send(1000, ALICE_RTCP, BOB_RTCP, &alice);
  /* 500 ms later by bob's word, 530 ms by what is seen here: 30 ms to bob and back. */
  put_sr(&bob, BOB_SSRC, 0xbbbb0001, 1);
  put_report(&bob, ALICE_SSRC, 0xaaaa0001, 0x8000, 64, 80);
  send(1530, BOB_RTCP, ALICE_RTCP, &bob);
  /* 1 s later by alice's word, 1.012 s by what is seen. */
  put_sr(&again, ALICE_SSRC, 0xaaaa0002, 1);
  put_report(&again, BOB_SSRC, 0xbbbb0001, 0x10000, 0, 8);
  send(2542, ALICE_RTCP, BOB_RTCP, &again);
  LmRtcpView *view = lm_rtcp_view_new(net->trace, NULL);
  g_assert_cmpuint(lm_rtcp_view_n(view), ==, 3);
  g_assert_cmpint(lm_rtcp_view_at(view, 0)->round_trip_ns, ==, LM_TIME_NONE);
  g_assert_cmpint(lm_rtcp_view_at(view, 1)->round_trip_ns, ==, 30 * LM_NS_PER_MS);
  g_assert_cmpuint(lm_rtcp_view_at(view, 1)->stream, ==, 1);
  g_assert_cmpuint(lm_rtcp_view_at(view, 1)->about, ==, 0);
  g_assert_cmpint(lm_rtcp_view_at(view, 2)->round_trip_ns, ==, 12 * LM_NS_PER_MS);
  const LmStreamRtcp *to_bob = lm_rtcp_view_stream(view, 0);
  g_assert_nonnull(to_bob);
  g_assert_cmpuint(to_bob->n_reports, ==, 1);
  g_assert_cmpuint(to_bob->worst_fraction_lost, ==, 64);
  g_assert_cmpuint(to_bob->max_jitter, ==, 80);
  g_assert_cmpuint(to_bob->reverse, ==, 1);
  g_assert_cmpint(lm_round_trips_mean(&to_bob->receiver), ==, 30 * LM_NS_PER_MS);
  g_assert_cmpint(lm_rtcp_view_round_trip(view, 0), ==, 42 * LM_NS_PER_MS);
  g_assert_cmpint(lm_rtcp_view_round_trip(view, 1), ==, 42 * LM_NS_PER_MS);
  lm_rtcp_view_free(view);
}

/* Bob only receives; reference times of extended reports say how far alice is (RFC 3611, 4.4). */
static void
test_receiver(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, ALICE_SSRC, 1, 0, 10);
  Packet sr = {{0}, 0}, rr = {{0}, 0}, dlrr = {{0}, 0};
  put_sr(&sr, ALICE_SSRC, 0xaaaa0001, 0);
  send(1000, ALICE_RTCP, BOB_RTCP, &sr);
  put_rr(&rr, BOB_SSRC);
  put_report(&rr, ALICE_SSRC, 0xaaaa0001, 0x8000, 0, 0);
  put(&rr, 4, 0x80cf0004u);
  put(&rr, 4, BOB_SSRC);
  put(&rr, 4, 0x04000002u);
  put(&rr, 8, 0xcccc0001ull << 16);
  send(1520, BOB_RTCP, ALICE_RTCP, &rr);
  put_sr(&dlrr, ALICE_SSRC, 0xaaaa0003, 0);
  put(&dlrr, 4, 0x80cf0005u);
  put(&dlrr, 4, ALICE_SSRC);
  put(&dlrr, 4, 0x05000003u);
  put(&dlrr, 4, BOB_SSRC);
  put(&dlrr, 4, 0xcccc0001u);
  put(&dlrr, 4, 0x8000);
  send(2028, ALICE_RTCP, BOB_RTCP, &dlrr);
  LmRtcpView *view = lm_rtcp_view_new(net->trace, NULL);
  g_assert_cmpint(lm_rtcp_view_at(view, 2)->round_trip_ns, ==, 8 * LM_NS_PER_MS);
  g_assert_cmpint(lm_rtcp_view_round_trip(view, 0), ==, 28 * LM_NS_PER_MS);
  lm_rtcp_view_free(view);
}

/* Reports that answer nothing that was seen, or before it was. */
static void
test_nonsense(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, ALICE_SSRC, 1, 0, 10);
  Packet sr = {{0}, 0}, other = {{0}, 0}, early = {{0}, 0}, none = {{0}, 0};
  put_sr(&sr, ALICE_SSRC, 0xaaaa0001, 0);
  send(1000, ALICE_RTCP, BOB_RTCP, &sr);
  put_rr(&other, BOB_SSRC);
  put_report(&other, ALICE_SSRC, 0x12345678, 0x8000, 0, 0);
  send(1100, BOB_RTCP, ALICE_RTCP, &other);
  put_rr(&early, BOB_SSRC);
  put_report(&early, ALICE_SSRC, 0xaaaa0001, 0xffffffff, 0, 0);
  send(1200, BOB_RTCP, ALICE_RTCP, &early);
  put_rr(&none, BOB_SSRC);
  put_report(&none, ALICE_SSRC, 0, 0, 0, 0);
  send(1300, BOB_RTCP, ALICE_RTCP, &none);
  LmRtcpView *view = lm_rtcp_view_new(net->trace, NULL);
  for (uint32_t i = 0; i < lm_rtcp_view_n(view); i++)
    g_assert_cmpint(lm_rtcp_view_at(view, i)->round_trip_ns, ==, LM_TIME_NONE);
  g_assert_cmpuint(lm_rtcp_view_stream(view, 0)->n_reports, ==, 3);
  g_assert_cmpint(lm_rtcp_view_round_trip(view, 0), ==, LM_TIME_NONE);
  lm_rtcp_view_free(view);
}

#define ALICE_KEY "NjZiYTBmY2FmOGE2ZGU3MmVlMzM4ZDQ0OGVhMTI0"
#define BOB_KEY "YTEzNjhhMTNmNWUxMjljZTg3MTEyNWQ2YTE2ODQ2"
#define CRYPTO(key) "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" key "\r\n"
#define F8(key) "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" key "\r\n"

static char *
secure_sdp(const char *host, unsigned port, const char *crypto)
{
  return g_strdup_printf("v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                         "m=audio %u RTP/SAVP 0\r\n%s",
                         host, host, port, crypto);
}

static srtp_t
new_sender(const char *key, uint32_t ssrc)
{
  gsize len;
  g_autofree guchar *bytes = g_base64_decode(key, &len);
  srtp_policy_t policy = {0};
  srtp_t session;
  g_assert_true(lm_srtp_is_there());
  srtp_crypto_policy_set_rtp_default(&policy.rtp);
  srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
  policy.key = bytes;
  policy.ssrc.type = ssrc_specific;
  policy.ssrc.value = ssrc;
  g_assert_cmpint(srtp_create(&session, &policy), ==, 0);
  return session;
}

static void
send_secure(double at_ms, const char *src, const char *dst, srtp_t sender, uint32_t ssrc,
            uint16_t sequence)
{
  _Alignas(8) uint8_t packet[256] = {0x80, 0, (uint8_t)(sequence >> 8), (uint8_t)sequence};
  int len = 12 + 160;
  for (int i = 0; i < 4; i++)
    packet[8 + i] = (uint8_t)(ssrc >> (24 - 8 * i));
  memset(packet + 12, 'x', 160);
  g_assert_cmpint(srtp_protect(sender, packet, &len), ==, 0);
  test_udp(at_ms, src, dst, packet, (size_t)len);
}

static void
make_call(const char *offer, const char *answer)
{
  g_autofree char *alice = secure_sdp("192.0.2.1", 7000, offer);
  g_autofree char *bob = secure_sdp("192.0.2.2", 7002, answer);
  test_sip(0, ALICE, BOB, (TestSip){.what = "INVITE", .sdp = alice});
  test_sip(50, BOB, ALICE, (TestSip){.what = "200 OK", .to_tag = "b", .sdp = bob});
  test_sip(60, ALICE, BOB, (TestSip){.what = "ACK", .to_tag = "b"});
}

static void
test_sdes(void)
{
  make_call(CRYPTO(ALICE_KEY), CRYPTO(BOB_KEY));
  srtp_t alice = new_sender(ALICE_KEY, ALICE_SSRC), bob = new_sender(BOB_KEY, BOB_SSRC);
  for (uint16_t i = 0; i < 20; i++) {
    send_secure(100 + 20 * i, ALICE_MEDIA, BOB_MEDIA, alice, ALICE_SSRC, (uint16_t)(65530 + i));
    send_secure(105 + 20 * i, BOB_MEDIA, ALICE_MEDIA, bob, BOB_SSRC, i);
  }
  _Alignas(8) uint8_t report[64] = {0x80, 201, 0, 1, 0x11, 0x11, 0x11, 0x11};
  int len = 8;
  g_assert_cmpint(srtp_protect_rtcp(alice, report, &len), ==, 0);
  test_udp(900, ALICE_RTCP, BOB_RTCP, report, (size_t)len);
  LmSrtpView *view = lm_srtp_view_new(net->trace);
  for (uint32_t i = 0; i < 2; i++) {
    LmSrtpStream srtp;
    g_assert_true(lm_srtp_view_read(view, i, NULL, NULL, &srtp));
    g_assert_cmpint(srtp.state, ==, LM_SRTP_AUTHENTICATED);
    g_assert_cmpint(srtp.source, ==, LM_SRTP_BY_SDES);
    g_assert_cmpuint(srtp.frame, ==, i + 1);
    g_assert_cmpuint(srtp.authenticated, ==, 20);
    g_assert_cmpuint(srtp.failed, ==, 0);
    g_assert_cmpuint(srtp.payload_bytes, ==, 20 * 160);
    g_assert_cmpuint(srtp.rollover, ==, i == 0 ? 1 : 0);
    g_assert_cmpuint(srtp.key_changes, ==, 0);
    /* SHA-256 of 3200 times 'x'. */
    g_autofree char *plain = g_strnfill(3200, 'x');
    g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, plain, 3200);
    for (int b = 0; b < LM_SRTP_DIGEST_BYTES; b++)
      g_assert_cmpint(srtp.digest[b] >> 4, ==, g_ascii_xdigit_value(wanted[2 * b]));
  }
  LmRtcpView *rtcp = lm_rtcp_view_new(net->trace, lm_srtp_view_opener(view));
  g_assert_cmpint(lm_rtcp_view_at(rtcp, 0)->state, ==, LM_RTCP_AUTHENTICATED);
  g_assert_cmpuint(lm_rtcp_view_at(rtcp, 0)->bytes.len, ==, 8);
  g_assert_cmpuint(lm_rtcp_view_at(rtcp, 0)->stream, ==, 0);
  lm_rtcp_view_free(rtcp);
  rtcp = lm_rtcp_view_new(net->trace, NULL);
  g_assert_cmpint(lm_rtcp_view_at(rtcp, 0)->state, ==, LM_RTCP_ENCRYPTED);
  lm_rtcp_view_free(rtcp);
  lm_srtp_view_free(view);
  srtp_dealloc(alice);
  srtp_dealloc(bob);
}

/* What is said where no key opens a stream. */
static void
test_states(void)
{
  static const struct {
    const char *crypto;
    LmSrtpState state;
    LmSrtpSuite suite;
  } cases[] = {
      {"", LM_SRTP_NO_KEY, LM_SRTP_UNKNOWN},
      {F8(ALICE_KEY), LM_SRTP_NOT_SUPPORTED, LM_SRTP_F8_128_HMAC_SHA1_80},
      {CRYPTO(BOB_KEY), LM_SRTP_WRONG_KEY, LM_SRTP_AES_CM_128_HMAC_SHA1_80},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    test_net_reset();
    make_call(cases[i].crypto, cases[i].crypto);
    srtp_t alice = new_sender(ALICE_KEY, ALICE_SSRC);
    for (uint16_t n = 0; n < 20; n++)
      send_secure(100 + 20 * n, ALICE_MEDIA, BOB_MEDIA, alice, ALICE_SSRC, n);
    srtp_dealloc(alice);
    LmSrtpView *view = lm_srtp_view_new(net->trace);
    LmSrtpStream srtp;
    g_assert_true(lm_srtp_view_read(view, 0, NULL, NULL, &srtp));
    g_assert_cmpint(srtp.state, ==, cases[i].state);
    g_assert_cmpint(srtp.suite, ==, cases[i].suite);
    g_assert_cmpuint(srtp.authenticated, ==, 0);
    lm_srtp_view_free(view);
  }
}

/* A stream that nobody announced as SRTP, and no key opens, is none. */
static void
test_plain(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, ALICE_SSRC, 1, 0, 10);
  LmSrtpView *view = lm_srtp_view_new(net->trace);
  LmSrtpStream srtp;
  g_assert_false(lm_srtp_view_read(view, 0, NULL, NULL, &srtp));
  lm_srtp_view_free(view);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/relate-rtcp/round-trip", test_round_trip}, {"/relate-rtcp/receiver", test_receiver},
      {"/relate-rtcp/nonsense", test_nonsense},     {"/relate-rtcp/sdes", test_sdes},
      {"/relate-rtcp/states", test_states},         {"/relate-rtcp/plain", test_plain},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
