/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Cells of the call list: one light widget each, which follows the row that it shows. */

#include "ui/calls/call-columns.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the cells of @column. Owned. */
GtkListItemFactory *lmu_call_cell_factory_new(const LmuCallColumn *column);

G_END_DECLS
