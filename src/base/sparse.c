/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sparse.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SHIFT 8
#define BLOCK_ROWS (1u << BLOCK_SHIFT)

uint32_t
lm_sparse_get(const LmSparse *sparse, uint32_t row)
{
  uint32_t block = row >> BLOCK_SHIFT;
  if (block >= sparse->n_blocks || !sparse->blocks[block])
    return LM_NONE;
  return sparse->blocks[block][row % BLOCK_ROWS];
}

/* At least doubled, so that rows that come in their order cost little. */
static void
grow(LmSparse *sparse, uint32_t block)
{
  uint32_t n = sparse->n_blocks * 2 > block ? sparse->n_blocks * 2 : block + 1;
  sparse->blocks = lm_realloc(sparse->blocks, n * sizeof *sparse->blocks);
  memset(sparse->blocks + sparse->n_blocks, 0, (n - sparse->n_blocks) * sizeof *sparse->blocks);
  sparse->n_blocks = n;
}

void
lm_sparse_set(LmSparse *sparse, uint32_t row, uint32_t number)
{
  uint32_t block = row >> BLOCK_SHIFT;
  if (block >= sparse->n_blocks)
    grow(sparse, block);
  if (!sparse->blocks[block]) {
    uint32_t *fresh = sparse->blocks[block] = lm_alloc(BLOCK_ROWS * sizeof *fresh);
    for (uint32_t i = 0; i < BLOCK_ROWS; i++)
      fresh[i] = LM_NONE;
  }
  sparse->blocks[block][row % BLOCK_ROWS] = number;
}

size_t
lm_sparse_bytes(const LmSparse *sparse)
{
  size_t bytes = sparse->n_blocks * sizeof *sparse->blocks;
  for (uint32_t i = 0; i < sparse->n_blocks; i++)
    bytes += sparse->blocks[i] ? BLOCK_ROWS * sizeof **sparse->blocks : 0;
  return bytes;
}

void
lm_sparse_clear(LmSparse *sparse)
{
  for (uint32_t i = 0; i < sparse->n_blocks; i++)
    free(sparse->blocks[i]);
  free(sparse->blocks);
  *sparse = (LmSparse){0};
}

void *
lm_sparse_rows_find(const LmSparseRows *rows, uint32_t row)
{
  uint32_t place = lm_sparse_get(&rows->places, row);
  return place == LM_NONE ? NULL : lm_vec_at(&rows->elements, place);
}

void *
lm_sparse_rows_make(LmSparseRows *rows, uint32_t row)
{
  void *found = lm_sparse_rows_find(rows, row);
  if (found)
    return found;
  lm_sparse_set(&rows->places, row, rows->elements.len);
  return lm_vec_push(&rows->elements);
}

void
lm_sparse_rows_clear(LmSparseRows *rows)
{
  lm_sparse_clear(&rows->places);
  lm_vec_clear(&rows->elements);
}
