/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A row of a report's table as a list item; see ui/model/row-item.h. Its number is that of the row
 * in the table that the list has. */

#include "ui/model/row-item.h"

G_BEGIN_DECLS

#define LMU_TYPE_REPORT_ITEM (lmu_report_item_get_type())
G_DECLARE_FINAL_TYPE(LmuReportItem, lmu_report_item, LMU, REPORT_ITEM, LmuRowItem)

G_END_DECLS
