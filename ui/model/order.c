/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/order.h"

#include <stdlib.h>
#include <string.h>

#define NOWHERE G_MAXUINT32

/* Rows with widgets that are not farther apart than this go in one piece. */
#define NEAR_ROWS 64

LmuOrder *
lmu_order_new(guint32 *rows, gsize n, gsize n_places)
{
  LmuOrder *order = g_new0(LmuOrder, 1);
  *order = (LmuOrder){.rows = rows, .n = n, .n_places = n_places};
  order->places = g_new(guint32, MAX(n_places, 1u));
  memset(order->places, 0xff, n_places * sizeof *order->places);
  for (gsize i = 0; i < n; i++)
    order->places[rows[i]] = (guint32)i;
  return order;
}

void
lmu_order_free(LmuOrder *order)
{
  g_free(order->rows);
  g_free(order->places);
  g_free(order);
}

guint32
lmu_order_find(const LmuOrder *order, guint32 row)
{
  return row < order->n_places ? order->places[row] : NOWHERE;
}

static int
compare_cuts(const void *a, const void *b)
{
  const LmuCut *left = a, *right = b;
  return (left->from > right->from) - (left->from < right->from);
}

/* Where the rows of @live are in both orders, by their place in the old one; NOWHERE for those that
 * go. */
static LmuCut *
find_live(const LmuOrder *from, gsize n_from, const LmuOrder *to, gsize n_to, const guint32 *live,
          gsize n_live, gsize *n)
{
  LmuCut *found = g_new(LmuCut, n_live + 1);
  *n = 0;
  for (gsize i = 0; i < n_live; i++) {
    guint32 before = lmu_order_find(from, live[i]), after = lmu_order_find(to, live[i]);
    if (before < n_from)
      found[(*n)++] = (LmuCut){before, after < n_to ? after : NOWHERE};
  }
  qsort(found, *n, sizeof *found, compare_cuts);
  return found;
}

/* Leaves in @pairs the longest run, not of neighbours, whose places ascend in the new order too
 * (patience sorting: the piles' tops ascend). Returns its length. */
static gsize
keep_most(LmuCut *pairs, gsize n)
{
  g_autofree gsize *tops = g_new(gsize, n + 1), *before = g_new(gsize, n + 1);
  gsize n_piles = 0;
  for (gsize i = 0; i < n; i++) {
    gsize low = 0, high = n_piles;
    if (pairs[i].to == NOWHERE)
      continue;
    while (low < high) {
      gsize middle = (low + high) / 2;
      if (pairs[tops[middle]].to < pairs[i].to)
        low = middle + 1;
      else
        high = middle;
    }
    before[i] = low ? tops[low - 1] : n;
    tops[low] = i;
    n_piles = MAX(n_piles, low + 1);
  }
  g_autofree LmuCut *kept = g_new(LmuCut, n_piles + 1);
  gsize at = n_piles ? tops[n_piles - 1] : n;
  for (gsize i = n_piles; i-- > 0; at = before[at])
    kept[i] = pairs[at];
  memcpy(pairs, kept, n_piles * sizeof *pairs);
  return n_piles;
}

/* Cuts what is between two rows that stay, from { @from, @to } to the end of the last cut: @live,
 * old places of rows with widgets there, go in pieces of their own. */
static void
cut_gap(GArray *cuts, LmuCut begin, LmuCut end, const LmuCut *live, gsize n_live)
{
  while (n_live > 0) {
    gsize last = live[n_live - 1].from + 1, first = live[n_live - 1].from;
    for (n_live--; n_live > 0 && live[n_live - 1].from + NEAR_ROWS >= first; n_live--)
      first = live[n_live - 1].from;
    LmuCut behind = {last, MIN(begin.to + (last - begin.from), end.to)};
    LmuCut piece = {first, MIN(begin.to + (first - begin.from), behind.to)};
    g_array_append_val(cuts, behind);
    g_array_append_val(cuts, piece);
    end = piece;
  }
  g_array_append_val(cuts, begin);
}

GArray *
lmu_order_cuts(const LmuOrder *from, gsize n_from, const LmuOrder *to, gsize n_to,
               const guint32 *live, gsize n_live)
{
  GArray *cuts = g_array_new(FALSE, FALSE, sizeof(LmuCut));
  gsize n;
  g_autofree LmuCut *all = find_live(from, n_from, to, n_to, live, n_live, &n);
  g_autofree LmuCut *kept = g_memdup2(all, (n + 1) * sizeof *all);
  gsize n_kept = keep_most(kept, n);
  LmuCut end = {n_from, n_to};
  for (gsize i = n_kept + 1; i-- > 0;) {
    const LmuCut *stays = i > 0 ? &kept[i - 1] : NULL;
    LmuCut begin = stays ? (LmuCut){stays->from + 1, stays->to + 1} : (LmuCut){0, 0};
    gsize n_before = n;
    while (n_before > 0 && all[n_before - 1].from >= begin.from)
      n_before--;
    cut_gap(cuts, begin, end, all + n_before, n - n_before);
    if (!stays)
      break;
    g_array_append_val(cuts, *stays);
    end = *stays;
    n = n_before - 1; /* without the one that stays */
  }
  return cuts;
}
