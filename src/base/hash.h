/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Keyed hashing and a hash table for keys that come from the network.
 *
 * The hash is SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) with a
 * key drawn at random once a process, so that nobody can send keys that collide. The table holds
 * only hashes and row numbers; the rows hold the keys, and the caller compares. */

#include "base/slice.h"
#include "base/vec.h"

typedef struct {
  uint64_t k0, k1;
} LmHashKey;

/* The key of this process. The first call draws it; safe from any thread. */
const LmHashKey *lm_hash_key(void);
uint64_t lm_hash(const LmHashKey *key, const void *data, size_t len);
/* lm_hash() of the 16 bytes of two words, which never leave the registers. */
uint64_t lm_hash_pair(const LmHashKey *key, uint64_t first, uint64_t second);

/* Row and hash side by side: looking at a slot touches one cache line. */
typedef struct {
  uint32_t row;  /* LM_NONE: free */
  uint32_t hash; /* the upper 32 bits of the row's hash */
} LmTableSlot;

typedef struct {
  LmTableSlot *slots;
  uint32_t mask; /* slots - 1 */
  uint32_t len;  /* rows in use */
} LmTable;

#define LM_TABLE_INIT ((LmTable){0})

/* A walk over the rows whose hash equals the one looked for. */
typedef struct {
  uint32_t slot;
  uint32_t hash;
} LmTableWalk;

/* The first row that may have @hash, or LM_NONE. Compare its key, then go on with lm_table_next().
 */
uint32_t lm_table_first(const LmTable *table, uint64_t hash, LmTableWalk *walk);
uint32_t lm_table_next(const LmTable *table, LmTableWalk *walk);
/* Adds @row under @hash; the caller has made sure that its key is not there yet. */
void lm_table_add(LmTable *table, uint64_t hash, uint32_t row);
/* Puts @by in the place of @row, which was added under @hash. */
void lm_table_replace(LmTable *table, uint64_t hash, uint32_t row, uint32_t by);
/* Fetches the slot of @hash into the cache, for a look-up that comes soon. */
void lm_table_prefetch(const LmTable *table, uint64_t hash);
void lm_table_clear(LmTable *table);
/* How far keeping some rows alone has come. Zeroed at first. */
typedef struct {
  uint32_t at, n_left; /* slots */
  bool begun;
} LmTableKeep;
/* Lets rows go that @keeps does not, of about @n_slots of the table's slots; true while there are
 * more of them. Between two calls rows can be looked up, and none may be added. At the end the
 * table may become smaller. */
bool lm_table_keep_some(LmTable *table, LmTableKeep *keep, uint32_t n_slots,
                        bool (*keeps)(void *user, uint32_t row), void *user);
/* Gives each row the number @numbers[row]; LM_NONE: it goes. */
void lm_table_renumber(LmTable *table, const uint32_t *numbers);
static inline size_t
lm_table_bytes(const LmTable *table)
{
  return table->slots ? ((size_t)table->mask + 1) * sizeof *table->slots : 0;
}
