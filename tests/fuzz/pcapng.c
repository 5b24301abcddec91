/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "capture-walk.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  walk_capture(data, size);
  return 0;
}
