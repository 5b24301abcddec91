/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The interfaces of this machine, with what went over each in the last minute: a GListModel of
 * LmuInterface. An interface keeps its item while it is there, and its place; what is switched off
 * stood last when the list was first filled. Main thread only. */

#include "capture/interfaces.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Figures that are remembered of an interface, one for each look: a minute. */
#define LMU_INTERFACE_HISTORY 60

#define LMU_TYPE_INTERFACE (lmu_interface_get_type())
G_DECLARE_FINAL_TYPE(LmuInterface, lmu_interface, LMU, INTERFACE, GObject)

/* Signal "changed": its figures or its state are new; each second. All is borrowed. */
const char *lmu_interface_get_name(LmuInterface *self);
/* "Ethernet", "Wi-Fi", "All interfaces". */
const char *lmu_interface_get_kind(LmuInterface *self);
const char *lmu_interface_get_icon_name(LmuInterface *self);
/* Its description, addresses and state in one line. */
const char *lmu_interface_get_detail(LmuInterface *self);
/* Switched on, and something is plugged in. */
gboolean lmu_interface_is_up(LmuInterface *self);
/* As it is numbered in files, for compiling filters: what it most likely is. */
guint32 lmu_interface_get_link_type(LmuInterface *self);
/* Packets a second in @n looks, the oldest first; below 0 where that is not known. */
const double *lmu_interface_get_rates(LmuInterface *self, guint *n);

#define LMU_TYPE_INTERFACE_LIST (lmu_interface_list_get_type())
G_DECLARE_FINAL_TYPE(LmuInterfaceList, lmu_interface_list, LMU, INTERFACE_LIST, GObject)

LmuInterfaceList *lmu_interface_list_new(void);
/* Looks each second, in a thread, from now on or no more. */
void lmu_interface_list_watch(LmuInterfaceList *self, gboolean on);
/* What a look has found, at @now_us of a clock that only goes forwards. */
void
lmu_interface_list_update(LmuInterfaceList *self, const LmInterface *found, gsize n, gint64 now_us);
/* Borrowed; NULL where there is none. */
LmuInterface *lmu_interface_list_find(LmuInterfaceList *self, const char *name);

G_END_DECLS
