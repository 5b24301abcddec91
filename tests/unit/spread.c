/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/spread.h"

#include <glib.h>
#include <math.h>

static uint64_t
binned(const LmSpread *spread)
{
  uint64_t sum = 0;
  for (size_t i = 0; i < LM_SPREAD_BINS; i++)
    sum += spread->bins[i];
  return sum;
}

static void
test_even(void)
{
  LmSpread spread;
  float values[1000];
  for (int i = 0; i < 1000; i++)
    values[i] = (float)((i * 617 % 1000) - 200); /* each of -200 to 799 once */
  lm_spread_fill(&spread, values, 1000);
  g_assert_cmpuint(spread.n, ==, 1000);
  g_assert_cmpfloat(spread.least, ==, -200);
  g_assert_cmpfloat(spread.most, ==, 799);
  g_assert_cmpfloat_with_epsilon(spread.mean, 299.5, 1e-9);
  g_assert_cmpfloat_with_epsilon(spread.deviation, sqrt((1e6 - 1) / 12), 1e-6);
  g_assert_cmpfloat(spread.median, ==, 299);
  g_assert_cmpfloat(spread.p95, ==, 749);
  g_assert_cmpfloat(spread.p99, ==, 789);
  g_assert_cmpfloat(spread.bin_width, ==, 50);
  g_assert_cmpfloat(spread.bins_from, ==, -200);
  g_assert_cmpuint(spread.bins[0], ==, 50);
  g_assert_cmpuint(spread.bins[19], ==, 50);
  g_assert_cmpuint(spread.bins[20], ==, 0);
  g_assert_cmpuint(binned(&spread), ==, 1000);
  for (int i = 0; i < 1000; i++)
    g_assert_cmpfloat(values[i], ==, i - 200);
}

/* One far from the others does not make the bins wide. */
static void
test_outlier(void)
{
  LmSpread spread;
  float values[1000];
  for (int i = 0; i < 1000; i++)
    values[i] = 20 + (float)(i % 10) / 10;
  values[500] = 1e9f;
  lm_spread_fill(&spread, values, 1000);
  g_assert_cmpfloat(spread.most, ==, 1e9f);
  g_assert_cmpfloat(spread.bin_width, <=, 0.05);
  g_assert_cmpuint(spread.bins[LM_SPREAD_BINS - 1], ==, 1);
  g_assert_cmpuint(binned(&spread), ==, 1000);
}

static void
test_few(void)
{
  LmSpread spread;
  float same[3] = {7, 7, 7}, huge[2] = {-3e38f, 3e38f};
  lm_spread_fill(&spread, NULL, 0);
  g_assert_cmpuint(spread.n, ==, 0);
  g_assert_cmpfloat(spread.p99, ==, 0);
  lm_spread_fill(&spread, same, 3);
  g_assert_cmpfloat(spread.median, ==, 7);
  g_assert_cmpfloat(spread.deviation, ==, 0);
  g_assert_cmpuint(binned(&spread), ==, 3);
  lm_spread_fill(&spread, huge, 2);
  g_assert_cmpuint(binned(&spread), ==, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/spread/even", test_even);
  g_test_add_func("/spread/outlier", test_outlier);
  g_test_add_func("/spread/few", test_few);
  return g_test_run();
}
