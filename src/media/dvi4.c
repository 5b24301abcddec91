/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/dvi4.h"

#include "base/bytes.h"

#define STEPS 89

/* IMA Recommended Practices for Enhancing Digital Audio Compatibility in Multimedia Systems, 3.0,
 * section 6: the step grows by about a tenth. */
static const int16_t steps[STEPS] = {
    7,     8,     9,     10,    11,    12,    13,    14,    16,    17,    19,    21,    23,
    25,    28,    31,    34,    37,    41,    45,    50,    55,    60,    66,    73,    80,
    88,    97,    107,   118,   130,   143,   157,   173,   190,   209,   230,   253,   279,
    307,   337,   371,   408,   449,   494,   544,   598,   658,   724,   796,   876,   963,
    1060,  1166,  1282,  1411,  1552,  1707,  1878,  2066,  2272,  2499,  2749,  3024,  3327,
    3660,  4026,  4428,  4871,  5358,  5894,  6484,  7132,  7845,  8630,  9493,  10442, 11487,
    12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
};
static const int8_t changes[8] = {-1, -1, -1, -1, 2, 4, 6, 8};

typedef struct {
  int value, index;
} State;

static int16_t
decode_sample(State *state, unsigned code)
{
  int step = steps[state->index], change = step >> 3;
  change += code & 4 ? step : 0;
  change += code & 2 ? step >> 1 : 0;
  change += code & 1 ? step >> 2 : 0;
  state->value += code & 8 ? -change : change;
  state->value = state->value > 32767 ? 32767 : state->value < -32768 ? -32768 : state->value;
  state->index += changes[code & 7];
  state->index = state->index < 0 ? 0 : state->index > STEPS - 1 ? STEPS - 1 : state->index;
  return (int16_t)state->value;
}

size_t
lm_dvi4_samples(LmSlice payload)
{
  return payload.len > LM_DVI4_HEADER_BYTES ? 2 * (payload.len - LM_DVI4_HEADER_BYTES) : 0;
}

/* The value before the first sample, the place in the table, a byte of nothing; then the first
 * sample of each byte in its high bits. */
void
lm_dvi4_decode(LmSlice payload, int16_t *out)
{
  State state = {(int16_t)lm_slice_be16(payload, 0), lm_slice_u8(payload, 2)};
  if (state.index > STEPS - 1)
    state.index = STEPS - 1;
  for (size_t i = 0; i < lm_dvi4_samples(payload); i++) {
    uint8_t byte = lm_slice_u8(payload, LM_DVI4_HEADER_BYTES + i / 2);
    out[i] = decode_sample(&state, i % 2 ? byte & 15 : byte >> 4);
  }
}
