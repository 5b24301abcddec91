/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of keys: what bodies of INFO say, and what bad packets and floods of events make of
 * it. The faults of keys, and how ways compare, are in the golden cases over digits.pcapng. */
#include "proto/body/dtmf.h"
#include "relate/digits.h"
#include "sip-packets.h"

#include <string.h>

static void
assert_body(const char *body, int code, int duration_ms)
{
  LmDtmfBody dtmf;
  g_assert_true(lm_dtmf_body_read(lm_slice_str(body), &dtmf) == (code >= 0));
  g_assert_cmpint(dtmf.code, ==, code);
  g_assert_cmpint(dtmf.duration_ms, ==, duration_ms);
}

static void
test_bodies(void)
{
  assert_body("Signal=5\r\nDuration=160\r\n", 5, 160);
  assert_body("Signal= *\nDuration= 250", 10, 250);
  assert_body("signal=d\r\n", 15, -1);
  assert_body("Signal=16\r\n", 16, -1);
  assert_body("Signal=!", 16, -1);
  assert_body(" 7 ", 7, -1);
  assert_body("#", 11, -1);
  assert_body("", -1, -1);
  assert_body("Signal=\r\nDuration=20", -1, 20);
  assert_body("Signal=17", -1, -1);
  assert_body("Signal=99999999999999999999\nDuration=-1", -1, -1);
  assert_body("=\n=\n=", -1, -1);
}

#define TYPES "0 101", "a=rtpmap:101 telephone-event/8000\r\n"

static void
set_up(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, TYPES);
  g_autofree char *answer = test_sdp(BOB_MEDIA, TYPES);
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b");
}

static void
send_event(unsigned ms, uint16_t sequence, uint32_t timestamp, const void *payload, size_t len)
{
  uint8_t packet[64] = {0x80, 101};
  packet[2] = (uint8_t)(sequence >> 8);
  packet[3] = (uint8_t)sequence;
  for (unsigned i = 0; i < 4; i++)
    packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  packet[11] = 7;
  memcpy(packet + 12, payload, len);
  test_udp(ms, ALICE_MEDIA, BOB_MEDIA, packet, 12 + len);
}

/* Two keys in one packet (RFC 4733, 2.5.1.5), one byte too few, one too many, nothing. */
static void
test_payloads(void)
{
  static const uint8_t two[] = {1, 0x8a, 0x03, 0x20, 2, 10, 0, 160, 99}, end[] = {2, 0x8a, 3, 0x20};
  set_up();
  send_event(100, 1, 1000, two, sizeof two);
  send_event(120, 2, 1000, two, 3);
  send_event(140, 3, 1000, two, 0);
  send_event(160, 4, 1800, end, sizeof end);
  test_net_finish();
  LmDigits *digits = lm_digits_new(net->trace, NULL);
  g_assert_cmpuint(lm_digits_n(digits), ==, 2);
  g_assert_cmpuint(lm_digits_at(digits, 0)->code, ==, 1);
  g_assert_cmpuint(lm_digits_at(digits, 0)->from, ==, LM_FROM_CALLER);
  g_assert_cmpuint(lm_digits_at(digits, 1)->code, ==, 2);
  g_assert_cmpuint(lm_digits_at(digits, 1)->timestamp, ==, 1800);
  g_assert_cmpuint(lm_digits_at(digits, 1)->packets, ==, 2);
  g_assert_cmpuint(lm_digits_at(digits, 1)->ends, ==, 1);
  g_assert_cmpint(lm_digits_at(digits, 1)->duration_ns, ==, 100 * LM_NS_PER_MS);
  lm_digits_free(digits);
  /* Of other calls alone there are none. */
  uint32_t calls[] = {5000};
  digits = lm_digits_new(net->trace, &(LmDigitOptions){.calls = calls, .n_calls = 1});
  g_assert_cmpuint(lm_digits_n(digits), ==, 0);
  lm_digits_free(digits);
}

#define PROXY_MEDIA_A "192.0.2.5:7100"
#define PROXY_MEDIA_B "192.0.2.5:7200"
#define SAME_SESSION "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=0\r\n"

typedef struct {
  unsigned at_ms;
  uint8_t code;
} Key;

static void
answer_leg(double ms, const char *src, const char *dst, const char *call_id, const char *src_media,
           const char *dst_media)
{
  g_autofree char *offer = test_sdp(src_media, TYPES);
  g_autofree char *answer = test_sdp(dst_media, TYPES);
  SIP(ms, src, dst, "INVITE", .call_id = call_id, .sdp = offer, .extra = SAME_SESSION);
  SIP(ms + 10, dst, src, "200 OK", .call_id = call_id, .to_tag = "b", .sdp = answer,
      .extra = SAME_SESSION);
  SIP(ms + 15, src, dst, "ACK", .call_id = call_id, .to_tag = "b", .extra = SAME_SESSION);
}

