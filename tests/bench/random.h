/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Numbers that look random and are the same for the same seed: xorshift64* of Vigna, "An
 * experimental exploration of Marsaglia's xorshift generators". */

#include <stdint.h>

typedef struct {
  uint64_t state; /* never 0 */
} Random;

/* A small seed has few bits set; the constant spreads them. */
static inline Random
random_new(uint64_t seed)
{
  return (Random){seed * 0x9E3779B97F4A7C15ull | 1};
}

static inline uint64_t
random_next(Random *random)
{
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  return random->state * 2685821657736338717ull;
}

/* From 0 to @limit - 1; 0 for a limit of 0. */
static inline uint64_t
random_below(Random *random, uint64_t limit)
{
  return limit ? (random_next(random) >> 20) % limit : 0;
}
