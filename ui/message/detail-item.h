/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A field of a message that was taken apart, as a list item. All items of one message share its
 * tree, which lives as long as one of them does; the message's bytes must live as long too. */

#include "engine/engine.h"
#include "proto/detail.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_DETAIL_ITEM (lmu_detail_item_get_type())
G_DECLARE_FINAL_TYPE(LmuDetailItem, lmu_detail_item, LMU, DETAIL_ITEM, GObject)

/* Takes the message in @bytes apart. @stream: it came over a stream transport. Owned; NULL where
 * the bytes do not look like SIP. */
LmuDetailItem *lmu_detail_item_new(LmSlice bytes, gboolean stream);
/* The same with @notes, which it takes over; they may be NULL. */
LmuDetailItem *lmu_detail_item_new_with(LmSlice bytes, gboolean stream, LmMessageNotes *notes);
/* Takes an event apart. Owned. */
LmuDetailItem *lmu_detail_item_new_for_event(const LmMessageView *event);
/* Borrowed from the item. */
const LmDetail *lmu_detail_item_get(LmuDetailItem *self);
/* The fields within this one; NULL where there are none. Owned. */
GListModel *lmu_detail_item_children(LmuDetailItem *self);
/* Whether something is wrong with the field or one within it. */
gboolean lmu_detail_item_is_odd(LmuDetailItem *self);
/* Name and value as safe text for a person. Owned. */
char *lmu_detail_item_name(LmuDetailItem *self);
char *lmu_detail_item_value(LmuDetailItem *self);
/* The whole value, with its lines, where that is more than a line has room for; else NULL. Owned.
 */
char *lmu_detail_item_long_value(LmuDetailItem *self);

G_END_DECLS
