/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/rtcp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice rest = lm_slice(data, size);
  LmRtcpPacket packet;
  LmRtcpReport report;
  bool sound = lm_rtcp_looks_like(rest, false);
  lm_rtcp_looks_like(rest, true);
  while (lm_rtcp_next(&rest, &packet))
    for (uint32_t i = 0; lm_rtcp_report(&packet, i, &report);)
      i++;
  /* What looks like RTCP can be walked to its end. */
  if (sound && rest.len)
    abort();
  return 0;
}
