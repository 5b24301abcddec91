/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a figure of many packets is spread: its mean, its percentiles and its bins. Pure functions.
 */

#include <stddef.h>
#include <stdint.h>

#define LM_SPREAD_BINS 50

typedef struct {
  uint64_t n;
  double least, most, mean, deviation; /* 0 where there are none */
  double median, p95, p99;             /* as many percent are no more than that */
  /* Bin i is from @bins_from + i * @bin_width on, and that wide; the last one has all above. The
   * width is 1, 2 or 5 times a power of ten, and 99 % lie below the last bin. */
  double bins_from, bin_width;
  uint32_t bins[LM_SPREAD_BINS];
} LmSpread;

/* @values is sorted by it; none may be NaN. In linear time. */
void lm_spread_fill(LmSpread *spread, float *values, size_t n);
