/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/mrcp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice bytes = lm_slice(data, size);
  LmMrcp message;
  if (lm_mrcp_parse(bytes, &message) != lm_mrcp_looks_like(bytes))
    abort();
  if (message.anomaly.offset + (size_t)message.anomaly.len > size ||
      message.body.len > message.bytes.len)
    abort();
  return 0;
}
