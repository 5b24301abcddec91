/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/vec.h"

#include "base/arena.h"

#include <stdlib.h>

static void
add_block(LmVec *vec)
{
  /* The list of blocks grows by doubling whenever its length is a power of two. */
  if ((vec->n_blocks & (vec->n_blocks - 1)) == 0) {
    size_t n = vec->n_blocks ? (size_t)vec->n_blocks * 2 : 1;
    vec->blocks = lm_realloc(vec->blocks, n * sizeof *vec->blocks);
  }
  vec->blocks[vec->n_blocks++] = lm_alloc_lines((size_t)vec->element_size << LM_VEC_BLOCK_SHIFT);
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
  for (uint32_t i = 0; i < vec->n_blocks; i++)
    free(vec->blocks[i]);
  free(vec->blocks);
  *vec = (LmVec){.element_size = vec->element_size};
}
