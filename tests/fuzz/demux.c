/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/demux.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmRtpHeader rtp;
  LmDemuxKind kind = lm_demux(lm_slice(data, size), &rtp);
  if ((kind == LM_DEMUX_EMPTY) != (size == 0))
    abort();
  if (kind == LM_DEMUX_RTP && rtp.payload_offset + (uint64_t)rtp.payload_len > size)
    abort();
  return 0;
}
