/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/rtp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice packet = lm_slice(data, size);
  LmRtpHeader header;
  lm_rtp_is_rtcp(packet);
  if (lm_rtp_parse(packet, &header) && header.payload_offset + header.payload_len > size)
    abort();
  lm_rtp_encoding_clock_hz(packet);
  return 0;
}
