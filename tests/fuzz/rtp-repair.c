/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first byte chooses: a packet with a header extension, RED, or a kind of error correction. */

#include "fuzz.h"

#include "proto/fec.h"
#include "proto/red.h"
#include "proto/rtp-extension.h"

#include <stdlib.h>

static void
walk_elements(LmSlice packet)
{
  LmRtpElements walk;
  LmRtpElement element;
  int64_t number;
  size_t bytes = 0;
  if (!lm_rtp_elements(packet, &walk))
    return;
  while (lm_rtp_next_element(&walk, &element)) {
    bytes += element.value.len;
    for (int kind = LM_RTP_ELEMENT_OTHER; kind <= LM_RTP_ELEMENT_ORIENTATION; kind++)
      lm_rtp_element_number((LmRtpElementKind)kind, element.value, &number);
  }
  if (bytes > packet.len)
    abort();
}

static void
walk_blocks(LmSlice payload)
{
  LmRedWalk walk;
  LmRedBlock block;
  size_t bytes = 0;
  for (lm_red_walk(payload, &walk); lm_red_next(&walk, &block);)
    bytes += block.block.len;
  if (bytes > payload.len)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size), rest = lm_slice_from(input, 1);
  LmFec fec;
  switch (lm_slice_u8(input, 0) % 5) {
  case 0:
    walk_elements(rest);
    break;
  case 1:
    walk_blocks(rest);
    break;
  default:
    if (lm_fec_read((LmFecKind)(lm_slice_u8(input, 0) % 5 - 1), rest, &fec) &&
        (fec.n == 0 || fec.n > LM_FEC_MOST))
      abort();
    break;
  }
  return 0;
}
