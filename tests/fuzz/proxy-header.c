/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "proto/proxy_header.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bool partial;
  size_t len = lm_proxy_header_len(lm_slice(data, size), &partial);
  if (len > size || (len && partial))
    abort();
  return 0;
}
