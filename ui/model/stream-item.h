/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An RTP stream as a list item; see ui/model/row-item.h. */

#include "ui/model/row-item.h"

G_BEGIN_DECLS

#define LMU_TYPE_STREAM_ITEM (lmu_stream_item_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamItem, lmu_stream_item, LMU, STREAM_ITEM, LmuRowItem)

/* Borrowed until the session's next "streams-changed". */
const LmStreamRow *lmu_stream_item_get_row(LmuStreamItem *self);

G_END_DECLS
