/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/g711.h"

#include "base/bytes.h"

/* Both laws: a sign, three bits that name one of eight segments, and four bits of place in it. The
 * values are those of G.711, tables 1a to 2b, times 4 (mu-law, 14 bits) and times 8 (A-law, 13
 * bits), so that they fill 16 bits. */

/* All bits are sent inverted (G.711, 3.2, note 3 of table 2a). */
static int16_t
ulaw(uint8_t byte)
{
  uint8_t code = (uint8_t)~byte;
  int segment = code >> 4 & 7;
  int value = (((code & 15) * 2 + 33) << segment) - 33;
  return (int16_t)((code & 0x80 ? -value : value) * 4);
}

/* The even bits are sent inverted (G.711, 3.1, note 3 of table 1a); the sign bit of a positive
 * value is 1. */
static int16_t
alaw(uint8_t byte)
{
  uint8_t code = byte ^ 0x55;
  int segment = code >> 4 & 7, place = (code & 15) * 2 + 1;
  int value = segment ? (place + 32) << (segment - 1) : place;
  return (int16_t)((code & 0x80 ? value : -value) * 8);
}

void
lm_ulaw_decode(LmSlice payload, int16_t *out)
{
  for (size_t i = 0; i < payload.len; i++)
    out[i] = ulaw(payload.data[i]);
}

void
lm_alaw_decode(LmSlice payload, int16_t *out)
{
  for (size_t i = 0; i < payload.len; i++)
    out[i] = alaw(payload.data[i]);
}

void
lm_l16_decode(LmSlice payload, int16_t *out)
{
  for (size_t i = 0; i < payload.len / 2; i++)
    out[i] = (int16_t)lm_slice_be16(payload, 2 * i);
}
