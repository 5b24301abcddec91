/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tones of keys and of fax in sound that is made here: each key, what ITU-T Q.24 has receivers
 * accept and refuse, and what is no tone at all. */
#include "media/tones.h"
#include "media/g711.h"

#include <glib.h>
#include <math.h>

#define MOST 16
#define SCALE 22734.0 /* amplitude of 0 dBm0: see tones.c */

typedef struct {
  LmTones tones;
  LmHeardTone heard[MOST];
  unsigned n;
  uint32_t rate_hz;
} Ear;

static void
take(void *data, const LmHeardTone *tone)
{
  Ear *ear = data;
  g_assert_cmpuint(ear->n, <, MOST);
  ear->heard[ear->n++] = *tone;
}

static void
ear_init(Ear *ear, uint32_t rate_hz)
{
  ear->n = 0;
  ear->rate_hz = rate_hz;
  g_assert_true(lm_tones_init(&ear->tones, rate_hz, take, ear));
}

static double
amplitude(double dbm0)
{
  return SCALE * pow(10, dbm0 / 20);
}

/* Two tones at their levels, with noise of amplitude @noise. */
static void
play(Ear *ear, double ms, double hz_a, double dbm0_a, double hz_b, double dbm0_b, double noise)
{
  size_t n = (size_t)(ms * ear->rate_hz / 1000);
  g_autofree int16_t *samples = g_new0(int16_t, n + 1);
  for (size_t i = 0; i < n; i++) {
    double t = 2 * G_PI * (double)i / ear->rate_hz;
    double x = amplitude(dbm0_a) * sin(hz_a * t) + amplitude(dbm0_b) * sin(hz_b * t + 1) +
               g_test_rand_double_range(-noise, noise + 1e-9);
    samples[i] = (int16_t)CLAMP(x, -32768, 32767);
  }
  /* In pieces, as packets bring it. */
  for (size_t i = 0; i < n; i += 160)
    lm_tones_add(&ear->tones, samples + i, MIN(160, n - i));
}

static void
silence(Ear *ear, double ms)
{
  play(ear, ms, 0, -90, 0, -90, 20);
}

static const double low[] = {697, 770, 852, 941}, high[] = {1209, 1336, 1477, 1633};
static const uint8_t codes[] = {1, 2, 3, 12, 4, 5, 6, 13, 7, 8, 9, 14, 10, 0, 11, 15};

static void
test_keys(void)
{
  static const uint32_t rates[] = {8000, 11025, 16000, 44100, 48000};
  for (unsigned r = 0; r < G_N_ELEMENTS(rates); r++) {
    for (unsigned key = 0; key < 16; key++) {
      Ear ear;
      ear_init(&ear, rates[r]);
      silence(&ear, 53);
      play(&ear, 100, low[key / 4], -10, high[key % 4], -8, 100);
      silence(&ear, 100);
      lm_tones_break(&ear.tones, 0);
      g_assert_cmpuint(ear.n, ==, 1);
      g_assert_cmpuint(ear.heard[0].code, ==, codes[key]);
      g_assert_cmpfloat_with_epsilon((double)ear.heard[0].n * 1000 / rates[r], 100, 6);
      g_assert_cmpfloat_with_epsilon((double)ear.heard[0].start * 1000 / rates[r], 53, 6);
      g_assert_cmpfloat_with_epsilon(ear.heard[0].level_dbm0, -5.9, 1.5);
    }
  }
}

/* 40 ms, wherever it begins within a block, and a pause of 40 ms; 20 ms is none. */
static void
test_lengths(void)
{
  for (unsigned shift = 0; shift < 130; shift += 7) {
    Ear ear;
    ear_init(&ear, 8000);
    silence(&ear, 20 + shift / 8.0);
    for (unsigned i = 0; i < 3; i++) {
      play(&ear, 40, 770, -12, 1336, -12, 0);
      silence(&ear, 40);
    }
    play(&ear, 20, 770, -12, 1336, -12, 0);
    silence(&ear, 60);
    g_assert_cmpuint(ear.n, ==, 3);
    g_assert_cmpfloat_with_epsilon((double)ear.heard[1].n / 8, 40, 8);
  }
}

