/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/spread.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define LEAST_BIN_WIDTH 0.001

/* Whole numbers in the order of the floats: those below 0 come turned round, and first. */
static uint32_t
key_of(float value)
{
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static float
value_of(uint32_t key)
{
  uint32_t bits = key & 0x80000000u ? key & 0x7fffffffu : ~key;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void
sort_by_digit(const uint32_t *from, uint32_t *to, size_t n, unsigned shift)
{
  uint32_t starts[DIGITS] = {0}, sum = 0;
  for (size_t i = 0; i < n; i++)
    starts[from[i] >> shift & (DIGITS - 1)]++;
  for (size_t i = 0; i < DIGITS; i++) {
    uint32_t count = starts[i];
    starts[i] = sum;
    sum += count;
  }
  for (size_t i = 0; i < n; i++)
    to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* By digits, because how long it takes must not depend on who sent the packets. */
static void
sort_values(float *values, size_t n)
{
  uint32_t *keys = lm_alloc(2 * n * sizeof *keys), *others = keys + n;
  for (size_t i = 0; i < n; i++)
    keys[i] = key_of(values[i]);
  sort_by_digit(keys, others, n, 0);
  sort_by_digit(others, keys, n, DIGIT_BITS);
  sort_by_digit(keys, others, n, 2 * DIGIT_BITS);
  for (size_t i = 0; i < n; i++)
    values[i] = value_of(others[i]);
  free(keys);
}

/* The least value that @share of all are no more than. */
static double
percentile(const float *values, size_t n, double share)
{
  size_t rank = (size_t)ceil(share * (double)n);
  return values[rank > 0 ? rank - 1 : 0];
}

/* The next 1, 2 or 5 times a power of ten. */
static double
round_width(double width)
{
  if (!(width > LEAST_BIN_WIDTH))
    return LEAST_BIN_WIDTH;
  double power = pow(10, floor(log10(width)));
  double times = width / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void
fill_bins(LmSpread *spread, const float *values, size_t n)
{
  /* One bin for all above, and one because the first begins below the least. */
  spread->bin_width = round_width((spread->p99 - spread->least) / (LM_SPREAD_BINS - 2));
  spread->bins_from = floor(spread->least / spread->bin_width) * spread->bin_width;
  for (size_t i = 0; i < n; i++) {
    double bin = floor((values[i] - spread->bins_from) / spread->bin_width);
    spread->bins[(size_t)fmin(fmax(bin, 0), LM_SPREAD_BINS - 1)]++;
  }
}

void
lm_spread_fill(LmSpread *spread, float *values, size_t n)
{
  double sum = 0, squares = 0;
  *spread = (LmSpread){.n = n};
  if (n == 0)
    return;
  sort_values(values, n);
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  spread->mean = sum / (double)n;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - spread->mean) * (values[i] - spread->mean);
  spread->deviation = sqrt(squares / (double)n);
  spread->least = values[0];
  spread->most = values[n - 1];
  spread->median = percentile(values, n, 0.50);
  spread->p95 = percentile(values, n, 0.95);
  spread->p99 = percentile(values, n, 0.99);
  fill_bins(spread, values, n);
}
