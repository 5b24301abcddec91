/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/packet_log.h"

#include "base/arena.h"

#include <stdlib.h>

/* The first blocks are small, because most streams are short; later ones are large. */
#define FIRST_BLOCK_BYTES 240
#define LARGEST_BLOCK_BYTES 4000
#define MAX_ENTRY_BYTES 25 /* three numbers of up to 64, 64 and 33 bits, 7 bits a byte */

struct LmPacketLogBlock {
  LmPacketLogBlock *next;
  uint16_t size, used;
  uint8_t bytes[];
};

/* Sign to the lowest bit, so that small numbers of either sign are short. */
static uint64_t
zigzag(int64_t value)
{
  return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static int64_t
unzigzag(uint64_t value)
{
  return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

static uint32_t
put(uint8_t *out, uint64_t value)
{
  uint32_t n = 0;
  for (; value >= 0x80; value >>= 7)
    out[n++] = (uint8_t)(value | 0x80);
  out[n++] = (uint8_t)value;
  return n;
}

static uint64_t
get(const uint8_t *in, uint32_t *offset)
{
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = in[(*offset)++];
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
}

static void
add_block(LmPacketLog *log)
{
  uint16_t size = log->last ? LARGEST_BLOCK_BYTES : FIRST_BLOCK_BYTES;
  if (log->last && log->last->size < LARGEST_BLOCK_BYTES / 2)
    size = (uint16_t)(log->last->size * 2);
  LmPacketLogBlock *block = lm_alloc(sizeof *block + size);
  block->size = size;
  if (log->last)
    log->last->next = block;
  else
    log->first = block;
  log->last = block;
}

void
lm_packet_log_add(LmPacketLog *log, int64_t time_ns, LmSlice packet)
{
  if (!log->last || log->last->size - log->last->used < MAX_ENTRY_BYTES)
    add_block(log);
  LmPacketLogBlock *block = log->last;
  uint8_t *out = block->bytes + block->used;
  uint32_t n = put(out, zigzag((int64_t)((uint64_t)time_ns - (uint64_t)log->previous_ns)));
  n += put(out + n, zigzag((int64_t)((uintptr_t)packet.data - (uintptr_t)log->previous_data)));
  n += put(out + n, zigzag((int64_t)packet.len - (int64_t)log->previous_len));
  block->used = (uint16_t)(block->used + n);
  log->previous_ns = time_ns;
  log->previous_data = packet.data;
  log->previous_len = (uint32_t)packet.len;
  log->packets++;
}

void
lm_packet_log_clear(LmPacketLog *log)
{
  for (LmPacketLogBlock *block = log->first; block;) {
    LmPacketLogBlock *next = block->next;
    free(block);
    block = next;
  }
  *log = LM_PACKET_LOG_INIT;
}

void
lm_packet_log_walk(const LmPacketLog *log, LmPacketLogWalk *walk)
{
  *walk = (LmPacketLogWalk){.block = log->first};
}

bool
lm_packet_log_next(LmPacketLogWalk *walk, LmPacketLogEntry *entry)
{
  if (walk->block && walk->offset >= walk->block->used) {
    walk->block = walk->block->next;
    walk->offset = 0;
  }
  if (!walk->block)
    return false;
  const uint8_t *in = walk->block->bytes;
  LmPacketLogEntry *previous = &walk->previous;
  int64_t time = unzigzag(get(in, &walk->offset));
  int64_t place = unzigzag(get(in, &walk->offset));
  int64_t len = unzigzag(get(in, &walk->offset));
  previous->time_ns = (int64_t)((uint64_t)previous->time_ns + (uint64_t)time);
  previous->packet.data = (const uint8_t *)((uintptr_t)previous->packet.data + (uintptr_t)place);
  previous->packet.len = (size_t)((int64_t)previous->packet.len + len);
  *entry = *previous;
  return true;
}

size_t
lm_packet_log_bytes(const LmPacketLog *log)
{
  size_t bytes = 0;
  for (const LmPacketLogBlock *block = log->first; block; block = block->next)
    bytes += sizeof *block + block->size;
  return bytes;
}
