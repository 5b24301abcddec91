/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is taken for what by its rate and its sizes alone, and what is not taken for anything. */

#include "relate/codec_guesses.h"
#include "relate/packets.h"
#include "rtp-sender.h"

#include <glib.h>
#include <string.h>

#define TYPE 97

/* @n packets of @bytes each, every @ms, whose timestamps go on by @step. */
typedef struct {
  const char *name; /* what it is taken for; NULL: nothing */
  uint32_t clock_hz, step;
  double ms;
  uint32_t bytes, n;
  uint8_t payload[4];
  bool secure;
} Case;

static RtpSender *
send_case(const Case *it)
{
  RtpSender *sender = rtp_sender_new("", 0, TYPE);
  sender->payload = lm_slice(it->payload, sizeof it->payload);
  sender->stream.secure = it->secure;
  for (uint32_t i = 0; i < it->n; i++) {
    double late_ms = i % 3 * 0.7;
    rtp_sender_take(sender, TYPE, (uint16_t)(65530 + i), UINT32_MAX - 500 + i * it->step, it->bytes,
                    i * it->ms + late_ms);
  }
  return sender;
}

static void
test_guess(void)
{
  static const Case cases[] = {
      {"opus", 48000, 960, 20, 80, 40, {0x78}, false},
      {"opus", 48000, 960, 20, 80, 40, {0x78}, true}, /* sealed: the rate says it */
      {"opus", 48000, 2880, 60, 200, 40, {0x78}, false},
      {"iLBC", 8000, 160, 20, 38, 40, {1}, false},
      {"iLBC", 8000, 240, 30, 50, 40, {1}, false},
      {"G726-32", 8000, 160, 20, 80, 40, {1}, false},
      {"AMR", 8000, 160, 20, 32, 40, {0xf3, 0xc0}, false}, /* 12.2 kbit/s, bandwidth-efficient */
      {"AMR", 8000, 160, 20, 33, 40, {0xf0, 0x3c}, false}, /* the same, octet-aligned */
      {"AMR-WB", 16000, 320, 20, 62, 40, {0xf0, 0x44}, false}, /* 23.85 kbit/s */
      {"AMR-WB", 16000, 320, 20, 33, 40, {0xf1, 0x40}, false}, /* 12.65 kbit/s */
      {NULL, 8000, 160, 20, 38, 40, {1}, true},                /* sealed: tags make it longer */
      {NULL, 8000, 160, 20, 160, 40, {1}, false},              /* G.711 in either law, or G.722 */
      {NULL, 8000, 160, 20, 33, 40, {0xf0, 0x34}, false},      /* another type than that length's */
      {NULL, 8000, 160, 20, 32, 40, {0xa3, 0xc0}, false},      /* a request that there is not */
      {NULL, 90000, 3000, 33.3, 900, 40, {0x65}, false},
      {NULL, 48000, 961, 20, 80, 40, {0x78}, false}, /* no length of a frame */
      {NULL, 48000, 960, 20, 1400, 40, {0x78}, false},
      {NULL, 48000, 960, 20, 80, 8, {0x78}, false},       /* too few */
      {NULL, 48000, 960, 1, 80, 40, {0x78}, false},       /* no usual rate */
      {NULL, 8000, 0, 20, 4, 40, {5, 10, 0, 160}, false}, /* an event that gets no longer */
      {NULL, 8000, 160, 20, 0, 40, {0}, false},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    RtpSender *sender = send_case(&cases[i]);
    LmCodecGuess guess;
    g_test_message("case %zu", i);
    g_assert_true(lm_codec_guess(rtp_sender_stream(sender), TYPE, &guess) ==
                  (cases[i].name != NULL));
    g_assert_cmpstr(guess.encoding, ==, cases[i].name);
    if (cases[i].name)
      g_assert_cmpuint(guess.clock_hz, ==, cases[i].clock_hz);
    /* Of another type nothing was seen. */
    g_assert_false(lm_codec_guess(rtp_sender_stream(sender), TYPE + 1, &guess));
    rtp_sender_free(sender);
  }
}

static void
test_event(void)
{
  RtpSender *sender = rtp_sender_new("", 0, TYPE);
  LmCodecGuess guess;
  for (uint16_t i = 0; i < 6; i++) {
    uint16_t duration = (uint16_t)(160 * (i + 1));
    uint8_t event[] = {11, 10, (uint8_t)(duration >> 8), (uint8_t)duration};
    sender->payload = lm_slice(event, sizeof event);
    rtp_sender_take(sender, TYPE, i, 4000, sizeof event, i * 20);
  }
  g_assert_true(lm_codec_guess(rtp_sender_stream(sender), TYPE, &guess));
  g_assert_cmpstr(guess.encoding, ==, "telephone-event");
  rtp_sender_free(sender);
}

