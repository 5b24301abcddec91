/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A yes or no for each row of a table, shared by reference with whoever keeps a snapshot, and
 * copied when it is written to while shared. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  guint32 n;      /* rows that there is room for */
  guint32 *words; /* bit i % 32 of word i / 32 is row i */
} LmuRowBits;

/* A copy of the first @n bits of @words. */
LmuRowBits *lmu_row_bits_new(const guint32 *words, guint32 n);
LmuRowBits *lmu_row_bits_ref(LmuRowBits *bits);
void lmu_row_bits_unref(LmuRowBits *bits);
/* Sets row @row. Takes @bits and returns what to keep instead, which has room for the row. */
LmuRowBits *lmu_row_bits_set(LmuRowBits *bits, guint32 row, gboolean value);

/* A row beyond those that there is room for is a no. */
static inline gboolean
lmu_row_bits_get(const LmuRowBits *bits, guint32 row)
{
  return row < bits->n && bits->words[row / 32] >> row % 32 & 1;
}

G_END_DECLS
