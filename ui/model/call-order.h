/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which rows in which order: filters a table of calls and sorts what is left, on arrays of numbers
 * and with keys that are computed once a row. Pure functions; any thread. */

#include "ui/model/call-query.h"
#include "ui/model/call-values.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  LMU_SORT_NONE, /* the trace's order */
  LMU_SORT_START,
  LMU_SORT_FROM,
  LMU_SORT_TO,
  LMU_SORT_STATE,
  LMU_SORT_DURATION,
  LMU_SORT_SETUP,
  LMU_SORT_PDD,
  LMU_SORT_MOS,
  LMU_SORT_CODEC,
  LMU_SORT_MESSAGES,
  LMU_SORT_RETRANSMISSIONS,
  LMU_SORT_METHOD,
  LMU_SORT_STATUS,
  LMU_SORT_RELEASED,
  LMU_SORT_CALLER,
  LMU_SORT_CALLEE,
  LMU_SORT_CALL_ID,
  LMU_SORT_TRANSPORT,
  LMU_SORT_EVENTS,
  LMU_N_SORTS,
  LMU_SORT_FIELD = LMU_N_SORTS /* and from there on: by the added column of that place */
} LmuCallSort;

/* Rows of the trace that match @query, sorted by @sort, which is that of @values if it is of an
 * added column (NULL: it is of none); equal ones stay in the trace's order, and values that are not
 * known stand last either way round. Owned: g_free(). NULL with @n 0 when
 * @cancellable, which may be NULL, was cancelled. */
guint32 *
lmu_call_order_run(const LmuCallRows *rows, const LmuCallValues *values, const LmuCallQuery *query,
                   LmuCallSort sort, gboolean descending, GCancellable *cancellable, gsize *n);

G_END_DECLS
