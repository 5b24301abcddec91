/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include "base/arena.h"

#include <endian.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static LmHashKey process_key;
static pthread_once_t process_key_once = PTHREAD_ONCE_INIT;
static atomic_bool process_key_drawn;

static void
fill_key(void)
{
  if (getrandom(&process_key, sizeof process_key, 0) == sizeof process_key)
    return;
  /* Without the kernel's random numbers the clock and the address space are what differs. */
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  process_key.k0 = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u;
  process_key.k1 = (uint64_t)(uintptr_t)&now ^ (uint64_t)now.tv_sec;
}

static void
draw_key(void)
{
  fill_key();
  atomic_store_explicit(&process_key_drawn, true, memory_order_release);
}

const LmHashKey *
lm_hash_key(void)
{
  /* Asked for every packet, and by then long drawn. */
  if (__builtin_expect(atomic_load_explicit(&process_key_drawn, memory_order_acquire), 1))
    return &process_key;
  pthread_once(&process_key_once, draw_key);
  return &process_key;
}

typedef struct {
  uint64_t v0, v1, v2, v3;
} SipState;

static inline uint64_t
rotate_left(uint64_t value, int bits)
{
  return value << bits | value >> (64 - bits);
}

static inline void
sip_round(SipState *s)
{
  s->v0 += s->v1;
  s->v1 = rotate_left(s->v1, 13) ^ s->v0;
  s->v0 = rotate_left(s->v0, 32);
  s->v2 += s->v3;
  s->v3 = rotate_left(s->v3, 16) ^ s->v2;
  s->v0 += s->v3;
  s->v3 = rotate_left(s->v3, 21) ^ s->v0;
  s->v2 += s->v1;
  s->v1 = rotate_left(s->v1, 17) ^ s->v2;
  s->v2 = rotate_left(s->v2, 32);
}

static inline void
sip_block(SipState *s, uint64_t block)
{
  s->v3 ^= block;
  sip_round(s);
  s->v0 ^= block;
}

static inline SipState
sip_start(const LmHashKey *key)
{
  return (SipState){key->k0 ^ 0x736f6d6570736575u, key->k1 ^ 0x646f72616e646f6du,
                    key->k0 ^ 0x6c7967656e657261u, key->k1 ^ 0x7465646279746573u};
}

