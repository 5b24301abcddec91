/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the call list share. */

#include "ui/model/call-list.h"
#include "ui/model/order.h"

G_BEGIN_DECLS

/* Rows of an order from @begin up to @end. */
typedef struct {
  const LmuOrder *order;
  gsize begin, end;
} LmuCallListPart;

struct _LmuCallList {
  GObject parent_instance;
  LmuSession *session;
  LmuCallQuery query;
  LmuCallSort sort;
  gboolean descending;
  guint n_unfiltered;
  GtkBitset *selected; /* rows of the trace */

  /* What is shown: its beginning, and rows of another order while one becomes another. */
  LmuOrder *order;
  LmuOrder *old_order; /* of rows behind it that are about to go, or rest; or NULL */
  LmuCallListPart parts[2];
  guint turn_id; /* shows more of the order, or less of the old one */

  GCancellable *job; /* of the worker that runs; NULL: none */
  gboolean asked;    /* for what it does; else only rows changed */
  gboolean stale;    /* rows changed since it began */
  gint64 rest_us;    /* how long it is to rest between runs for changed rows */
  guint rest_id;     /* and when it has */
};

/* The row at @position, which must be below the length of the list. */
guint32 lmu_call_list_row(const LmuCallList *self, gsize position);
gsize lmu_call_list_length(const LmuCallList *self);

/* call-list-change.c */
/* Shows @order instead, and owns it. With @asked it is what somebody waits for, and may be seen
 * from another place; otherwise what is in sight stays there. */
void lmu_call_list_change(LmuCallList *self, LmuOrder *order, gboolean asked);
/* Ends a change that is under way, and drops what is not shown any more. */
void lmu_call_list_settle(LmuCallList *self);
/* Whether all of it is shown. */
gboolean lmu_call_list_is_whole(const LmuCallList *self);

/* call-list-selection.c */
void lmu_call_list_selection_init(GtkSelectionModelInterface *iface);

/* call-list.c */
void lmu_call_list_emit_replaced(LmuCallList *self);
void lmu_call_list_emit_leaving(LmuCallList *self, guint begin, guint end);
void lmu_call_list_emit_updated(LmuCallList *self);

G_END_DECLS
