/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/detail.h"

#include <stdlib.h>

static uint32_t
walk(const LmDetail *node, size_t size, int depth)
{
  uint32_t n = 1;
  if (depth > LM_LIMIT_DETAIL_DEPTH || (uint64_t)node->offset + node->len > size || !node->name)
    abort();
  for (const LmDetail *child = node->first_child; child; child = child->next)
    n += walk(child, size, depth + 1);
  return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmSipMessage message;
  LmArena arena = LM_ARENA_INIT;
  if (lm_sip_message_parse(lm_slice(data, size), false, &arena, &message) &&
      walk(lm_detail_sip(&message, &arena), size, 0) >
          LM_LIMIT_DETAIL_NODES + LM_LIMIT_SIP_ANOMALIES + 64)
    abort();
  lm_arena_clear(&arena);
  return 0;
}
