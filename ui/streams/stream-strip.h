/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream over its time, in a row of the list: a bar for each part of its time, the higher and
 * greener the better; a line where no packets came. */

#include "ui/streams/strip-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_STREAM_STRIP (lmu_stream_strip_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamStrip, lmu_stream_strip, LMU, STREAM_STRIP, GtkWidget)

/* Makes the cells of the column, which draw what is in @store. Owned. */
GtkListItemFactory *lmu_stream_strip_factory_new(LmuStripStore *store);

G_END_DECLS
