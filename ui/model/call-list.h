/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The calls that a list shows: the session's rows through a query, in an order, with a selection
 * that stays with its rows however they are filtered and sorted. It is a GListModel of LmuCallItem
 * and a GtkSelectionModel. Long tables are filtered and sorted by a worker; until it is done the
 * old rows stay. Main thread only.
 *
 * Signals: "updated" (): what is shown is up to date with the query again. "replaced" (): another
 * order was asked for and is there, with the old one's rows behind it, which go when the handlers
 * have returned. A widget that shows the list should scroll to where it belongs now. "leaving"
 * (guint begin, guint end): these rows go when the handlers have returned; a widget that shows them
 * should scroll away. */

#include "ui/model/call-order.h"
#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_CALL_LIST (lmu_call_list_get_type())
G_DECLARE_FINAL_TYPE(LmuCallList, lmu_call_list, LMU, CALL_LIST, GObject)

LmuCallList *lmu_call_list_new(void);
/* NULL empties it. The selection goes. */
void lmu_call_list_set_session(LmuCallList *self, LmuSession *session);
void lmu_call_list_set_query(LmuCallList *self, const LmuCallQuery *query);
/* Something beside the rows themselves is new: looks at all of them again. */
void lmu_call_list_refresh(LmuCallList *self);
void lmu_call_list_set_sort(LmuCallList *self, LmuCallSort sort, gboolean descending);
/* Rows that are shown. The model may have more: those that are about to go, and while nothing is
 * shown some whose widgets are kept for the next. A widget that shows the list hides it then. */
guint lmu_call_list_n_shown(LmuCallList *self);
/* Rows that the query's look has, whatever else it asks for. */
guint lmu_call_list_n_unfiltered(LmuCallList *self);
/* Whether a worker is at it. */
gboolean lmu_call_list_is_busy(LmuCallList *self);

/* The position of the call with row @index, or GTK_INVALID_LIST_POSITION where it is not shown. */
guint lmu_call_list_find(LmuCallList *self, guint32 index);
/* The row of the trace at @position, or LM_NONE. */
guint32 lmu_call_list_get_index(LmuCallList *self, guint position);
/* The first selected row of the trace, whether it is shown or not, or LM_NONE. */
guint32 lmu_call_list_get_first_selected(LmuCallList *self);
/* Selected rows of the trace, ascending; none while nothing is shown. Owned: g_free(). */
guint32 *lmu_call_list_get_selected(LmuCallList *self, gsize *n);

G_END_DECLS
