/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A call, or another dialog, as a list item; see ui/model/row-item.h. */

#include "ui/model/row-item.h"

G_BEGIN_DECLS

#define LMU_TYPE_CALL_ITEM (lmu_call_item_get_type())
G_DECLARE_FINAL_TYPE(LmuCallItem, lmu_call_item, LMU, CALL_ITEM, LmuRowItem)

/* The row with the names found in it. Borrowed until the session's next
 * "calls-changed". */
const LmuCallEntry *lmu_call_item_get_entry(LmuCallItem *self);

G_END_DECLS
