/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A second opinion about keys in sound: that of spandsp's receiver, on keys that are made here. */

#include "media/tones.h"

#include <glib.h>
#include <math.h>
#include <spandsp.h>
#include <string.h>

#define RATE 8000
#define KEYS "123A456B789C*0#D"
#define MOST_SAMPLES (RATE * 8)
#define SCALE 22734.0 /* amplitude of 0 dBm0: see tones.c */

static const double low[] = {697, 770, 852, 941}, high[] = {1209, 1336, 1477, 1633};

/* Sixteen keys one after the other. */
typedef struct {
  const char *name;
  double ms, pause_ms;
  double low_dbm0, high_dbm0;
  double off; /* part of the frequency */
  double noise;
  bool none; /* no receiver may hear it (Q.24, table A-1) */
} Line;

typedef struct {
  char keys[64];
  size_t n;
} Heard;

static void
take(void *data, const LmHeardTone *tone)
{
  static const char names[] = "0123456789*#ABCD";
  Heard *heard = data;
  if (tone->code < 16 && heard->n < sizeof heard->keys - 1)
    heard->keys[heard->n++] = names[tone->code];
}

static size_t
make(const Line *line, int16_t *samples)
{
  size_t n = 0;
  for (unsigned key = 0; key < 16; key++) {
    size_t tone = (size_t)(line->ms * RATE / 1000),
           all = tone + (size_t)(line->pause_ms * RATE / 1000);
    for (size_t i = 0; i < all; i++) {
      double t = 2 * G_PI * (double)i / RATE * (1 + line->off), x = 0;
      if (i < tone)
        x = SCALE * (pow(10, line->low_dbm0 / 20) * sin(low[key / 4] * t) +
                     pow(10, line->high_dbm0 / 20) * sin(high[key % 4] * t));
      x += g_test_rand_double_range(-line->noise, line->noise + 1e-9);
      samples[n++] = (int16_t)CLAMP(x, -32768, 32767);
    }
  }
  return n;
}

/* How many of the keys are among those that were heard, in their order. */
static unsigned
right(const char *heard)
{
  unsigned n = 0;
  const char *key = KEYS;
  for (; *heard; heard++) {
    const char *found = strchr(key, *heard);
    if (found) {
      n++;
      key = found + 1;
    }
  }
  return n;
}

static void
compare(const Line *line)
{
  static int16_t samples[MOST_SAMPLES];
  size_t n = make(line, samples);
  LmTones tones;
  Heard ours = {0};
  char theirs[64] = "";
  g_assert_true(lm_tones_init(&tones, RATE, take, &ours));
  lm_tones_add(&tones, samples, n);
  lm_tones_break(&tones, 0);
  dtmf_rx_state_t *receiver = dtmf_rx_init(NULL, NULL, NULL);
  dtmf_rx(receiver, samples, (int)n);
  dtmf_rx_get(receiver, theirs, sizeof theirs - 1);
  dtmf_rx_free(receiver);
  g_test_message("%s: ours %s, spandsp's %s", line->name, ours.keys, theirs);
  if (line->none) {
    g_assert_cmpuint(ours.n, ==, 0);
    return;
  }
  g_assert_cmpuint(right(ours.keys), ==, 16);
  g_assert_cmpuint(ours.n, ==, 16);
  g_assert_cmpuint(right(ours.keys), >=, right(theirs));
}

static void
test_keys(void)
{
  static const Line lines[] = {
      {"usual", 100, 100, -8, -8, 0, 20, false},
      {"short", 45, 45, -8, -8, 0, 20, false},
      {"high strong", 80, 80, -10, -6.5, 0, 20, false},
      {"high weak", 80, 80, -6, -13, 0, 20, false},
      {"quiet", 80, 80, -24, -24, 0, 5, false},
      {"loud", 80, 80, -4, -4, 0, 20, false},
      {"1.4 % high", 80, 80, -8, -8, 0.014, 20, false},
      {"1.4 % low", 80, 80, -8, -8, -0.014, 20, false},
      {"noise 20 dB below", 80, 80, -10, -10, 0, 1100, false},
      {"4 % high", 80, 80, -8, -8, 0.04, 20, true},
      {"too short", 18, 82, -8, -8, 0, 20, true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
    compare(&lines[i]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tones-spandsp/keys", test_keys);
  return g_test_run();
}
