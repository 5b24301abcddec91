/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session description in the detail tree, and what is wrong with it. */

#include "base/limits.h"
#include "fuzz.h"
#include "proto/detail-build.h"
#include "proto/sdp/check.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice body = lm_slice(data, size);
  LmDetailBuilder builder = {.arena = &arena, .bytes = body};
  lm_detail_add_sdp(&builder, lm_detail_root(&arena, "", body), body);
  LmAnomaly *anomalies;
  uint32_t n = lm_sdp_check(body, &arena, &anomalies);
  if (n > LM_LIMIT_SIP_ANOMALIES)
    abort();
  for (uint32_t i = 0; i < n; i++)
    if (anomalies[i].offset > size || anomalies[i].len > size - anomalies[i].offset)
      abort();
  lm_arena_clear(&arena);
  return 0;
}
