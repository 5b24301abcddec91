/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/clock.h"

__extension__ typedef unsigned __int128 Wide;

static uint64_t
power_of_10(unsigned exponent)
{
  uint64_t power = 1;
  for (unsigned i = 0; i < exponent; i++)
    power *= 10;
  return power;
}

LmClock
lm_clock(uint8_t resolution, int64_t offset_s)
{
  LmClock clock = {.multiply = 1, .divide = 1};
  unsigned exponent = resolution & 0x7f;
  if (resolution & 0x80) {
    clock.multiply = LM_NS_PER_S;
    clock.shift = (uint8_t)exponent;
  } else if (exponent <= 9) {
    clock.multiply = power_of_10(9 - exponent);
  } else {
    /* 10^19 is the largest power in 64 bits; a smaller unit leaves less than 2 ns. */
    clock.divide = exponent - 9 <= 19 ? power_of_10(exponent - 9) : 0;
  }
  if (__builtin_mul_overflow(offset_s, LM_NS_PER_S, &clock.offset_ns))
    clock.offset_ns = offset_s < 0 ? INT64_MIN : INT64_MAX;
  return clock;
}

int64_t
lm_clock_convert(const LmClock *clock, uint64_t ticks)
{
  if (clock->divide == 0)
    return clock->offset_ns;
  Wide ns = ((Wide)ticks * clock->multiply / clock->divide) >> clock->shift;
  return lm_time_add(ns > INT64_MAX ? INT64_MAX : (int64_t)ns, clock->offset_ns);
}
