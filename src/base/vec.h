/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An append-only vector of equal-sized elements in blocks that never move: a pointer to an element
 * stays good for the life of the vector, and growing copies nothing but the small list of blocks.
 *
 * One thread at a time. */

#include <stddef.h>
#include <stdint.h>

#define LM_NONE UINT32_MAX /* "no row", in every index */

typedef struct {
  uint8_t **blocks;
  uint32_t n_blocks;
  uint32_t len;          /* elements */
  uint32_t element_size; /* bytes */
  uint32_t capacity;     /* elements in all blocks */
  uint32_t n_single;     /* blocks with memory of their own; the others share slabs */
} LmVec;

#define LM_VEC_BLOCK_SHIFT 8 /* elements in a block: 256 */

#define LM_VEC_INIT(type) ((LmVec){.element_size = sizeof(type)})

/* The element at @index, which must be below len. Borrowed; stays where it is. */
static inline void *
lm_vec_at(const LmVec *vec, uint32_t index)
{
  return vec->blocks[index >> LM_VEC_BLOCK_SHIFT] +
         (size_t)(index & ((1u << LM_VEC_BLOCK_SHIFT) - 1)) * vec->element_size;
}

/* Appends a zeroed element and returns it; its index is the old len. NULL only when the vector
 * holds LM_NONE elements, which no limit lets happen. */
void *lm_vec_push(LmVec *vec);
void lm_vec_clear(LmVec *vec);
