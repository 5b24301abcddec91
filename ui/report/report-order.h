/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which rows of a report's table are shown and in which order; at once, or in a worker. */

#include "ui/model/order.h"
#include "ui/model/row-bits.h"
#include "ui/report/report-table.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The order that the report itself has. */
#define LMU_REPORT_UNSORTED G_MAXUINT

typedef struct {
  LmuReportTable *table;
  LmuRowBits *found; /* those that the filter asks for; NULL: all */
  char *words;       /* to be in a cell of the row; may be "" */
  guint column;      /* of the table, or LMU_REPORT_UNSORTED */
  gboolean descending;
  LmuOrder *order; /* the result; whoever wants it takes it. NULL where it was cancelled */
} LmuReportOrder;

/* Owned: lmu_report_order_free(), or lmu_report_order_start() takes it. @found and @words may be
 * NULL. */
LmuReportOrder *lmu_report_order_new(LmuReportTable *table, LmuRowBits *found, const char *words,
                                     guint column, gboolean descending);
void lmu_report_order_free(LmuReportOrder *self);
/* Does it here and now. */
void lmu_report_order_run(LmuReportOrder *self);
/* Has a worker do it; @done, on the main thread and in any case, with @source and the GTask, whose
 * task data it is. */
void lmu_report_order_start(LmuReportOrder *self, gpointer source, GCancellable *cancellable,
                            GAsyncReadyCallback done);

G_END_DECLS
