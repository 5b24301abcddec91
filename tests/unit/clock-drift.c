/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drift of clocks that are known, through networks that delay and lose: to 1 %. */
#include "media/clock_drift.h"

#include <glib.h>
#include <math.h>

#define PACKET_MS 20.0

typedef struct {
  double ppm, seconds, loss;
  double (*delay)(GRand *rand, double share); /* at which part of the stream */
} Case;

static double
none(GRand *rand, double share)
{
  (void)rand, (void)share;
  return 0;
}

static double
even(GRand *rand, double share)
{
  (void)share;
  return g_rand_double_range(rand, 0, 10);
}

/* A queue: mostly short, at times very long. */
static double
queued(GRand *rand, double share)
{
  (void)share;
  return -8 * log(1 - g_rand_double(rand));
}

/* Another way for a fifth of the time, 30 ms longer. */
static double
rerouted(GRand *rand, double share)
{
  return even(rand, share) + (share > 0.55 && share < 0.75 ? 30 : 0);
}

/* Another way for good, 20 ms longer; and then a third one, 5 ms shorter. */
static double
moved(GRand *rand, double share)
{
  return g_rand_double_range(rand, 0, 2) + (share > 0.5 ? 20 : 0) - (share > 0.8 ? 5 : 0);
}

static size_t
make(const Case *of, LmClockSample *samples, uint32_t run, double start_ms)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  size_t n = 0, packets = (size_t)(of->seconds * 1000 / PACKET_MS);
  for (size_t i = 0; i < packets; i++) {
    double sent_ms = (double)i * PACKET_MS / (1 + of->ppm / 1e6);
    double delay_ms = of->delay(rand, (double)i / (double)packets);
    double arrival_ms = round((start_ms + sent_ms + delay_ms) * 1000) / 1000;
    if (g_rand_double(rand) >= of->loss)
      samples[n++] = (LmClockSample){(double)i * PACKET_MS, arrival_ms, run};
  }
  return n;
}

static void
test_truth(void)
{
  static const Case cases[] = {
      {100, 60, 0, none},       {-35, 60, 0, none},         {50, 120, 0.05, even},
      {-250, 300, 0.2, even},   {12, 1800, 0.02, even},     {100, 600, 0.05, queued},
      {-8, 3600, 0.01, queued}, {40, 1200, 0.05, rerouted}, {-900, 600, 0.1, rerouted},
      {20000, 60, 0, even},     {100, 60, 0, moved},        {-30, 600, 0.05, moved},
      {5, 3600, 0.02, moved},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const Case *of = &cases[i];
    g_autofree LmClockSample *samples = g_new(LmClockSample, 200000);
    LmClockDrift drift;
    size_t n = make(of, samples, 0, 5);
    g_assert_true(lm_clock_drift(samples, n, &drift));
    g_test_message("%g ppm: %.4f, %.4f to %.4f", of->ppm, drift.ppm, drift.low_ppm, drift.high_ppm);
    g_assert_cmpfloat_with_epsilon(drift.ppm, of->ppm, fabs(of->ppm) / 100);
    g_assert_cmpfloat(drift.low_ppm, <=, drift.ppm);
    g_assert_cmpfloat(drift.high_ppm, >=, drift.ppm);
    g_assert_cmpfloat(drift.over_ms, >, of->seconds * 900);
  }
}

/* A clock without drift has none, to a tenth of a ppm. */
static void
test_steady(void)
{
  static const Case steady = {0, 600, 0.05, even};
  g_autofree LmClockSample *samples = g_new(LmClockSample, 200000);
  LmClockDrift drift;
  size_t n = make(&steady, samples, 0, 0);
  g_assert_true(lm_clock_drift(samples, n, &drift));
  g_assert_cmpfloat_with_epsilon(drift.ppm, 0, 0.1);
}

/* Timestamps that begin anew are another run of the same clock. */
static void
test_runs(void)
{
  static const Case of = {60, 120, 0.02, even};
  g_autofree LmClockSample *samples = g_new(LmClockSample, 200000);
  LmClockDrift drift;
  size_t n = make(&of, samples, 0, 0);
  n += make(&of, samples + n, 1, 500000);
  g_assert_true(lm_clock_drift(samples, n, &drift));
  g_assert_cmpfloat_with_epsilon(drift.ppm, 60, 0.6);
}

static void
test_too_little(void)
{
  static const Case brief = {100, 9, 0, none}, whole = {100, 12, 0, none};
  g_autofree LmClockSample *samples = g_new0(LmClockSample, 200000);
  LmClockDrift drift;
  g_assert_false(lm_clock_drift(NULL, 0, &drift));
  g_assert_false(lm_clock_drift(samples, make(&brief, samples, 0, 0), &drift));
  g_assert_true(lm_clock_drift(samples, make(&whole, samples, 0, 0), &drift));
  /* Each a run of its own; none of which goes on; and one that goes backwards. */
  for (uint32_t i = 0; i < 200000; i++)
    samples[i] = (LmClockSample){i, 2.0 * i, i / 3};
  g_assert_false(lm_clock_drift(samples, 200000, &drift));
  for (uint32_t i = 0; i < 1000; i++)
    samples[i] = (LmClockSample){-20.0 * i, 20.0 * i, 0};
  g_assert_false(lm_clock_drift(samples, 1000, &drift));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/clock-drift/truth", test_truth);
  g_test_add_func("/clock-drift/steady", test_steady);
  g_test_add_func("/clock-drift/runs", test_runs);
  g_test_add_func("/clock-drift/too-little", test_too_little);
  return g_test_run();
}
