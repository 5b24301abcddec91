/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/packet_log.h"

#include "base/arena.h"

#include <endian.h>
#include <stdlib.h>

/* Most streams are short, so the first block is small; each further one is a quarter of all before
 * it, so that what lies unused at the end stays a small part of the whole. */
#define FIRST_BLOCK_BYTES 112
#define LARGEST_BLOCK_BYTES 8176
#define MAX_ENTRY_BYTES 25 /* numbers of 65, 65 and 33 bits, 7 bits a byte */
#define NS_PER_UNIT 1000   /* most captures count microseconds */

struct LmPacketLogBlock {
  LmPacketLogBlock *next;
  uint8_t *end; /* of what is used; the last block's is the log's @at */
  uint8_t bytes[];
};

/* Sign to the lowest bit, so that small numbers of either sign are short. */
static inline uint64_t
zigzag(int64_t value)
{
  return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline int64_t
unzigzag(uint64_t value)
{
  return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

/* A number of any size and a flag: 7 bits a byte, the lowest first, the top bit set in all but the
 * last. The flag is the lowest bit. */
static uint8_t *
put_large(uint8_t *out, uint64_t value, bool flag)
{
  uint64_t rest = value >> 6;
  *out++ = (uint8_t)((value << 1 & 0x7e) | flag | (rest ? 0x80 : 0));
  for (; rest; rest >>= 7)
    *out++ = (uint8_t)((rest & 0x7f) | (rest >> 7 ? 0x80 : 0));
  return out;
}

/* The same for numbers that take up to four bytes, which nearly all do, without a branch: how long
 * they are is as good as random. Four bytes are written, however many are used. */
static inline uint8_t *
put(uint8_t *out, uint64_t value, bool flag)
{
  if (__builtin_expect(value >> 27 != 0, 0))
    return put_large(out, value, flag);
  uint32_t bits = (uint32_t)value << 1 | flag;
  unsigned n = (38u - (unsigned)__builtin_clz(bits | 1)) / 7;
  uint32_t spread =
      (bits & 0x7f) | (bits & 0x3f80) << 1 | (bits & 0x1fc000) << 2 | (bits & 0xfe00000) << 3;
  spread |= 0x80808080u & ((1u << 8 * (n - 1)) - 1);
  uint32_t lowest_first = htole32(spread);
  memcpy(out, &lowest_first, sizeof lowest_first);
  return out + n;
}

static uint64_t
get(const uint8_t **at, bool *flag)
{
  uint8_t byte = *(*at)++;
  *flag = byte & 1;
  uint64_t value = byte >> 1 & 0x3f;
  for (unsigned shift = 6; byte & 0x80; shift += 7) {
    byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
  }
  return value;
}

static void
add_block(LmPacketLog *log)
{
  uint32_t size = log->block_bytes / 4;
  if (size < FIRST_BLOCK_BYTES)
    size = FIRST_BLOCK_BYTES;
  if (size > LARGEST_BLOCK_BYTES)
    size = LARGEST_BLOCK_BYTES;
  LmPacketLogBlock *block = lm_realloc(NULL, sizeof *block + size);
  block->next = NULL;
  if (log->last) {
    log->last->next = block;
    log->last->end = log->at;
  } else {
    log->first = block;
  }
  log->last = block;
  log->at = block->bytes;
  log->end = block->bytes + size;
  log->block_bytes += (uint32_t)sizeof *block + size;
}

void
lm_packet_log_add(LmPacketLog *log, int64_t time_ns, LmSlice packet)
{
  if (__builtin_expect(log->end - log->at < MAX_ENTRY_BYTES, 0))
    add_block(log);
  LmPacketLogState *last = &log->last_packet;
  uint64_t step_ns = (uint64_t)time_ns - (uint64_t)last->entry.time_ns;
  uint64_t step_bytes = (uintptr_t)packet.data - (uintptr_t)last->entry.packet.data;
  int64_t more_ns = (int64_t)(step_ns - last->step_ns);
  int64_t more_units = more_ns / NS_PER_UNIT;
  bool fine = more_units * NS_PER_UNIT != more_ns;
  bool other_len = packet.len != last->entry.packet.len;
  uint8_t *out = put(log->at, zigzag(fine ? more_ns : more_units), fine);
  out = put(out, zigzag((int64_t)(step_bytes - last->step_bytes)), other_len);
  if (other_len)
    out = put(out, zigzag((int64_t)(packet.len - last->entry.packet.len)), false);
  log->at = out;
  *last = (LmPacketLogState){{time_ns, packet}, step_ns, step_bytes};
  if (log->packets++ == 0)
    last->step_ns = last->step_bytes = 0; /* it is no step that comes from nowhere */
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
  *walk = (LmPacketLogWalk){
      .log = log, .block = log->first, .at = log->first ? log->first->bytes : NULL};
}

bool
lm_packet_log_next(LmPacketLogWalk *walk, LmPacketLogEntry *entry)
{
  const LmPacketLogBlock *last = walk->log->last;
  if (walk->block && walk->block != last && walk->at == walk->block->end) {
    walk->block = walk->block->next;
    walk->at = walk->block->bytes;
  }
  if (!walk->block || (walk->block == last && walk->at == walk->log->at))
    return false;
  bool is_first = walk->at == walk->log->first->bytes;
  bool fine, other_len, unused;
  LmPacketLogState *state = &walk->state;
  uint64_t more_time = (uint64_t)unzigzag(get(&walk->at, &fine));
  state->step_ns += fine ? more_time : more_time * NS_PER_UNIT;
  state->step_bytes += (uint64_t)unzigzag(get(&walk->at, &other_len));
  LmPacketLogEntry *packet = &state->entry;
  packet->time_ns = (int64_t)((uint64_t)packet->time_ns + state->step_ns);
  packet->packet.data = (const uint8_t *)((uintptr_t)packet->packet.data + state->step_bytes);
  if (other_len)
    packet->packet.len += (uint64_t)unzigzag(get(&walk->at, &unused));
  if (is_first)
    state->step_ns = state->step_bytes = 0;
  *entry = *packet;
  return true;
}

size_t
lm_packet_log_bytes(const LmPacketLog *log)
{
  return log->block_bytes;
}
