/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An append-only vector of equal-sized elements in blocks that never move: a pointer to an element
 * stays good for the life of the vector, and growing copies nothing but the small list of blocks.
 *
 * Elements can be buried: their place stays and reads as nothing, and where all of a block are, its
 * memory goes back to the system.
 *
 * One thread at a time. */

#include <stdbool.h>
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
  uint32_t n_gone;       /* blocks that were given back: */
  uint32_t first;        /* no element before it is there */
  uint8_t *dead;         /* they all are this one, whose elements are buried; NULL: none was ever */
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
 * holds LM_NONE elements, which LM_LIMIT_ROWS lets not happen. */
void *lm_vec_push(LmVec *vec);

/* Says what a buried element reads as, before the first one is. */
void lm_vec_set_nothing(LmVec *vec, const void *nothing);
/* What is there must not be needed again; pointers to it stay good until lm_vec_sweep(). May be
 * done again. */
void lm_vec_bury(LmVec *vec, uint32_t index);
bool lm_vec_is_buried(const LmVec *vec, uint32_t index);
/* Gives the blocks back of which all elements are buried. Nobody may write to those. */
void lm_vec_sweep(LmVec *vec);
/* The same for about @n blocks from *@at on, which is 0 at first; true while there are more. */
bool lm_vec_sweep_some(LmVec *vec, uint32_t *at, uint32_t n);
/* The first element from @index on that is not buried; len if there is none. */
uint32_t lm_vec_next(const LmVec *vec, uint32_t index);
/* What it takes of memory, to some percent. */
size_t lm_vec_bytes(const LmVec *vec);
void lm_vec_clear(LmVec *vec);
