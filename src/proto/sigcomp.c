/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sigcomp.h"

#include "base/bytes.h"

enum { FEEDBACK = 0x04, LENGTH = 0x03 };

/* RFC 3320, 7 and figure 3: 11111, T, and two bits that say how long the identifier of a state is;
 * with T an item of feedback of one byte, or as many as it says. With a length of 0 bytecode
 * follows, whose length has 12 bits, and the address where it is put, 4 bits of which 0 is
 * reserved. */
bool
lm_sigcomp_parse(LmSlice message, LmSigcomp *sigcomp)
{
  static const uint8_t state_bytes[4] = {0, 6, 9, 12};
  unsigned first = lm_slice_u8(message, 0);
  size_t at = 1;
  *sigcomp = (LmSigcomp){0};
  if (first >> 3 != 0x1f)
    return false;
  if (first & FEEDBACK) {
    unsigned feedback = lm_slice_u8(message, 1);
    at += feedback & 0x80 ? 1 + (feedback & 0x7f) : 1;
  }
  sigcomp->state_id_bytes = state_bytes[first & LENGTH];
  sigcomp->has_bytecode = sigcomp->state_id_bytes == 0;
  if (sigcomp->has_bytecode) {
    unsigned field = lm_slice_be16(message, at);
    if (field >> 4 == 0 || (field & 0x0f) == 0)
      return false;
    at += 2 + (field >> 4);
  } else {
    at += sigcomp->state_id_bytes;
  }
  sigcomp->header_bytes = at;
  return at < message.len;
}
