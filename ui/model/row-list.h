/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All rows of a table of the trace in its order, as a GListModel that makes an item when it is
 * asked for one. It belongs to a session, which says when the table grew. Main thread only. */

#include "ui/model/row-item.h"

G_BEGIN_DECLS

#define LMU_TYPE_ROW_LIST (lmu_row_list_get_type())
G_DECLARE_FINAL_TYPE(LmuRowList, lmu_row_list, LMU, ROW_LIST, GObject)

/* A list of items of @type; the session outlives it or detaches it. */
LmuRowList *lmu_row_list_new(GType type, LmuSession *session);
void lmu_row_list_set_length(LmuRowList *self, guint n_rows);
/* The session goes: the list is empty from now on. */
void lmu_row_list_detach(LmuRowList *self);
/* Row @index as an item, wherever it is shown. Owned. */
gpointer lmu_row_list_get(LmuRowList *self, guint index);
/* Tells the item of row @index, if there is one. */
void lmu_row_list_changed(LmuRowList *self, guint index);
/* See lmu_item_cache_live(). */
guint32 *lmu_row_list_live(LmuRowList *self, gsize *n);

G_END_DECLS
