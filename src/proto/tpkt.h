/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* TPKT (RFC 1006, 6): the four bytes that frame H.323 and T.38 on TCP. Pure. */

#include "base/bytes.h"

#define LM_TPKT_HEADER_BYTES 4

/* What is in the TPKT at the start of @bytes, which begin with version 3, a zero byte and a length
 * of at least 5. Of one that is not there whole, what is there. */
static inline bool
lm_tpkt_take(LmSlice bytes, LmSlice *payload)
{
  uint16_t len = lm_slice_be16(bytes, 2);
  if (bytes.len <= LM_TPKT_HEADER_BYTES || lm_slice_be16(bytes, 0) != 0x0300 ||
      len <= LM_TPKT_HEADER_BYTES)
    return false;
  *payload = lm_slice_sub(bytes, LM_TPKT_HEADER_BYTES, (size_t)len - LM_TPKT_HEADER_BYTES);
  return true;
}
