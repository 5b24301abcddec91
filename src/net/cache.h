/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Records that come and go, found by a keyed hash and kept in the order of their age. Adding,
 * finding, removing and taking the oldest are all O(1), whatever a flood of packets does. Rows are
 * used again after they were removed. One thread at a time. */

#include "base/hash.h"

/* The first member of every record. */
typedef struct {
  uint32_t hash;
  uint32_t chain;        /* next row in the same bucket, or next free row */
  uint32_t older, newer; /* neighbours by age */
} LmCacheLink;

typedef struct {
  LmVec entries;
  uint32_t *buckets;
  uint32_t n_buckets; /* a power of two, or 0 */
  uint32_t len;       /* records in use */
  uint32_t oldest, newest, free;
} LmCache;

#define LM_CACHE_INIT(type) \
  ((LmCache){.entries = LM_VEC_INIT(type), .oldest = LM_NONE, .newest = LM_NONE, .free = LM_NONE})

static inline void *
lm_cache_at(const LmCache *cache, uint32_t row)
{
  return lm_vec_at(&cache->entries, row);
}

/* The first row that may have @hash, or LM_NONE; compare its key, then go on with
 * lm_cache_next(). */
uint32_t lm_cache_first(const LmCache *cache, uint64_t hash);
uint32_t lm_cache_next(const LmCache *cache, uint32_t row);
/* Adds a record, zeroed but for its link, as the newest one and returns its row. */
uint32_t lm_cache_add(LmCache *cache, uint64_t hash);
/* Makes @row the newest. */
void lm_cache_touch(LmCache *cache, uint32_t row);
/* Makes @row impossible to find by its hash; it still ages. May be done again. */
void lm_cache_hide(LmCache *cache, uint32_t row);
void lm_cache_remove(LmCache *cache, uint32_t row);
void lm_cache_clear(LmCache *cache);
