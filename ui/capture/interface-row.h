/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A row of a list of interfaces: a mark, what it is, and what goes over it. */

#include "ui/capture/interface-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_INTERFACE_ROW (lmu_interface_row_get_type())
G_DECLARE_FINAL_TYPE(LmuInterfaceRow, lmu_interface_row, LMU, INTERFACE_ROW, GtkListBoxRow)

/* Signal "chosen-changed". */
GtkWidget *lmu_interface_row_new(LmuInterface *interface);
/* Borrowed. */
LmuInterface *lmu_interface_row_get_interface(LmuInterfaceRow *self);
gboolean lmu_interface_row_is_chosen(LmuInterfaceRow *self);
void lmu_interface_row_set_chosen(LmuInterfaceRow *self, gboolean chosen);

G_END_DECLS