static inline uint64_t
sip_end(SipState *s)
{
  s->v2 ^= 0xff;
  sip_round(s);
  sip_round(s);
  sip_round(s);
  return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/* The @n bytes, fewer than 8, at @bytes, as the lowest of a word. A call of memcpy() with a length
 * that is not known would take longer than all else. */
static inline uint64_t
load_few(const uint8_t *bytes, size_t n)
{
  uint64_t word = 0;
  if (n & 4) {
    uint32_t four;
    memcpy(&four, bytes, sizeof four);
    word = le32toh(four);
  }
  for (size_t i = n & 4; i < n; i++)
    word |= (uint64_t)bytes[i] << 8 * i;
  return word;
}

uint64_t
lm_hash(const LmHashKey *key, const void *data, size_t len)
{
  SipState s = sip_start(key);
  const uint8_t *bytes = data;
  size_t whole = len & ~(size_t)7;
  for (size_t i = 0; i < whole; i += 8) {
    uint64_t block;
    memcpy(&block, bytes + i, sizeof block);
    sip_block(&s, block);
  }
  uint64_t last = (uint64_t)len << 56;
  if (len > whole && len > 8) {
    /* The last 8 bytes once more, without those that were taken. */
    uint64_t tail;
    memcpy(&tail, bytes + len - 8, sizeof tail);
    last |= le64toh(tail) >> 8 * (8 - (len - whole));
  } else if (len > whole) {
    last |= load_few(bytes + whole, len - whole);
  }
  sip_block(&s, last);
  return sip_end(&s);
}

uint64_t
lm_hash_pair(const LmHashKey *key, uint64_t first, uint64_t second)
{
  SipState s = sip_start(key);
  sip_block(&s, first);
  sip_block(&s, second);
  sip_block(&s, (uint64_t)16 << 56);
  return sip_end(&s);
}

static void
insert(LmTable *table, uint32_t hash, uint32_t row)
{
  uint32_t slot = hash & table->mask;
  while (table->slots[slot].row != LM_NONE)
    slot = (slot + 1) & table->mask;
  table->slots[slot] = (LmTableSlot){row, hash};
}

static void
grow(LmTable *table)
{
  LmTable bigger = {.mask = table->slots ? table->mask * 2 + 1 : 15, .len = table->len};
  size_t n = (size_t)bigger.mask + 1;
  bigger.slots = lm_alloc(n * sizeof *bigger.slots);
  memset(bigger.slots, 0xff, n * sizeof *bigger.slots);
  for (size_t i = 0; table->slots && i <= table->mask; i++)
    if (table->slots[i].row != LM_NONE)
      insert(&bigger, table->slots[i].hash, table->slots[i].row);
  lm_table_clear(table);
  *table = bigger;
}

/* Where walks over the rows of a slot can begin: behind a free slot nothing has moved up. */
static bool
begin_keep(const LmTable *table, LmTableKeep *keep)
{
  keep->begun = true;
  keep->n_left = table->slots ? table->mask + 1 : 0;
  while (keep->n_left && table->slots[keep->at].row != LM_NONE)
    keep->at = (keep->at + 1) & table->mask;
  return keep->n_left > 0;
}

/* Nearly empty, it becomes as large as is right for what is left, and half as much again. */
static void
shrink(LmTable *table)
{
  uint32_t n = table->len + table->len / 2, mask = 15;
  while (n >= mask / 8 * 5)
    mask = mask * 2 + 1;
  if (table->mask / 4 < mask)
    return;
  LmTable less = {.mask = mask, .len = table->len};
  size_t size = (size_t)mask + 1;
  less.slots = lm_alloc(size * sizeof *less.slots);
  memset(less.slots, 0xff, size * sizeof *less.slots);
  for (size_t i = 0; i <= table->mask; i++)
    if (table->slots[i].row != LM_NONE)
      insert(&less, table->slots[i].hash, table->slots[i].row);
  lm_table_clear(table);
  *table = less;
}

/* What went leaves its slot free, and those behind it move up: none past the slot where it is, as
 * that one is free by then. Only between two runs of taken slots is every row found. */
bool
lm_table_keep_some(LmTable *table, LmTableKeep *keep, uint32_t n_slots,
                   bool (*keeps)(void *user, uint32_t row), void *user)
{
  if (!keep->begun && !begin_keep(table, keep))
    return false;
  for (uint32_t n = 0; keep->n_left > 0; n++, keep->n_left--) {
    LmTableSlot slot = table->slots[keep->at];
    if (slot.row == LM_NONE && n >= n_slots)
      return true;
    if (slot.row != LM_NONE) {
      table->slots[keep->at].row = LM_NONE;
      if (keeps(user, slot.row))
        insert(table, slot.hash, slot.row);
      else
        table->len--;
    }
    keep->at = (keep->at + 1) & table->mask;
  }
  shrink(table);
  return false;
}

void
lm_table_renumber(LmTable *table, const uint32_t *numbers)
{
  LmTable old = *table;
  *table = LM_TABLE_INIT;
  for (size_t i = 0; old.slots && i <= old.mask; i++)
    if (old.slots[i].row != LM_NONE && numbers[old.slots[i].row] != LM_NONE)
      lm_table_add(table, (uint64_t)old.slots[i].hash << 32, numbers[old.slots[i].row]);
  lm_table_clear(&old);
}

static uint32_t
walk_on(const LmTable *table, LmTableWalk *walk)
{
  for (;; walk->slot = (walk->slot + 1) & table->mask) {
    LmTableSlot slot = table->slots[walk->slot];
    if (slot.row == LM_NONE || slot.hash == walk->hash)
      return slot.row;
  }
}

uint32_t
lm_table_first(const LmTable *table, uint64_t hash, LmTableWalk *walk)
{
  if (!table->slots)
    return LM_NONE;
  walk->hash = (uint32_t)(hash >> 32);
  walk->slot = walk->hash & table->mask;
  return walk_on(table, walk);
}

uint32_t
lm_table_next(const LmTable *table, LmTableWalk *walk)
{
  walk->slot = (walk->slot + 1) & table->mask;
  return walk_on(table, walk);
}

void
lm_table_add(LmTable *table, uint64_t hash, uint32_t row)
{
  /* At most five eighths full, so that walks stay short. */
  if (!table->slots || table->len >= table->mask / 8 * 5)
    grow(table);
  insert(table, (uint32_t)(hash >> 32), row);
  table->len++;
}

void
lm_table_replace(LmTable *table, uint64_t hash, uint32_t row, uint32_t by)
{
  LmTableWalk walk;
  uint32_t found = lm_table_first(table, hash, &walk);
  while (found != LM_NONE && found != row)
    found = lm_table_next(table, &walk);
  if (found != LM_NONE)
    table->slots[walk.slot].row = by;
}

void
lm_table_prefetch(const LmTable *table, uint64_t hash)
{
  if (table->slots)
    __builtin_prefetch(&table->slots[(uint32_t)(hash >> 32) & table->mask]);
}

void
lm_table_clear(LmTable *table)
{
  free(table->slots);
  *table = LM_TABLE_INIT;
}
