/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/vec.h"

#include "base/arena.h"
#include "base/slab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A vector that has grown to this takes slabs from then on. */
#define LARGE_BYTES LM_SLAB_BYTES

static size_t
block_bytes(const LmVec *vec)
{
  return (size_t)vec->element_size << LM_VEC_BLOCK_SHIFT;
}

static bool
is_single(const LmVec *vec)
{
  return vec->n_blocks * block_bytes(vec) < LARGE_BYTES || block_bytes(vec) > LM_SLAB_BYTES;
}

/* The place of the next block in its slab. Blocks fill slabs in order, as many as fit whole. */
static uint8_t *
next_in_slab(const LmVec *vec)
{
  uint32_t place = (vec->n_blocks - vec->n_single) % (uint32_t)(LM_SLAB_BYTES / block_bytes(vec));
  return place ? vec->blocks[vec->n_blocks - 1] + block_bytes(vec) : lm_slab_alloc();
}

static void
add_block(LmVec *vec)
{
  /* The list of blocks grows by doubling whenever its length is a power of two. */
  if ((vec->n_blocks & (vec->n_blocks - 1)) == 0) {
    size_t n = vec->n_blocks ? (size_t)vec->n_blocks * 2 : 1;
    vec->blocks = lm_realloc(vec->blocks, n * sizeof *vec->blocks);
  }
  bool single = is_single(vec);
  vec->blocks[vec->n_blocks] = single ? lm_alloc_lines(block_bytes(vec)) : next_in_slab(vec);
  vec->n_single += single;
  vec->n_blocks++;
  vec->capacity += 1u << LM_VEC_BLOCK_SHIFT;
}

void *
lm_vec_push(LmVec *vec)
{
  if (vec->len == vec->capacity) {
    if (vec->len > LM_NONE - (1u << LM_VEC_BLOCK_SHIFT) - 1)
      return NULL;
    add_block(vec);
  }
  return lm_vec_at(vec, vec->len++);
}

static uint32_t
blocks_in_slab(const LmVec *vec)
{
  return (uint32_t)(LM_SLAB_BYTES / (block_bytes(vec) ? block_bytes(vec) : 1));
}

/* Where the slab begins of which @first is the first block; NULL if all of it is gone. */
static uint8_t *
slab_of(const LmVec *vec, uint32_t first)
{
  for (uint32_t i = first; i < vec->n_blocks && i - first < blocks_in_slab(vec); i++)
    if (vec->blocks[i] != vec->dead)
      return vec->blocks[i] - (uintptr_t)vec->blocks[i] % LM_SLAB_BYTES;
  return NULL;
}

void
lm_vec_clear(LmVec *vec)
{
  for (uint32_t i = 0; i < vec->n_single; i++)
    if (vec->blocks[i] != vec->dead)
      free(vec->blocks[i]);
  for (uint32_t i = vec->n_single; i < vec->n_blocks; i += blocks_in_slab(vec)) {
    uint8_t *slab = slab_of(vec, i);
    if (slab)
      lm_slab_free(slab);
  }
  free(vec->blocks);
  if (vec->dead)
    lm_shut_free(vec->dead, block_bytes(vec));
  *vec = (LmVec){.element_size = vec->element_size};
}

void
lm_vec_set_nothing(LmVec *vec, const void *nothing)
{
  if (vec->dead)
    return;
  vec->dead = lm_shut_alloc(block_bytes(vec));
  for (uint32_t i = 0; i < 1u << LM_VEC_BLOCK_SHIFT; i++)
    memcpy(vec->dead + (size_t)i * vec->element_size, nothing, vec->element_size);
  lm_shut(vec->dead, block_bytes(vec));
}

void
lm_vec_bury(LmVec *vec, uint32_t index)
{
  if (vec->blocks[index >> LM_VEC_BLOCK_SHIFT] != vec->dead)
    memcpy(lm_vec_at(vec, index), vec->dead, vec->element_size);
}

