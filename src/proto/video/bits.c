/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"

static void
next_byte(LmBits *bits)
{
  bits->zeros = lm_slice_at(bits->bytes, bits->at) == 0 ? (uint8_t)(bits->zeros + 1) : 0;
  bits->bit = 0;
  bits->at++;
  if (!bits->escaped || bits->zeros < 2)
    return;
  if (lm_slice_at(bits->bytes, bits->at) == 3)
    bits->at++;
  bits->zeros = 0;
}

uint32_t
lm_bits_take(LmBits *bits, unsigned n)
{
  uint32_t value = 0;
  for (unsigned i = 0; i < n; i++) {
    int byte = lm_slice_at(bits->bytes, bits->at);
    if (byte < 0) {
      bits->over = true;
      return n - i < 32 ? value << (n - i) : 0;
    }
    value = value << 1 | ((unsigned)byte >> (7 - bits->bit) & 1);
    if (++bits->bit == 8)
      next_byte(bits);
  }
  return value;
}

void
lm_bits_skip(LmBits *bits, unsigned n)
{
  for (unsigned i = 0; i < n && !bits->over; i++)
    lm_bits_take(bits, 1);
}

uint32_t
lm_bits_ue(LmBits *bits)
{
  unsigned zeros = 0;
  while (!bits->over && !lm_bits_flag(bits))
    zeros++;
  if (zeros >= 32)
    bits->over = true;
  if (bits->over)
    return 0;
  return (uint32_t)((1ull << zeros) - 1 + lm_bits_take(bits, zeros));
}

int64_t
lm_bits_se(LmBits *bits)
{
  int64_t code = lm_bits_ue(bits);
  return code & 1 ? (code + 1) / 2 : -(code / 2);
}