static unsigned
heard(double scale, double low_dbm0, double high_dbm0, double noise)
{
  unsigned n = 0;
  for (unsigned key = 0; key < 16; key++) {
    Ear ear;
    ear_init(&ear, 8000);
    play(&ear, 100, low[key / 4] * scale, low_dbm0, high[key % 4] * scale, high_dbm0, noise);
    silence(&ear, 60);
    n += ear.n == 1 && ear.heard[0].code == codes[key];
  }
  return n;
}

/* Q.24, table A-1. */
static void
test_tolerances(void)
{
  g_assert_cmpuint(heard(1.015, -10, -10, 0), ==, 16);
  g_assert_cmpuint(heard(0.985, -10, -10, 0), ==, 16);
  g_assert_cmpuint(heard(1.035, -10, -10, 0), <, 16);
  g_assert_cmpuint(heard(0.93, -10, -10, 0), ==, 0);
  g_assert_cmpuint(heard(1, -10, -6.5, 0), ==, 16);
  g_assert_cmpuint(heard(1, -4, -11.5, 0), ==, 16);
  g_assert_cmpuint(heard(1, -10, -4, 0), ==, 0);
  g_assert_cmpuint(heard(1, -4, -15, 0), ==, 0);
  g_assert_cmpuint(heard(1, -29, -29, 0), ==, 16);
  g_assert_cmpuint(heard(1, -50, -50, 0), ==, 0);
  /* 15 dB above the noise. */
  g_assert_cmpuint(heard(1, -10, -10, amplitude(-10) * 0.3), ==, 16);
}

/* One tone, dial tone, three tones, noise, and a chord that glides through the keys. */
static void
test_others(void)
{
  Ear ear;
  ear_init(&ear, 8000);
  play(&ear, 500, 770, -10, 770, -10, 0);
  play(&ear, 500, 350, -13, 440, -13, 0);
  play(&ear, 500, 440, -10, 1336, -10, 0);
  play(&ear, 500, 0, -90, 0, -90, 20000);
  for (unsigned i = 0; i < 200; i++)
    play(&ear, 5, 600 + 5 * i, -10, 1000 + 9 * i, -10, 0);
  g_assert_cmpuint(ear.n, ==, 0);
}

static void
test_fax(void)
{
  Ear ear;
  ear_init(&ear, 8000);
  for (unsigned i = 0; i < 2; i++) {
    play(&ear, 500, 1100, -10, 0, -90, 50);
    silence(&ear, 3000);
  }
  play(&ear, 200, 1100, -10, 0, -90, 50);
  silence(&ear, 300);
  play(&ear, 2700, 2100, -12, 0, -90, 50);
  lm_tones_break(&ear.tones, 0);
  g_assert_cmpuint(ear.n, ==, 3);
  g_assert_cmpuint(ear.heard[0].code, ==, LM_TONE_CNG);
  g_assert_cmpuint(ear.heard[1].code, ==, LM_TONE_CNG);
  g_assert_cmpuint(ear.heard[2].code, ==, LM_TONE_CED);
  g_assert_cmpfloat_with_epsilon((double)ear.heard[2].n / 8, 2700, 15);
}

/* What was heard before a gap is not what is heard behind it. */
static void
test_break(void)
{
  Ear ear;
  ear_init(&ear, 8000);
  play(&ear, 60, 697, -10, 1209, -10, 0);
  lm_tones_break(&ear.tones, 8000);
  play(&ear, 60, 697, -10, 1209, -10, 0);
  lm_tones_break(&ear.tones, 0);
  g_assert_cmpuint(ear.n, ==, 2);
  g_assert_cmpuint(ear.heard[1].start, >=, 8000);
  g_assert_cmpuint(ear.heard[1].start, <, 8100);
  g_assert_false(lm_tones_init(&ear.tones, 0, take, &ear));
  g_assert_false(lm_tones_init(&ear.tones, 96000, take, &ear));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tones/keys", test_keys);
  g_test_add_func("/tones/lengths", test_lengths);
  g_test_add_func("/tones/tolerances", test_tolerances);
  g_test_add_func("/tones/others", test_others);
  g_test_add_func("/tones/fax", test_fax);
  g_test_add_func("/tones/break", test_break);
  return g_test_run();
}
