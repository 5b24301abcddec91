/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reading bits, the highest first. Behind the end all bits are 0 and @over is set, so that a header
 * is read in one go and checked once. */

#include "base/slice.h"

typedef struct {
  LmSlice bytes;
  size_t at;     /* byte */
  uint8_t bit;   /* in it */
  uint8_t zeros; /* bytes of 0 right before it */
  bool escaped;  /* bytes of 3 behind two of 0 are left out (ITU-T H.264, 7.4.1; H.265, 7.4.2) */
  bool over;
} LmBits;

static inline LmBits
lm_bits(LmSlice bytes, bool escaped)
{
  return (LmBits){.bytes = bytes, .escaped = escaped};
}

/* At most 32 of them. */
uint32_t lm_bits_take(LmBits *bits, unsigned n);
void lm_bits_skip(LmBits *bits, unsigned n);
/* ue(v) and se(v): ITU-T H.264, 9.1. Sets @over where a code has more than 32 bits. */
uint32_t lm_bits_ue(LmBits *bits);
int64_t lm_bits_se(LmBits *bits);

static inline bool
lm_bits_flag(LmBits *bits)
{
  return lm_bits_take(bits, 1);
}
