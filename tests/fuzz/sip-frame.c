/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/sip/message.h"

#include <stdlib.h>

/* Works a stream off, as its bytes arrive in pieces of a length that the first byte says. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size < 1)
    return 0;
  size_t step = data[0] + 1u, from = 0;
  LmSlice stream = lm_slice_from(lm_slice(data, size), 1);
  for (size_t to = 0; to < stream.len;) {
    to = to + step < stream.len ? to + step : stream.len;
    while (from < to) {
      size_t len;
      LmSlice there = lm_slice_sub(stream, from, to - from);
      if (lm_sip_frame(there, &len) == LM_SIP_FRAME_PARTIAL)
        break;
      if (len == 0 || len > there.len)
        abort();
      from += len;
    }
  }
  return 0;
}
