/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A number for rows of a table, where most rows have none: those that were evicted, or have nothing
 * to do with what is looked for. It takes memory for the neighbourhood of those that have one. */

#include "base/vec.h"

typedef struct {
  uint32_t **blocks; /* owned; NULL where no row of a block has a number */
  uint32_t n_blocks;
} LmSparse; /* zeroed: no row has one */

/* LM_NONE: it has none. */
uint32_t lm_sparse_get(const LmSparse *sparse, uint32_t row);
void lm_sparse_set(LmSparse *sparse, uint32_t row, uint32_t number);
/* What it takes of memory. */
size_t lm_sparse_bytes(const LmSparse *sparse);
void lm_sparse_clear(LmSparse *sparse);

/* The same with a struct in place of a number. */
typedef struct {
  LmSparse places;
  LmVec elements;
} LmSparseRows;

#define LM_SPARSE_ROWS_INIT(type) ((LmSparseRows){.elements = LM_VEC_INIT(type)})

/* That of @row, which stays where it is; NULL: it has none. */
void *lm_sparse_rows_find(const LmSparseRows *rows, uint32_t row);
/* The same; a zeroed one where it had none. */
void *lm_sparse_rows_make(LmSparseRows *rows, uint32_t row);
void lm_sparse_rows_clear(LmSparseRows *rows);
