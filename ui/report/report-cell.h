/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The cells of a column of a report. */

#include "ui/report/report-list.h"

G_BEGIN_DECLS

/* Cells of @def, which is column @column of the tables of @report that @list has one after the
 * other. @list must outlive them. */
GtkListItemFactory *lmu_report_cell_factory_new(LmuReportList *list, const LmReport *report,
                                                const LmReportColumn *def, guint column);
/* The row and the column of the table that stand at a place in a column view, from the widget that
 * was found there; FALSE where it is no cell. */
gboolean lmu_report_cell_at(GtkWidget *widget, guint *row, guint *column);
/* Letters that a column of this kind wants, and the least that it can do with. */
guint lmu_report_column_chars(const LmReportColumn *column);
/* Whether it takes what space is left. */
gboolean lmu_report_column_expands(const LmReportColumn *column);

G_END_DECLS
