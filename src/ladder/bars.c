/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include <stdlib.h>

/* The bars are found as pieces, one a dialog and column, and then those of a column that overlap
 * are joined: two dialogs of a forked call on the proxy's lifeline are one thick line. Those of
 * different legs are not, where legs are told apart: they stand side by side. */

typedef struct {
  LmLadderBar bar;
  uint32_t dialog;
} Piece;

typedef struct {
  LmVec pieces;
  LmTable table;
} Pieces;

static void
touch(Pieces *pieces, uint32_t dialog, uint32_t column, uint32_t row, uint32_t leg)
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
    piece->bar = (LmLadderBar){.column = column, .first_row = row, .last_row = row, .leg = leg};
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
  touch(pieces, message->dialog, here->from, row, here->leg);
  touch(pieces, message->dialog, here->to, row, here->leg);
  if (message->status == 0 || message->transaction == LM_NONE)
    return;
  const LmTransaction *transaction = lm_trace_transaction(layout->trace, message->transaction);
  uint32_t request = lm_layout_row_of(layout, transaction->request);
  if (request == LM_NONE)
    return;
  const LmLadderRow *begun = &layout->rows[request];
  touch(pieces, message->dialog, begun->from, request, here->leg);
  touch(pieces, message->dialog, begun->to, request, here->leg);
}

/* By column, then by leg where these are told apart, then by row. */
static int
compare_pieces(const void *a, const void *b)
{
  const LmLadderBar *x = a, *y = b;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->leg != y->leg)
    return x->leg < y->leg ? -1 : 1;
  if (x->first_row != y->first_row)
    return x->first_row < y->first_row ? -1 : 1;
  return (x->last_row > y->last_row) - (x->last_row < y->last_row);
}

static int
compare_begins(const void *a, const void *b)
{
  const LmLadderBar *x = a, *y = b;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->first_row != y->first_row)
    return x->first_row < y->first_row ? -1 : 1;
  return (x->leg > y->leg) - (x->leg < y->leg);
}

static int
compare_bars(const void *a, const void *b)
{
  const LmLadderBar *x = a, *y = b;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  if (x->lane != y->lane)
    return x->lane < y->lane ? -1 : 1;
  return (x->first_row > y->first_row) - (x->first_row < y->first_row);
}

/* The pieces as bars, those of one leg that overlap as one. */
static void
join_pieces(LmLayout *layout, const Pieces *pieces)
{
  LmLadder *ladder = layout->ladder;
  uint32_t n = pieces->pieces.len;
  ladder->bars = lm_arena_alloc(&ladder->arena, (n ? n : 1) * sizeof *ladder->bars);
  for (uint32_t i = 0; i < n; i++) {
    ladder->bars[i] = ((const Piece *)lm_vec_at(&pieces->pieces, i))->bar;
    ladder->bars[i].column = lm_columns_at(&layout->columns, ladder->bars[i].column)->position;
    ladder->bars[i].n_lanes = 1;
  }
  qsort(ladder->bars, n, sizeof *ladder->bars, compare_pieces);
  for (uint32_t i = 0; i < n; i++) {
    LmLadderBar *last = ladder->n_bars ? &ladder->bars[ladder->n_bars - 1] : NULL;
    const LmLadderBar bar = ladder->bars[i];
    if (last && last->column == bar.column && last->leg == bar.leg &&
        bar.first_row <= last->last_row) {
      if (bar.last_row > last->last_row)
        last->last_row = bar.last_row;
    } else {
      ladder->bars[ladder->n_bars++] = bar;
    }
  }
}

#define MOST_LANES 8u /* more would be too thin to see, and have none */

/* Puts bars of one column that stand beside each other, [first, end), into lanes. */
static void
share_lifeline(LmLadder *ladder, uint32_t first, uint32_t end)
{
  uint32_t ends[MOST_LANES], n_lanes = 0;
  for (uint32_t i = first; i < end; i++) {
    LmLadderBar *bar = &ladder->bars[i];
    uint32_t lane = 0;
    while (lane < n_lanes && ends[lane] >= bar->first_row)
      lane++;
    bar->lane = (uint16_t)lane;
    if (lane == MOST_LANES)
      continue;
    n_lanes = lane == n_lanes ? n_lanes + 1 : n_lanes;
    ends[lane] = bar->last_row;
  }
  for (uint32_t i = first; i < end; i++)
    ladder->bars[i].n_lanes = (uint16_t)n_lanes;
  ladder->n_lanes = n_lanes > ladder->n_lanes ? n_lanes : ladder->n_lanes;
}

static void
find_lanes(LmLadder *ladder)
{
  qsort(ladder->bars, ladder->n_bars, sizeof *ladder->bars, compare_begins);
  uint32_t last = 0;
  for (uint32_t first = 0, i = 0; i < ladder->n_bars; i++) {
    const LmLadderBar *bar = &ladder->bars[i];
    bool alone = i == first || ladder->bars[first].column != bar->column || bar->first_row > last;
    if (i > first && alone)
      share_lifeline(ladder, first, i);
    first = alone ? i : first;
    last = alone || bar->last_row > last ? bar->last_row : last;
    if (i + 1 == ladder->n_bars)
      share_lifeline(ladder, first, i + 1);
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < ladder->n_bars; i++)
    if (ladder->bars[i].lane < MOST_LANES)
      ladder->bars[n++] = ladder->bars[i];
  ladder->n_bars = n;
  qsort(ladder->bars, n, sizeof *ladder->bars, compare_bars);
}

void
lm_layout_bars(LmLayout *layout)
{
  Pieces pieces = {.pieces = LM_VEC_INIT(Piece)};
  for (uint32_t i = 0; i < layout->seen.len; i++) {
    const LmLadderSeen *seen = lm_vec_at(&layout->seen, i);
    touch_message(layout, &pieces, seen->message, seen->row);
  }
  layout->ladder->n_lanes = 1;
  join_pieces(layout, &pieces);
  if (layout->ladder->n_legs > 1)
    find_lanes(layout->ladder);
  lm_vec_clear(&pieces.pieces);
  lm_table_clear(&pieces.table);
}
