/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The packets of a stream as a list, those alone that have certain flags: items are made when they
 * are asked for. Main thread. */

#include "ui/graph/series.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A packet as a list item. */
#define LMU_TYPE_PACKET_ITEM (lmu_packet_item_get_type())
G_DECLARE_FINAL_TYPE(LmuPacketItem, lmu_packet_item, LMU, PACKET_ITEM, GObject)

/* Borrowed from the item. */
const LmRtpPacket *lmu_packet_item_get_packet(LmuPacketItem *self);

#define LMU_TYPE_PACKET_LIST (lmu_packet_list_get_type())
G_DECLARE_FINAL_TYPE(LmuPacketList, lmu_packet_list, LMU, PACKET_LIST, GObject)

LmuPacketList *lmu_packet_list_new(void);
/* The packets of @series, which may be NULL, with any of @flags; 0: all. In the order of time. */
void lmu_packet_list_set(LmuPacketList *self, LmuSeries *series, guint32 flags);
/* The place of the packet closest to @time_ns; GTK_INVALID_LIST_POSITION in an empty list. */
guint lmu_packet_list_find(LmuPacketList *self, gint64 time_ns);

G_END_DECLS
