/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of a report's table that are shown, as LmuReportItem: a GtkSelectionModel in which one
 * row is selected, that stays so wherever it goes. Long tables are filtered and sorted by a worker.
 *
 * Signals:
 *   replaced ()             the rows that were asked for are there, in front of the old ones, which
 *                           are about to go
 *   updated ()              the rows are those that were asked for last; once more when all show
 *   selection-changed-to () another row is selected, or none */

#include "ui/model/session.h"
#include "ui/report/report-order.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_REPORT_LIST (lmu_report_list_get_type())
G_DECLARE_FINAL_TYPE(LmuReportList, lmu_report_list, LMU, REPORT_LIST, GObject)

LmuReportList *lmu_report_list_new(void);
/* A new table, of @session, without a filter; both may be NULL. Takes @table. What was selected is,
 * where the new table has a row about the same call and frame. */
void lmu_report_list_set_table(LmuReportList *self, LmuSession *session, LmReportTable *table);
/* Borrowed; NULL where there is none. */
const LmReportTable *lmu_report_list_get_table(LmuReportList *self);
/* Shows the rows that have @words in a cell, and, where @found is not NULL, whose bit is set. */
void lmu_report_list_set_filter(LmuReportList *self, LmuRowBits *found, const char *words);
void lmu_report_list_set_sort(LmuReportList *self, guint column, gboolean descending);
/* Whether a worker is at it. */
gboolean lmu_report_list_is_busy(LmuReportList *self);

/* How many rows there are when all show. */
guint lmu_report_list_n_rows(LmuReportList *self);
/* The row of the table at @position; LM_NONE where there is none. */
guint lmu_report_list_get_row(LmuReportList *self, guint position);
/* Where @row is; GTK_INVALID_LIST_POSITION where it is not shown. */
guint lmu_report_list_find(LmuReportList *self, guint row);
/* The selected row of the table, or LM_NONE. */
guint lmu_report_list_get_selected(LmuReportList *self);
void lmu_report_list_select(LmuReportList *self, guint row);

G_END_DECLS
