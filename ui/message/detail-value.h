/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The whole value of the field that is selected in the tree, where it is more than a line has room
 * for: a body, decompressed and decoded; XML, indented; a long header. Hidden otherwise. */

#include "ui/message/detail-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_DETAIL_VALUE (lmu_detail_value_get_type())
G_DECLARE_FINAL_TYPE(LmuDetailValue, lmu_detail_value, LMU, DETAIL_VALUE, AdwBin)

GtkWidget *lmu_detail_value_new(void);
/* @item may be NULL. */
void lmu_detail_value_set_item(LmuDetailValue *self, LmuDetailItem *item);

G_END_DECLS
