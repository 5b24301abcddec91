/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-item.h"

struct _LmuCallItem {
  LmuRowItem parent_instance;
};

G_DEFINE_FINAL_TYPE(LmuCallItem, lmu_call_item, LMU_TYPE_ROW_ITEM)

static void
lmu_call_item_class_init(LmuCallItemClass *klass)
{
}

static void
lmu_call_item_init(LmuCallItem *self)
{
}

const LmuCallEntry *
lmu_call_item_get_entry(LmuCallItem *self)
{
  LmuSession *session = lmu_row_item_get_session(LMU_ROW_ITEM(self));
  return lmu_call_rows_get(lmu_call_store_rows(lmu_session_get_call_store(session)),
                           lmu_row_item_get_index(LMU_ROW_ITEM(self)));
}
