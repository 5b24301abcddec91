/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that is known of a row of a report beside what its table shows: names and values, and what
 * happened over time, a line a step. */

#include "engine/report_table.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_REPORT_DETAIL (lmu_report_detail_get_type())
G_DECLARE_FINAL_TYPE(LmuReportDetail, lmu_report_detail, LMU, REPORT_DETAIL, AdwBin)

GtkWidget *lmu_report_detail_new(void);
/* Shows row @row of @table, with @detail, which may not be there yet; NULL for @table empties it.
 * Both are borrowed for the call. */
void lmu_report_detail_show(LmuReportDetail *self, const LmReportTable *table, guint row,
                            const LmReportDetail *detail);

G_END_DECLS
