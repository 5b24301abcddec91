/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/demux.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmDemuxKind kind = lm_demux(lm_slice(data, size));
  if ((kind == LM_DEMUX_EMPTY) != (size == 0))
    abort();
  return 0;
}
