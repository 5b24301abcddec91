/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sigcomp.h"
#include "fuzz.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSigcomp sigcomp;
  if (lm_sigcomp_parse(lm_slice(data, size), &sigcomp) &&
      (sigcomp.header_bytes >= size || sigcomp.has_bytecode != !sigcomp.state_id_bytes))
    abort();
  return 0;
}
