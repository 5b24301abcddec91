/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/row-bits.h"

#include <string.h>

static gsize
n_words(guint32 n)
{
  return ((gsize)n + 31) / 32;
}

static LmuRowBits *
copy(const guint32 *words, guint32 n, guint32 room)
{
  LmuRowBits *bits = g_new0(LmuRowBits, 1);
  g_atomic_ref_count_init(&bits->refs);
  bits->n = room;
  bits->words = g_new0(guint32, n_words(room) + 1);
  if (n)
    memcpy(bits->words, words, n_words(n) * sizeof *words);
  return bits;
}

LmuRowBits *
lmu_row_bits_new(const guint32 *words, guint32 n)
{
  return copy(words, n, n);
}

LmuRowBits *
lmu_row_bits_ref(LmuRowBits *bits)
{
  g_atomic_ref_count_inc(&bits->refs);
  return bits;
}

void
lmu_row_bits_unref(LmuRowBits *bits)
{
  if (!g_atomic_ref_count_dec(&bits->refs))
    return;
  g_free(bits->words);
  g_free(bits);
}

LmuRowBits *
lmu_row_bits_set(LmuRowBits *bits, guint32 row, gboolean value)
{
  guint32 room = bits->n;
  if (row >= room)
    room = row < G_MAXUINT32 / 2 ? (row + 1) * 2 : G_MAXUINT32;
  if (room > bits->n || !g_atomic_ref_count_compare(&bits->refs, 1)) {
    LmuRowBits *own = copy(bits->words, bits->n, room);
    lmu_row_bits_unref(bits);
    bits = own;
  }
  guint32 bit = 1u << row % 32;
  if (value)
    bits->words[row / 32] |= bit;
  else
    bits->words[row / 32] &= ~bit;
  return bits;
}
