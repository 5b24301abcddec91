/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rows of a table in an order, and how a list that shows one order is told that it becomes another.
 *
 * GTK's list widgets look through all rows that are said to come for those that were there before,
 * and make an item of each: half a second for a million. So a change is told in pieces, from its
 * end to its beginning, such that the rows that have widgets go in small pieces of their own, and
 * most of them not at all. Pure. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint32 *rows;
  gsize n;
  guint32 *places; /* by row: its position, or G_MAXUINT32 where it is not shown */
  gsize n_places;
} LmuOrder;

/* Takes @rows, all below @n_places and each there once. */
LmuOrder *lmu_order_new(guint32 *rows, gsize n, gsize n_places);
void lmu_order_free(LmuOrder *order);
/* The position of @row, or G_MAXUINT32. */
guint32 lmu_order_find(const LmuOrder *order, guint32 row);

/* A place to cut at: rows before @from of the old order, and before @to of the new one. */
typedef struct {
  gsize from, to;
} LmuCut;

/* Where to cut the change of the first @n_from rows of @from into the first @n_to of @to: from the
 * end to {0, 0}. @live are the rows with widgets: the most of them that are in the same order
 * before and after lie between two cuts, in both orders. Owned: g_array_unref(), of LmuCut. */
GArray *lmu_order_cuts(const LmuOrder *from, gsize n_from, const LmuOrder *to, gsize n_to,
                       const guint32 *live, gsize n_live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuOrder, lmu_order_free)

G_END_DECLS
