/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trees of other protocols than SIP: the first byte of the input says which one is made. */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/detail-steps.h"

#include <stdlib.h>

static uint32_t
walk(const LmDetail *node, size_t size, int depth)
{
  uint32_t n = 1;
  if (depth > LM_LIMIT_DETAIL_DEPTH || (uint64_t)node->offset + node->len > size || !node->name)
    abort();
  for (size_t i = 0; i < node->value.len; i++) {
    volatile uint8_t byte = node->value.data[i];
    (void)byte;
  }
  for (const LmDetail *child = node->first_child; child; child = child->next)
    n += walk(child, size, depth + 1);
  return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmDetail *(*const trees[])(LmSlice, LmArena *) = {
      lm_detail_stun, lm_detail_dtls,  lm_detail_diameter, lm_detail_bfcp,
      lm_detail_zrtp, lm_detail_lines, lm_detail_msrp,     lm_detail_t38,
  };
  LmArena arena = LM_ARENA_INIT;
  LmSlice input = lm_slice(data, size);
  if (size == 0)
    return 0;
  LmSlice bytes = lm_slice_from(input, 1);
  LmDetail *tree = trees[data[0] % (sizeof trees / sizeof *trees)](bytes, &arena);
  if (tree && walk(tree, bytes.len, 0) > LM_LIMIT_DETAIL_NODES + 64)
    abort();
  lm_arena_clear(&arena);
  return 0;
}
