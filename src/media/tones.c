/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/tones.h"

#include <math.h>

/* 12.75 ms: filters as wide as Q.24 lets the frequencies differ, and two whole blocks in any tone
 * of 40 ms. */
#define BLOCK_OF_8000 102u
/* The sine that reaches the top of the scale of G.711 has +3.14 dBm0; so 0 dBm0 has this power. */
#define POWER_0_DBM0 (32635.0 * 32635.0 / 2 / 2.0606)
#define MIN_DBM0 (-42.0) /* for each of both; Q.24 has -25 to -29 dBm of sets with their line */
/* The 4 and 8 dB of Q.24, and 1 dB that neighbours in the same block give or take. */
#define MAX_FORWARD_TWIST 3.162f
#define MAX_REVERSE_TWIST 7.943f
#define MIN_PEAK 6.310f /* 8 dB above the others of its group: one tone, and no chord */
/* How much of all sound the two are. A tone 1.5 % off gives its filter less: some 0.72 of the
 * highest. Speech has its power elsewhere as well. */
#define MIN_SHARE 0.78f
#define MIN_FAX_SHARE 0.6f
#define MIN_KEY_BLOCKS 2u
/* A block at the end of a tone that is just full enough of it has 2 dB less; speech is not as
 * steady. */
#define MAX_STEP 2.0
/* T.30, 4.1 and 4.2, with what is cut off at both ends. */
#define MIN_CNG_MS 350.0
#define MIN_CED_MS 1000.0

enum { N_LOW = 4, FIRST_HIGH = 4, FIRST_FAX = 8 };

/* Q.23, 6. */
static const float frequencies[LM_TONES_FREQUENCIES] = {697,  770,  852,  941,  1209, 1336,
                                                        1477, 1633, 1100, 2100, 1100, 2100};
static const uint8_t codes[4][4] = {{1, 2, 3, 12}, {4, 5, 6, 13}, {7, 8, 9, 14}, {10, 0, 11, 15}};

static void
clear_block(LmTones *tones)
{
  for (unsigned i = 0; i < LM_TONES_FREQUENCIES; i++)
    tones->s1[i] = tones->s2[i] = 0;
  tones->total = 0;
  tones->filled = 0;
}

bool
lm_tones_init(LmTones *tones, uint32_t rate_hz, LmToneTake take, void *data)
{
  if (rate_hz < LM_TONES_MIN_HZ || rate_hz > LM_TONES_MAX_HZ)
    return false;
  *tones = (LmTones){.take = take, .data = data, .rate_hz = rate_hz, .code = -1};
  tones->block = BLOCK_OF_8000 * rate_hz / 8000;
  for (unsigned i = 0; i < LM_TONES_FREQUENCIES; i++)
    tones->coefficient[i] = (float)(2 * cos(2 * M_PI * frequencies[i] / rate_hz));
  return true;
}

static unsigned
strongest(const float *power)
{
  unsigned best = 0;
  for (unsigned i = 1; i < 4; i++)
    if (power[i] > power[best])
      best = i;
  return best;
}

static bool
stands_out(const float *power, unsigned best)
{
  for (unsigned i = 0; i < 4; i++)
    if (i != best && power[i] * MIN_PEAK > power[best])
      return false;
  return true;
}

static int
key_of(const LmToneBlock *block)
{
  const float *low = block->power, *high = block->power + FIRST_HIGH;
  unsigned row = strongest(low), column = strongest(high);
  const float least = (float)POWER_0_DBM0 * 6.3096e-5f; /* MIN_DBM0 */
  if (low[row] < least || high[column] < least || !stands_out(low, row) ||
      !stands_out(high, column))
    return -1;
  if (high[column] > low[row] * MAX_FORWARD_TWIST || low[row] > high[column] * MAX_REVERSE_TWIST)
    return -1;
  return low[row] + high[column] >= MIN_SHARE * block->total ? codes[row][column] : -1;
}

/* The code of the tone that @block is full of; -1: none. */
static int
code_of(const LmToneBlock *block)
{
  static const uint8_t fax[] = {LM_TONE_CNG, LM_TONE_CED};
  const float least = (float)POWER_0_DBM0 * 6.3096e-5f;
  for (unsigned i = 0; i < 2; i++)
    if (block->power[FIRST_FAX + i] >= least &&
        block->power[FIRST_FAX + i] >= MIN_FAX_SHARE * block->total)
      return fax[i];
  return key_of(block);
}

