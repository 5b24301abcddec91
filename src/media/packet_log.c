/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/packet_log.h"

#include <endian.h>
#include <stdlib.h>

/* Most streams are short, so the first block is small; each further one is a quarter of all before
 * it, so that what lies unused at the end stays a small part of the whole. */
#define FIRST_BLOCK_BYTES 112
#define LARGEST_BLOCK_BYTES 8168
#define NS_PER_UNIT 1000 /* most captures count microseconds */

/* An entry is a byte that says how it is written, then time and place, and the length where it is
 * another one than before. All numbers are little-endian and signed. */
enum {
  TIME_SIZE = 3, /* bits: 0: two bytes, 1: four, 2: eight, 3: three */
  PLACE_SIZE_SHIFT = 2,
  FINE = 1 << 4,      /* time is in nanoseconds */
  OTHER_LEN = 1 << 5, /* four bytes of length follow */
  SIZE_3 = 3,
  USUAL_ENTRY_ROOM = 1 + 2 + 4, /* of which at most six bytes stay */
  MAX_ENTRY_BYTES = 1 + 8 + 8 + 4,
};

struct LmPacketLogBlock {
  LmPacketLogBlock *next;
  uint32_t total_bytes; /* of this block and all before it */
  uint16_t used;        /* bytes; the last block ends at the log's @at */
  uint8_t bytes[];
};

_Static_assert(LARGEST_BLOCK_BYTES <= UINT16_MAX, "used counts them");

static inline bool
fits_in_16(int64_t value)
{
  return value == (int16_t)value;
}

static inline bool
fits_in_24(int64_t value)
{
  return value >= -(1 << 23) && value < 1 << 23;
}

static inline void
put_16(uint8_t *out, int64_t value)
{
  uint16_t lowest_first = htole16((uint16_t)value);
  memcpy(out, &lowest_first, sizeof lowest_first);
}

static inline uint8_t *
put_32(uint8_t *out, int64_t value)
{
  uint32_t lowest_first = htole32((uint32_t)value);
  memcpy(out, &lowest_first, sizeof lowest_first);
  return out + sizeof lowest_first;
}

/* In as many bytes as @value needs; their size goes to @size. */
static uint8_t *
put(uint8_t *out, int64_t value, unsigned *size)
{
  if (fits_in_16(value)) {
    *size = 0;
    put_16(out, value);
    return out + 2;
  }
  if (value == (int32_t)value) {
    *size = 1;
    return put_32(out, value);
  }
  *size = 2;
  uint64_t lowest_first = htole64((uint64_t)value);
  memcpy(out, &lowest_first, sizeof lowest_first);
  return out + sizeof lowest_first;
}

static int64_t
get(const uint8_t **at, unsigned size)
{
  uint64_t value = 0;
  unsigned n = size == SIZE_3 ? 3 : 2u << size, unused_bits = 64 - 8 * n;
  memcpy(&value, *at, n);
  *at += n;
  return (int64_t)(le64toh(value) << unused_bits) >> unused_bits;
}

static void
add_block(LmPacketLog *log, LmArena *arena)
{
  uint32_t before = log->last ? log->last->total_bytes : 0;
  uint32_t size = before / 4;
  if (size < FIRST_BLOCK_BYTES)
    size = FIRST_BLOCK_BYTES;
  if (size > LARGEST_BLOCK_BYTES)
    size = LARGEST_BLOCK_BYTES;
  size_t whole = sizeof(LmPacketLogBlock) + size;
  LmPacketLogBlock *block = arena ? lm_arena_alloc(arena, whole) : lm_alloc(whole);
  if (log->last) {
    block->next = log->last->next;
    log->last->next = block;
    log->last->used = (uint16_t)(log->at - log->last->bytes);
  } else {
    block->next = block;
  }
  log->last = block;
  log->at = block->bytes;
  log->end = block->bytes + size;
  block->total_bytes = before + (uint32_t)sizeof *block + size;
}

/* An entry of any numbers in @form, which holds MAX_ENTRY_BYTES. Returns its end. */
static uint8_t *
put_entry(uint8_t *form, int64_t more_ns, int64_t more_bytes, bool other_len, uint32_t len)
{
  uint8_t *out = form + 1;
  unsigned time_size, place_size;
  bool fine = more_ns % NS_PER_UNIT != 0;
  out = put(out, fine ? more_ns : more_ns / NS_PER_UNIT, &time_size);
  out = put(out, more_bytes, &place_size);
  if (other_len)
    out = put_32(out, len);
  *form = (uint8_t)(time_size | place_size << PLACE_SIZE_SHIFT | (fine ? FINE : 0) |
                    (other_len ? OTHER_LEN : 0));
  return out;
}

