/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include <stdlib.h>

/* The bars are found as pieces, one a dialog and column, and then those of a column that overlap
 * are joined: two dialogs of a forked call on the proxy's lifeline are one thick line. */

typedef struct {
  LmLadderBar bar;
  uint32_t dialog;
} Piece;

typedef struct {
  LmVec pieces;
  LmTable table;
} Pieces;

static void
touch(Pieces *pieces, uint32_t dialog, uint32_t column, uint32_t row)
{
  uint32_t key[2] = {dialog, column};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t index = lm_table_first(&pieces->table, hash, &walk);
  Piece *piece = NULL;
  for (; index != LM_NONE; index = lm_table_next(&pieces->table, &walk)) {
    piece = lm_vec_at(&pieces->pieces, index);
    if (piece->dialog == dialog && piece->bar.column == column)
      break;
  }
  if (index == LM_NONE) {
    lm_table_add(&pieces->table, hash, pieces->pieces.len);
    piece = lm_vec_push(&pieces->pieces);
    piece->dialog = dialog;
    piece->bar = (LmLadderBar){.column = column, .first_row = row, .last_row = row};
  }
  if (row < piece->bar.first_row)
    piece->bar.first_row = row;
  if (row > piece->bar.last_row)
    piece->bar.last_row = row;
}

/* A dialog's bar begins at the request that made it, which has no dialog yet itself. */
static void
touch_message(LmLayout *layout, Pieces *pieces, uint32_t index, uint32_t row)
{
  const LmMessage *message = lm_trace_message(layout->trace, index);
  if (message->dialog == LM_NONE)
    return;
  const LmLadderRow *here = &layout->rows[row];
  touch(pieces, message->dialog, here->from, row);
  touch(pieces, message->dialog, here->to, row);
  if (message->status == 0 || message->transaction == LM_NONE)
    return;
  const LmTransaction *transaction = lm_trace_transaction(layout->trace, message->transaction);
  uint32_t request = lm_layout_row_of(layout, transaction->request);
  if (request == LM_NONE)
    return;
  const LmLadderRow *begun = &layout->rows[request];
  touch(pieces, message->dialog, begun->from, request);
  touch(pieces, message->dialog, begun->to, request);
}

static int
compare_bars(const void *a, const void *b)
{
  const LmLadderBar *x = a, *y = b;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->first_row != y->first_row)
    return x->first_row < y->first_row ? -1 : 1;
  return (x->last_row > y->last_row) - (x->last_row < y->last_row);
}

void
lm_layout_bars(LmLayout *layout)
{
  Pieces pieces = {.pieces = LM_VEC_INIT(Piece)};
  for (uint32_t i = 0; i < layout->seen.len; i++) {
    const LmLadderSeen *seen = lm_vec_at(&layout->seen, i);
    touch_message(layout, &pieces, seen->message, seen->row);
  }
  uint32_t n = pieces.pieces.len;
  LmLadder *ladder = layout->ladder;
  ladder->bars = lm_arena_alloc(&ladder->arena, (n ? n : 1) * sizeof *ladder->bars);
  for (uint32_t i = 0; i < n; i++) {
    ladder->bars[i] = ((const Piece *)lm_vec_at(&pieces.pieces, i))->bar;
    ladder->bars[i].column = lm_columns_at(&layout->columns, ladder->bars[i].column)->position;
  }
  qsort(ladder->bars, n, sizeof *ladder->bars, compare_bars);
  for (uint32_t i = 0; i < n; i++) {
    LmLadderBar *last = ladder->n_bars ? &ladder->bars[ladder->n_bars - 1] : NULL;
    const LmLadderBar bar = ladder->bars[i];
    if (last && last->column == bar.column && bar.first_row <= last->last_row) {
      if (bar.last_row > last->last_row)
        last->last_row = bar.last_row;
    } else {
      ladder->bars[ladder->n_bars++] = bar;
    }
  }
  lm_vec_clear(&pieces.pieces);
  lm_table_clear(&pieces.table);
}
