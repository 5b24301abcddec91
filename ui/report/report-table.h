/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A report's table that a list and the workers that filter and sort it share. Any thread. */

#include "engine/report_table.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  LmReportTable *table;
} LmuReportTable;

/* Takes @table. Owned: lmu_report_table_unref(). */
LmuReportTable *lmu_report_table_new(LmReportTable *table);
LmuReportTable *lmu_report_table_ref(LmuReportTable *self);
void lmu_report_table_unref(LmuReportTable *self);

/* What @cell says to a person; "" for nothing. Owned. */
char *lmu_report_cell_text(const LmReportColumn *column, const LmCell *cell);
/* All that is seen of row @row, with what it is: "State: registered". Owned. */
char *lmu_report_row_words(const LmReportTable *table, guint row);
/* The same cells separated by tabs, for pasting. Owned. */
char *lmu_report_row_text(const LmReportTable *table, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuReportTable, lmu_report_table_unref)

G_END_DECLS