/* Most rows differ at once. */
static inline bool
reads_as_nothing(const LmVec *vec, uint32_t index)
{
  const uint8_t *at = lm_vec_at(vec, index);
  uint64_t first, nothing;
  if (vec->element_size >= sizeof first) {
    memcpy(&first, at, sizeof first);
    memcpy(&nothing, vec->dead, sizeof nothing);
    if (first != nothing)
      return false;
  }
  return memcmp(at, vec->dead, vec->element_size) == 0;
}

bool
lm_vec_is_buried(const LmVec *vec, uint32_t index)
{
  return vec->dead &&
         (vec->blocks[index >> LM_VEC_BLOCK_SHIFT] == vec->dead || reads_as_nothing(vec, index));
}

static bool
is_buried_block(const LmVec *vec, uint32_t block)
{
  return vec->blocks[block] == vec->dead ||
         memcmp(vec->blocks[block], vec->dead, block_bytes(vec)) == 0;
}

/* Of the slab with block @first: its pages, or where nothing is left in it all of it. */
static void
sweep_slab(LmVec *vec, uint32_t first, uint32_t end)
{
  uint8_t *slab = slab_of(vec, first);
  if (!slab)
    return;
  uint32_t n_gone = 0, begin = first;
  for (uint32_t i = first; i <= end; i++) {
    /* The last block goes on growing, and says where the next one lies. */
    if (i < end && i + 1 < vec->n_blocks && is_buried_block(vec, i)) {
      vec->n_gone += vec->blocks[i] != vec->dead;
      vec->blocks[i] = vec->dead;
      n_gone++;
      continue;
    }
    if (i > begin)
      lm_slab_discard(slab + (begin - first) * block_bytes(vec), (i - begin) * block_bytes(vec));
    begin = i + 1;
  }
  if (n_gone == blocks_in_slab(vec))
    lm_slab_free(slab);
}

static void
sweep_single(LmVec *vec, uint32_t block)
{
  if (block + 1 == vec->n_blocks || vec->blocks[block] == vec->dead || !is_buried_block(vec, block))
    return;
  free(vec->blocks[block]);
  vec->blocks[block] = vec->dead;
  vec->n_gone++;
}

bool
lm_vec_sweep_some(LmVec *vec, uint32_t *at, uint32_t n)
{
  if (!vec->dead || vec->n_blocks == 0)
    return false;
  uint32_t first = vec->first >> LM_VEC_BLOCK_SHIFT, i = *at > first ? *at : first;
  uint32_t in_slab = blocks_in_slab(vec), n_done = 0;
  for (; i < vec->n_single && n_done < n; i++, n_done++)
    sweep_single(vec, i);
  if (i >= vec->n_single && in_slab)
    i -= (i - vec->n_single) % in_slab;
  for (; i >= vec->n_single && i < vec->n_blocks && n_done < n; i += in_slab, n_done += in_slab)
    sweep_slab(vec, i, i + in_slab < vec->n_blocks ? i + in_slab : vec->n_blocks);
  *at = i;
  if (i < vec->n_blocks)
    return true;
  vec->first = lm_vec_next(vec, vec->first);
  return false;
}

void
lm_vec_sweep(LmVec *vec)
{
  uint32_t at = 0;
  while (lm_vec_sweep_some(vec, &at, UINT32_MAX))
    ;
}

uint32_t
lm_vec_next(const LmVec *vec, uint32_t index)
{
  if (index < vec->first)
    index = vec->first;
  while (vec->dead && index < vec->len && lm_vec_is_buried(vec, index)) {
    const uint32_t mask = (1u << LM_VEC_BLOCK_SHIFT) - 1;
    bool gone = vec->blocks[index >> LM_VEC_BLOCK_SHIFT] == vec->dead;
    index = gone ? (index | mask) + 1 : index + 1;
  }
  return index < vec->len ? index : vec->len;
}

size_t
lm_vec_bytes(const LmVec *vec)
{
  size_t list = vec->n_blocks * sizeof *vec->blocks * 3 / 2;
  size_t in_use = (vec->n_blocks - vec->n_gone) * block_bytes(vec);
  /* The part of the newest slab that has no blocks yet, which lies on a huge page. */
  bool slabs = vec->n_blocks > vec->n_single;
  return list + in_use + (slabs ? LM_SLAB_BYTES / 2 : 0) + (vec->dead ? block_bytes(vec) : 0);
}
