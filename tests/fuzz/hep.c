/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of HEP behind one another, as a stream brings them. */

#include "net/hep.h"
#include "base/limits.h"
#include "fuzz.h"

#include <stdlib.h>

static void
check(bool holds)
{
  if (!holds)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice rest = lm_slice(data, size);
  LmArena arena = LM_ARENA_INIT;
  LmHep hep;
  while (lm_hep_parse(rest, &hep)) {
    check(hep.bytes > 0 && hep.bytes <= rest.len && hep.payload.len <= hep.bytes);
    check(hep.version != 3 || hep.bytes == lm_hep_length(rest));
    if (lm_hep_inflate(&hep, &arena))
      check(hep.payload.len > 0 && hep.payload.len <= LM_LIMIT_DATAGRAM_BYTES);
    rest = lm_slice_from(rest, hep.bytes);
  }
  lm_arena_clear(&arena);
  return 0;
}
