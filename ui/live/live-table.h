/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The figures of a capture, a row for each interface and one for all: what was received, at which
 * rate, what was written, and what was lost where. */

#include "capture/live.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct LmuLiveTable LmuLiveTable;

/* Freed with its widget. */
LmuLiveTable *lmu_live_table_new(void);
/* Borrowed. */
GtkWidget *lmu_live_table_get_widget(LmuLiveTable *table);
/* Forgets the capture before. */
void lmu_live_table_clear(LmuLiveTable *table);
void lmu_live_table_update(LmuLiveTable *table, const LmLiveStatus *status);
/* Packets a second, of all. */
double lmu_live_table_get_rate(LmuLiveTable *table);

G_END_DECLS
