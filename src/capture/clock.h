/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From the time stamps of a pcapng interface to nanoseconds: if_tsresol and if_tsoffset
 * (draft-ietf-opsawg-pcapng, section 4.2). */

#include "base/time.h"

typedef struct {
  uint64_t multiply;
  uint64_t divide; /* 0: the unit is so small that every time stamp is 0 ns */
  uint8_t shift;
  int64_t offset_ns;
} LmClock;

/* @resolution: as if_tsresol; a power of 10, or with the highest bit set of 2. @offset_s: as
 * if_tsoffset. */
LmClock lm_clock(uint8_t resolution, int64_t offset_s);
/* Slow part of lm_clock_ns(). */
int64_t lm_clock_convert(const LmClock *clock, uint64_t ticks);

#define LM_CLOCK_RESOLUTION_DEFAULT 6 /* microseconds */

/* Saturates at both ends. */
static inline int64_t
lm_clock_ns(const LmClock *clock, uint64_t ticks)
{
  uint64_t ns;
  if (clock->divide == 1 && clock->shift == 0 && clock->offset_ns == 0 &&
      !__builtin_mul_overflow(ticks, clock->multiply, &ns) && ns <= INT64_MAX)
    return (int64_t)ns;
  return lm_clock_convert(clock, ticks);
}
