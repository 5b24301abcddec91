/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/bfcp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice bytes = lm_slice(data, size);
  LmBfcp message;
  bool looks = lm_bfcp_looks_like(bytes);
  if (!lm_bfcp_parse(bytes, &message))
    return looks ? abort(), 0 : 0;
  lm_bfcp_primitive_name(message.primitive);
  lm_bfcp_status_name(message.status);
  lm_bfcp_error_name(message.error);
  if (message.anomaly.offset + (size_t)message.anomaly.len > message.bytes.len)
    abort();
  return 0;
}
