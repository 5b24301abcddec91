/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/vec.h"

#include "base/arena.h"
#include "base/slab.h"

#include <stdbool.h>
#include <stdlib.h>

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

void
lm_vec_clear(LmVec *vec)
{
  for (uint32_t i = 0; i < vec->n_single; i++)
    free(vec->blocks[i]);
  uint32_t in_slab = (uint32_t)(LM_SLAB_BYTES / (block_bytes(vec) ? block_bytes(vec) : 1));
  for (uint32_t i = vec->n_single; i < vec->n_blocks; i += in_slab)
    lm_slab_free(vec->blocks[i]);
  free(vec->blocks);
  *vec = (LmVec){.element_size = vec->element_size};
}
