/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A row of the trace as a list item: a number and the session that it counts in. The same row is
 * the same object for as long as somebody holds it; "changed" says that its row has new values.
 * Main thread only. */

#include "ui/model/session.h"

G_BEGIN_DECLS

#define LMU_TYPE_ROW_ITEM (lmu_row_item_get_type())
G_DECLARE_DERIVABLE_TYPE(LmuRowItem, lmu_row_item, LMU, ROW_ITEM, GObject)

struct _LmuRowItemClass {
  GObjectClass parent_class;
};

/* The row of the trace: the handle for the engine's commands. */
guint lmu_row_item_get_index(LmuRowItem *self);
/* Borrowed. */
LmuSession *lmu_row_item_get_session(LmuRowItem *self);
/* Emits "changed". */
void lmu_row_item_changed(LmuRowItem *self);

/* Items of one type by their row, without keeping any of them alive. */
typedef struct LmuItemCache LmuItemCache;

LmuItemCache *lmu_item_cache_new(GType type, LmuSession *session);
void lmu_item_cache_free(LmuItemCache *cache);
/* The item of row @index. Owned. */
gpointer lmu_item_cache_get(LmuItemCache *cache, guint index);
/* Tells the item of row @index, if there is one, that its row changed. */
void lmu_item_cache_changed(LmuItemCache *cache, guint index);
/* The rows that have an item now, in no order. Owned.
 */
guint32 *lmu_item_cache_live(LmuItemCache *cache, gsize *n);

G_END_DECLS
