/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/red.h"

/* RFC 2198, 3: of each block but the last four bytes stand first, of that one byte. */
enum { HEADER_BYTES = 4, LAST_HEADER_BYTES = 1 };

void
lm_red_walk(LmSlice payload, LmRedWalk *walk)
{
  size_t at = 0;
  while (lm_slice_at(payload, at) >= 0x80)
    at += HEADER_BYTES;
  *walk = (LmRedWalk){
      .payload = payload,
      .data = at + LAST_HEADER_BYTES,
      .ended = at >= payload.len,
  };
}

bool
lm_red_next(LmRedWalk *walk, LmRedBlock *block)
{
  if (walk->ended)
    return false;
  uint32_t header = lm_slice_be32(walk->payload, walk->header);
  uint8_t first = lm_slice_u8(walk->payload, walk->header);
  *block = (LmRedBlock){.payload_type = first & 0x7f, .primary = !(first & 0x80)};
  if (block->primary) {
    block->block = lm_slice_from(walk->payload, walk->data);
    block->block_len = (uint32_t)block->block.len;
    walk->ended = true;
    return true;
  }
  block->offset = header >> 10 & 0x3fff;
  block->block_len = header & 0x3ff;
  if (!lm_slice_take(walk->payload, walk->data, block->block_len, &block->block))
    block->block = LM_SLICE_EMPTY;
  walk->header += HEADER_BYTES;
  walk->data += block->block_len;
  return true;
}

bool
lm_red_primary(LmSlice payload, LmRedBlock *block)
{
  LmRedWalk walk;
  lm_red_walk(payload, &walk);
  while (lm_red_next(&walk, block))
    if (block->primary)
      return true;
  return false;
}
