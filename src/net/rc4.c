/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/rc4.h"

static void
swap(LmRc4 *rc4, uint8_t a, uint8_t b)
{
  uint8_t byte = rc4->box[a];
  rc4->box[a] = rc4->box[b];
  rc4->box[b] = byte;
}

void
lm_rc4_init(LmRc4 *rc4, LmSlice key)
{
  uint8_t j = 0;
  rc4->i = rc4->j = 0;
  for (unsigned i = 0; i < 256; i++)
    rc4->box[i] = (uint8_t)i;
  for (unsigned i = 0; i < 256 && key.len; i++) {
    j = (uint8_t)(j + rc4->box[i] + key.data[i % key.len]);
    swap(rc4, (uint8_t)i, j);
  }
}

void
lm_rc4_apply(LmRc4 *rc4, LmSlice in, uint8_t *out)
{
  for (size_t n = 0; n < in.len; n++) {
    rc4->i++;
    rc4->j = (uint8_t)(rc4->j + rc4->box[rc4->i]);
    swap(rc4, rc4->i, rc4->j);
    out[n] = in.data[n] ^ rc4->box[(uint8_t)(rc4->box[rc4->i] + rc4->box[rc4->j])];
  }
}