/* Packets that come in a heap at first say their rate in the end. */
static void
test_heap(void)
{
  RtpSender *sender = rtp_sender_new("", 0, TYPE);
  LmCodecGuess guess;
  for (uint16_t i = 0; i < 400; i++)
    rtp_sender_take(sender, TYPE, i, i * 960u, 85, i < 100 ? 2000 + i * 0.5 : 20.0 * i);
  g_assert_true(lm_codec_guess(rtp_sender_stream(sender), TYPE, &guess) == false);
  for (uint16_t i = 400; i < 4000; i++)
    rtp_sender_take(sender, TYPE, i, i * 960u, 85, 20.0 * i);
  g_assert_true(lm_codec_guess(rtp_sender_stream(sender), TYPE, &guess));
  g_assert_cmpstr(guess.encoding, ==, "opus");
  rtp_sender_free(sender);
}

/* What is worked out packet by packet has the guessed clock, and says so; what somebody named is
 * not guessed. */
static void
test_packets(void)
{
  const Case unnamed = {"opus", 48000, 960, 20, 80, 100, {0x78}, false};
  RtpSender *sender = send_case(&unnamed);
  LmRtpPackets *packets = lm_rtp_packets_new(NULL, rtp_sender_stream(sender));
  g_assert_true(packets->figures.guessed);
  g_assert_true(lm_slice_equal(packets->figures.encoding, LM_SLICE_LITERAL("opus")));
  g_assert_cmpfloat(packets->figures.packet_ms, ==, 20);
  g_assert_cmpfloat(packets->figures.jitter_mean_ms, >, 0.3);
  g_assert_cmpfloat(packets->figures.jitter_mean_ms, <, 1.4);
  lm_rtp_packets_free(packets);
  rtp_sender_free(sender);
  sender = rtp_sender_new("L16", 48000, TYPE);
  for (uint16_t i = 0; i < 100; i++)
    rtp_sender_send(sender, i, i * 960, 80, 0);
  packets = lm_rtp_packets_new(NULL, rtp_sender_stream(sender));
  g_assert_false(packets->figures.guessed);
  lm_rtp_packets_free(packets);
  rtp_sender_free(sender);
}

/* What is kept is what was true of so many packets, until there are twice as many; it is known to
 * be old, and is never that of another stream. */
static void
test_kept(void)
{
  static const Case opus = {"opus", 48000, 960, 20, 80, 12, {0x78}, false};
  RtpSender *few = rtp_sender_new("", 0, TYPE), *sender = send_case(&opus);
  const LmStream *stream = rtp_sender_stream(sender);
  LmCodecGuesses guesses;
  LmCodecGuess guess;
  uint32_t at = 0;
  lm_codec_guesses_init(&guesses);
  few->payload = lm_slice(opus.payload, sizeof opus.payload);
  rtp_sender_take(few, TYPE, 1, 960, 80, 0);
  for (uint32_t i = 2; i < 40; i++) {
    g_assert_true(lm_codec_guesses_at(&guesses, 7, stream, TYPE, &guess));
    g_assert_cmpstr(guess.encoding, ==, "opus");
    bool known = lm_codec_guesses_at(&guesses, 8, rtp_sender_stream(few), TYPE, &guess);
    /* Looked at with 1, 2, 4, 8, 16 and 32 packets. */
    g_assert_true(known == (i > 16));
    at = 0;
    bool old = i - 1 != 1 && i - 1 != 2 && i - 1 != 4 && i - 1 != 8 && i - 1 != 16 && i - 1 != 32;
    g_assert_cmpuint(lm_codec_guesses_next_old(&guesses, &at), ==, old ? 8 : LM_NONE);
    rtp_sender_take(few, TYPE, (uint16_t)i, i * 960, 80, (i - 1) * 20);
  }
  lm_codec_guesses_clear(&guesses);
  at = 0;
  g_assert_cmpuint(lm_codec_guesses_next_old(&guesses, &at), ==, LM_NONE);
  rtp_sender_free(sender);
  rtp_sender_free(few);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/relate-codec-guess/guess", test_guess);
  g_test_add_func("/relate-codec-guess/kept", test_kept);
  g_test_add_func("/relate-codec-guess/event", test_event);
  g_test_add_func("/relate-codec-guess/heap", test_heap);
  g_test_add_func("/relate-codec-guess/packets", test_packets);
  return g_test_run();
}
