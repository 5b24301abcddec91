/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows that a list shows, and how it tells its widget that it shows others now, such that the
 * main loop is never held up for long: a long list becomes another turn by turn where widgets must
 * be made or dropped for it. A part of the list, which has two signals or three: "replaced" (),
 * "updated" () and, where rows change that nobody asked for, "leaving" (guint begin, guint end);
 * see ui/model/call-list.h. Main thread only. */

#include "ui/model/order.h"
#include "ui/model/row-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows of an order from @begin up to @end. */
typedef struct {
  const LmuOrder *order;
  gsize begin, end;
} LmuShownPart;

typedef struct {
  GListModel *list; /* borrowed */
  LmuOrder *order;
  LmuOrder *old_order; /* of rows behind it that are about to go, or rest; or NULL */
  /* What is shown: the beginning of the order, and rows of another one while one becomes another.
   */
  LmuShownPart parts[2];
  guint turn_id; /* shows more of the order, or less of the old one */
} LmuShownRows;

/* Empty, of @list. */
void lmu_shown_rows_init(LmuShownRows *self, GListModel *list);
/* Frees what is in it, and tells nobody. */
void lmu_shown_rows_clear(LmuShownRows *self);
/* Shows @order instead, and owns it. With @asked it is what somebody waits for, and may be seen
 * from another place; otherwise what is in sight stays there. @all, or NULL, are the rows of both
 * orders, those with widgets among them. */
void lmu_shown_rows_change(LmuShownRows *self, LmuOrder *order, LmuRowList *all, gboolean asked);
/* Ends a change that is under way, and drops what is not shown any more. */
void lmu_shown_rows_settle(LmuShownRows *self);
/* A change that is under way stays as it is: the list goes. */
void lmu_shown_rows_stop(LmuShownRows *self);

/* With those that are about to go, or rest for their widgets. */
gsize lmu_shown_rows_length(const LmuShownRows *self);
/* The row at @position, or LM_NONE. */
guint32 lmu_shown_rows_get(const LmuShownRows *self, gsize position);
/* Without those that are about to go, or rest. */
guint lmu_shown_rows_n(const LmuShownRows *self);
/* Where @row is among those, or GTK_INVALID_LIST_POSITION. */
guint lmu_shown_rows_find(const LmuShownRows *self, guint32 row);
/* Whether all of the order is shown. */
gboolean lmu_shown_rows_is_whole(const LmuShownRows *self);

G_END_DECLS
