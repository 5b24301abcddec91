/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/cache.h"

#include "base/arena.h"

#include <stdlib.h>

static uint32_t
walk_on(const LmCache *cache, uint32_t row, uint32_t hash)
{
  while (row != LM_NONE) {
    const LmCacheLink *link = lm_cache_at(cache, row);
    if (link->hash == hash)
      break;
    row = link->chain;
  }
  return row;
}

uint32_t
lm_cache_first(const LmCache *cache, uint64_t hash)
{
  if (cache->n_buckets == 0)
    return LM_NONE;
  uint32_t tag = (uint32_t)hash;
  return walk_on(cache, cache->buckets[tag & (cache->n_buckets - 1)], tag);
}

uint32_t
lm_cache_next(const LmCache *cache, uint32_t row)
{
  const LmCacheLink *link = lm_cache_at(cache, row);
  return walk_on(cache, link->chain, link->hash);
}

static uint32_t *
bucket_of(LmCache *cache, uint32_t hash)
{
  return &cache->buckets[hash & (cache->n_buckets - 1)];
}

static void
chain_in(LmCache *cache, uint32_t row)
{
  LmCacheLink *link = lm_cache_at(cache, row);
  uint32_t *bucket = bucket_of(cache, link->hash);
  link->chain = *bucket;
  *bucket = row;
}

/* Doubles the buckets. Every row in a bucket is moved, from its old bucket into the new ones. */
static void
grow(LmCache *cache)
{
  uint32_t *old = cache->buckets, n_old = cache->n_buckets;
  cache->n_buckets = n_old ? n_old * 2 : 64;
  cache->buckets = lm_alloc(cache->n_buckets * sizeof *cache->buckets);
  memset(cache->buckets, 0xff, cache->n_buckets * sizeof *cache->buckets);
  for (uint32_t i = 0; i < n_old; i++) {
    for (uint32_t row = old[i], next; row != LM_NONE; row = next) {
      next = ((const LmCacheLink *)lm_cache_at(cache, row))->chain;
      chain_in(cache, row);
    }
  }
  free(old);
}

static void
age_in(LmCache *cache, uint32_t row)
{
  LmCacheLink *link = lm_cache_at(cache, row);
  link->newer = LM_NONE;
  link->older = cache->newest;
  if (cache->newest != LM_NONE)
    ((LmCacheLink *)lm_cache_at(cache, cache->newest))->newer = row;
  else
    cache->oldest = row;
  cache->newest = row;
}

static void
age_out(LmCache *cache, uint32_t row)
{
  const LmCacheLink *link = lm_cache_at(cache, row);
  if (link->newer != LM_NONE)
    ((LmCacheLink *)lm_cache_at(cache, link->newer))->older = link->older;
  else
    cache->newest = link->older;
  if (link->older != LM_NONE)
    ((LmCacheLink *)lm_cache_at(cache, link->older))->newer = link->newer;
  else
    cache->oldest = link->newer;
}

uint32_t
lm_cache_add(LmCache *cache, uint64_t hash)
{
  if (cache->len >= cache->n_buckets)
    grow(cache);
  uint32_t row = cache->free;
  LmCacheLink *link;
  if (row != LM_NONE) {
    link = lm_cache_at(cache, row);
    cache->free = link->chain;
    memset(link, 0, cache->entries.element_size);
  } else {
    row = cache->entries.len;
    link = lm_vec_push(&cache->entries);
  }
  link->hash = (uint32_t)hash;
  chain_in(cache, row);
  age_in(cache, row);
  cache->len++;
  return row;
}

void
lm_cache_touch(LmCache *cache, uint32_t row)
{
  if (cache->newest == row)
    return;
  age_out(cache, row);
  age_in(cache, row);
}

void
lm_cache_hide(LmCache *cache, uint32_t row)
{
  LmCacheLink *link = lm_cache_at(cache, row);
  uint32_t *at = bucket_of(cache, link->hash);
  while (*at != LM_NONE && *at != row)
    at = &((LmCacheLink *)lm_cache_at(cache, *at))->chain;
  if (*at == row) {
    *at = link->chain;
    link->chain = LM_NONE;
  }
}

void
lm_cache_remove(LmCache *cache, uint32_t row)
{
  lm_cache_hide(cache, row);
  age_out(cache, row);
  ((LmCacheLink *)lm_cache_at(cache, row))->chain = cache->free;
  cache->free = row;
  cache->len--;
}

void
lm_cache_clear(LmCache *cache)
{
  lm_vec_clear(&cache->entries);
  free(cache->buckets);
  *cache =
      (LmCache){.entries = cache->entries, .oldest = LM_NONE, .newest = LM_NONE, .free = LM_NONE};
}