/* The packet of a stream at @ms: speech, or of the key that is down for 100 ms. */
static void
send_media(unsigned ms, const char *src, const char *dst, uint32_t ssrc, const Key *keys)
{
  uint16_t sequence = (uint16_t)(ms / 20);
  for (; keys->at_ms; keys++) {
    if (ms < keys->at_ms || ms >= keys->at_ms + 100)
      continue;
    uint32_t ticks = (ms - keys->at_ms + 20) * 8, begin = keys->at_ms * 8;
    uint8_t packet[16] = {0x80,
                          101,
                          (uint8_t)(sequence >> 8),
                          (uint8_t)sequence,
                          (uint8_t)(begin >> 24),
                          (uint8_t)(begin >> 16),
                          (uint8_t)(begin >> 8),
                          (uint8_t)begin,
                          0,
                          0,
                          0,
                          (uint8_t)ssrc,
                          keys->code,
                          ticks == 800 ? 0x8a : 10,
                          (uint8_t)(ticks >> 8),
                          (uint8_t)ticks};
    test_udp(ms, src, dst, packet, sizeof packet);
    return;
  }
  test_rtp(ms, src, dst, ssrc, sequence, 0);
}

static const LmDigit *
digit_of(const LmDigits *digits, const char *call_id, unsigned nth)
{
  for (uint32_t i = 0; i < lm_digits_n(digits); i++) {
    const LmDigit *digit = lm_digits_at(digits, i);
    if (lm_slice_equal(lm_trace_call(net->trace, digit->call)->call_id, lm_slice_str(call_id)) &&
        nth-- == 0)
      return digit;
  }
  g_error("no such digit in %s", call_id);
}

/* Of four keys that alice presses a B2BUA passes one on, loses one, sends one twice and takes one
 * before the other leg is answered; a key of its own, and one that bob presses, are none of them.
 */
static void
test_legs(void)
{
  static const Key in[] = {{200, 9}, {1000, 1}, {2000, 2}, {3000, 3}, {0, 0}};
  static const Key out[] = {{1020, 1}, {3020, 3}, {3400, 3}, {5000, 7}, {0, 0}};
  static const Key back[] = {{6000, 4}, {0, 0}}, none[] = {{0, 0}};
  answer_leg(0, ALICE, PROXY, "leg-a", ALICE_MEDIA, PROXY_MEDIA_A);
  for (unsigned ms = 100; ms < 9000; ms += 20) {
    if (ms == 400)
      answer_leg(400, PROXY, BOB, "leg-b", PROXY_MEDIA_B, BOB_MEDIA);
    send_media(ms, ALICE_MEDIA, PROXY_MEDIA_A, 1, in);
    if (ms < 500)
      continue;
    send_media(ms, PROXY_MEDIA_B, BOB_MEDIA, 2, out);
    send_media(ms, BOB_MEDIA, PROXY_MEDIA_B, 3, back);
    send_media(ms, PROXY_MEDIA_A, ALICE_MEDIA, 4, none);
  }
  test_net_finish();
  LmDigits *digits = lm_digits_new(net->trace, NULL);
  g_assert_cmpuint(lm_digits_n(digits), ==, 9);
  g_assert_cmpuint(digit_of(digits, "leg-a", 0)->problems, ==, 0);
  g_assert_cmpuint(digit_of(digits, "leg-a", 1)->problems, ==, 0);
  g_assert_cmpuint(digit_of(digits, "leg-a", 2)->code, ==, 2);
  g_assert_cmpuint(digit_of(digits, "leg-a", 2)->problems, ==, 1u << LM_DIGIT_LOST);
  g_assert_cmpuint(digit_of(digits, "leg-a", 3)->problems, ==, 0);
  g_assert_true(lm_digits_at(digits, digit_of(digits, "leg-b", 0)->same_as) ==
                digit_of(digits, "leg-a", 1));
  g_assert_cmpuint(digit_of(digits, "leg-b", 1)->problems, ==, 0);
  g_assert_cmpuint(digit_of(digits, "leg-b", 2)->problems, ==, 1u << LM_DIGIT_TWICE);
  g_assert_cmpuint(digit_of(digits, "leg-b", 3)->problems, ==, 0);
  g_assert_cmpuint(digit_of(digits, "leg-b", 3)->same_as, ==, LM_NONE);
  g_assert_cmpuint(digit_of(digits, "leg-b", 4)->from, ==, LM_FROM_CALLEE);
  g_assert_cmpuint(digit_of(digits, "leg-b", 4)->problems, ==, 1u << LM_DIGIT_LOST);
  lm_digits_free(digits);
  /* Of one leg alone nothing can be said. */
  uint32_t first = 0;
  digits = lm_digits_new(net->trace, &(LmDigitOptions){.calls = &first, .n_calls = 1});
  g_assert_cmpuint(lm_digits_n(digits), ==, 4);
  g_assert_cmpuint(lm_digits_at(digits, 2)->problems, ==, 0);
  lm_digits_free(digits);
}

/* Each packet another key at the same time: linear, whatever they are like. */
static void
test_flood(void)
{
  set_up();
  for (unsigned i = 0; i < 5000; i++) {
    uint8_t event[] = {(uint8_t)(i % 16), 0x8a, 0, (uint8_t)i};
    send_event(100 + i / 100, (uint16_t)(i + 1), 1000 + i * 7, event, sizeof event);
  }
  test_net_finish();
  LmDigits *digits = lm_digits_new(net->trace, NULL);
  g_assert_cmpuint(lm_digits_n(digits), ==, 5000);
  g_assert_cmpuint(lm_digits_refused(digits), ==, 0);
  lm_digits_free(digits);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/digits/bodies", test_bodies},
      {"/digits/payloads", test_payloads},
      {"/digits/legs", test_legs},
      {"/digits/flood", test_flood},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
