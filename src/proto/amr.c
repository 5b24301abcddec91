/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/amr.h"

#include <stdint.h>

enum { N_TYPES = 16 };

static const int16_t narrow_bits[N_TYPES] = {95, 103, 118, 134, 148, 159, 204, 244,
                                             39, -1,  -1,  -1,  -1,  -1,  -1,  0};
static const int16_t wide_bits[N_TYPES] = {132, 177, 253, 285, 317, 365, 397, 461,
                                           477, 40,  -1,  -1,  -1,  -1,  0,   0};

int
lm_amr_frame_bits(bool wide, unsigned type)
{
  return type >= N_TYPES ? -1 : wide ? wide_bits[type] : narrow_bits[type];
}
