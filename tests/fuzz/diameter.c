/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/diameter.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice bytes = lm_slice(data, size);
  LmDiameter message;
  LmDiameterAvp avp;
  char name[16];
  if (lm_diameter_looks_like(bytes) && lm_diameter_len(bytes) == 0)
    abort();
  if (!lm_diameter_parse(bytes, &message))
    return 0;
  lm_diameter_command_name(message.command, message.request, name);
  LmSlice rest = lm_slice_from(message.bytes, LM_DIAMETER_HEADER_BYTES);
  while (lm_diameter_next_avp(&rest, &avp))
    lm_diameter_avp_name(avp.code, avp.vendor);
  if ((message.anomaly.kind == LM_ANOMALY_NONE) && rest.len)
    abort();
  return 0;
}