/* The power of the tone @code in @block. */
static double
power_of(const LmToneBlock *block, int code)
{
  if (code == LM_TONE_CNG || code == LM_TONE_CED)
    return block->power[FIRST_FAX + (code == LM_TONE_CED)];
  for (unsigned row = 0; row < 4; row++)
    for (unsigned column = 0; column < 4; column++)
      if (codes[row][column] == code)
        return block->power[row] + block->power[FIRST_HIGH + column];
  return 0;
}

/* How much of a block beside the tone has it: what a filter gives grows with the time squared. */
static double
part_of(const LmTones *tones, const LmToneBlock *beside)
{
  double whole = tones->power / tones->blocks;
  double part = whole > 0 ? sqrt(power_of(beside, tones->code) / whole) : 0;
  return part < 1 ? part : 1;
}

static bool
is_long_enough(const LmTones *tones, double samples)
{
  double ms = samples * 1000 / tones->rate_hz;
  if (tones->code == LM_TONE_CNG)
    return ms >= MIN_CNG_MS;
  if (tones->code == LM_TONE_CED)
    return ms >= MIN_CED_MS;
  return tones->blocks >= MIN_KEY_BLOCKS;
}

/* @behind is the block that follows; NULL: none. */
static void
end_tone(LmTones *tones, const LmToneBlock *behind)
{
  if (tones->code < 0)
    return;
  double after = behind ? part_of(tones, behind) : 0;
  double samples = (tones->blocks + tones->before + after) * tones->block;
  uint64_t early = (uint64_t)(tones->before * tones->block);
  LmHeardTone tone = {
      .start = tones->start > early ? tones->start - early : 0,
      .n = (uint64_t)samples,
      .level_dbm0 = 10 * log10(tones->power / tones->blocks / POWER_0_DBM0),
      .code = (uint8_t)tones->code,
  };
  if (is_long_enough(tones, samples))
    tones->take(tones->data, &tone);
  tones->code = -1;
}

static bool
is_steady(const LmTones *tones, double power)
{
  double mean = tones->power / tones->blocks;
  return power <= mean * MAX_STEP && mean <= power * MAX_STEP;
}

static void
begin_tone(LmTones *tones, int code, const LmToneBlock *block)
{
  tones->code = code;
  tones->blocks = 1;
  tones->power = power_of(block, code);
  tones->before = tones->has_last ? part_of(tones, &tones->last) : 0;
  tones->start = tones->at - tones->block;
}

/* One block without the tone is not yet its end: Q.24 has receivers bear interruptions. */
static void
hear(LmTones *tones, const LmToneBlock *block)
{
  int code = code_of(block);
  if (code >= 0 && code == tones->code && !is_steady(tones, power_of(block, code)))
    code = -1;
  if (tones->code >= 0 && code < 0 && !tones->missed) {
    tones->missed = true;
    return;
  }
  if (code != tones->code)
    end_tone(tones, tones->missed ? &tones->last : block);
  if (code >= 0 && tones->code < 0) {
    begin_tone(tones, code, block);
  } else if (code >= 0) {
    if (tones->missed)
      tones->power += tones->power / tones->blocks++;
    tones->blocks++;
    tones->power += power_of(block, code);
  }
  tones->missed = false;
}

static void
end_block(LmTones *tones)
{
  LmToneBlock block = {.total = tones->total / (float)tones->block};
  /* A sine of amplitude a gives (a n / 2) squared; its power is a squared by 2. */
  float scale = 2.0f / ((float)tones->block * (float)tones->block);
  for (unsigned i = 0; i < LM_TONES_FREQUENCIES; i++)
    block.power[i] = scale * (tones->s1[i] * tones->s1[i] + tones->s2[i] * tones->s2[i] -
                              tones->coefficient[i] * tones->s1[i] * tones->s2[i]);
  hear(tones, &block);
  tones->last = block;
  tones->has_last = true;
  clear_block(tones);
}

void
lm_tones_add(LmTones *tones, const int16_t *samples, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    float x = samples[i];
    for (unsigned k = 0; k < LM_TONES_FREQUENCIES; k++) {
      float s = x + tones->coefficient[k] * tones->s1[k] - tones->s2[k];
      tones->s2[k] = tones->s1[k];
      tones->s1[k] = s;
    }
    tones->total += x * x;
    tones->at++;
    if (++tones->filled == tones->block)
      end_block(tones);
  }
}

void
lm_tones_break(LmTones *tones, uint64_t at)
{
  end_tone(tones, tones->missed ? &tones->last : NULL);
  tones->missed = false;
  clear_block(tones);
  tones->has_last = false;
  tones->at = at;
}
