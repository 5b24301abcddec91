/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/stream-item.h"

struct _LmuStreamItem {
  LmuRowItem parent_instance;
};

G_DEFINE_FINAL_TYPE(LmuStreamItem, lmu_stream_item, LMU_TYPE_ROW_ITEM)

static void
lmu_stream_item_class_init(LmuStreamItemClass *klass)
{
}

static void
lmu_stream_item_init(LmuStreamItem *self)
{
}

const LmStreamRow *
lmu_stream_item_get_row(LmuStreamItem *self)
{
  return lmu_session_get_stream_row(lmu_row_item_get_session(LMU_ROW_ITEM(self)),
                                    lmu_row_item_get_index(LMU_ROW_ITEM(self)));
}
