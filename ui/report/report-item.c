/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-item.h"

struct _LmuReportItem {
  LmuRowItem parent_instance;
};

G_DEFINE_FINAL_TYPE(LmuReportItem, lmu_report_item, LMU_TYPE_ROW_ITEM)

static void
lmu_report_item_class_init(LmuReportItemClass *klass)
{
}

static void
lmu_report_item_init(LmuReportItem *self)
{
}