/* The same at the end of @log. */
static __attribute__((noinline)) void
add_entry(LmPacketLog *log, LmArena *arena, int64_t more_ns, int64_t more_bytes, bool other_len,
          uint32_t len)
{
  uint8_t entry[MAX_ENTRY_BYTES];
  size_t size = (size_t)(put_entry(entry, more_ns, more_bytes, other_len, len) - entry);
  if ((size_t)(log->end - log->at) < size)
    add_block(log, arena);
  memcpy(log->at, entry, size);
  log->at += size;
}

void
lm_packet_log_add(LmPacketLog *log, LmArena *arena, int64_t time_ns, LmSlice packet)
{
  LmPacketLogState *last = &log->last_packet;
  bool is_first = !last->data;
  uint64_t step_ns = (uint64_t)time_ns - (uint64_t)last->time_ns;
  uint64_t step_bytes = (uintptr_t)packet.data - (uintptr_t)last->data;
  int64_t more_ns = (int64_t)(step_ns - last->step_ns);
  int64_t more_units = more_ns / NS_PER_UNIT;
  int64_t more_bytes = (int64_t)(step_bytes - last->step_bytes);
  bool other_len = packet.len != last->len;
  if (__builtin_expect(more_units * NS_PER_UNIT == more_ns && fits_in_16(more_units) &&
                           fits_in_24(more_bytes) && !other_len &&
                           log->end - log->at >= USUAL_ENTRY_ROOM,
                       1)) {
    bool near = fits_in_16(more_bytes);
    log->at[0] = near ? 0 : SIZE_3 << PLACE_SIZE_SHIFT;
    put_16(log->at + 1, more_units);
    put_32(log->at + 3, more_bytes);
    log->at += near ? 5 : 6;
  } else {
    add_entry(log, arena, more_ns, more_bytes, other_len, (uint32_t)packet.len);
  }
  /* It is no step that comes from nowhere. */
  *last = (LmPacketLogState){time_ns, packet.data, is_first ? 0 : step_ns,
                             is_first ? 0 : step_bytes, (uint32_t)packet.len};
}

void
lm_packet_log_walk(const LmPacketLog *log, LmPacketLogWalk *walk)
{
  const LmPacketLogBlock *first = log->last ? log->last->next : NULL;
  *walk = (LmPacketLogWalk){.log = log, .block = first, .at = first ? first->bytes : NULL};
}

bool
lm_packet_log_next(LmPacketLogWalk *walk, LmPacketLogEntry *entry)
{
  const LmPacketLogBlock *last = walk->log->last;
  if (walk->block && walk->block != last && walk->at == walk->block->bytes + walk->block->used) {
    walk->block = walk->block->next;
    walk->at = walk->block->bytes;
  }
  if (!walk->block || (walk->block == last && walk->at == walk->log->at))
    return false;
  LmPacketLogState *state = &walk->state;
  bool is_first = !state->data;
  unsigned form = *walk->at++;
  uint64_t more_time = (uint64_t)get(&walk->at, form & TIME_SIZE);
  state->step_ns += form & FINE ? more_time : more_time * NS_PER_UNIT;
  state->step_bytes += (uint64_t)get(&walk->at, form >> PLACE_SIZE_SHIFT & 3);
  if (form & OTHER_LEN)
    state->len = (uint32_t)get(&walk->at, 1);
  state->time_ns = (int64_t)((uint64_t)state->time_ns + state->step_ns);
  state->data = (const uint8_t *)((uintptr_t)state->data + state->step_bytes);
  if (is_first)
    state->step_ns = state->step_bytes = 0;
  *entry = (LmPacketLogEntry){state->time_ns, {state->data, state->len}};
  return true;
}

size_t
lm_packet_log_bytes(const LmPacketLog *log)
{
  return log->last ? log->last->total_bytes : 0;
}

void
lm_packet_log_free(LmPacketLog *log)
{
  LmPacketLogBlock *block = log->last ? log->last->next : NULL;
  for (bool more = block; more;) {
    LmPacketLogBlock *next = block->next;
    more = block != log->last;
    free(block);
    block = next;
  }
  *log = LM_PACKET_LOG_INIT;
}
