/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Below a field in a list of them: what is wrong with it. It is there only when something is. */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_FAULT_ROW (lmu_fault_row_get_type())
G_DECLARE_FINAL_TYPE(LmuFaultRow, lmu_fault_row, LMU, FAULT_ROW, AdwPreferencesRow)

/* Of @field, a row with an entry, which must live as long. */
GtkWidget *lmu_fault_row_new(GtkWidget *field);
/* NULL or "": nothing is wrong. */
void lmu_fault_row_tell(LmuFaultRow *self, const char *fault);
gboolean lmu_fault_row_tells(LmuFaultRow *self);

G_END_DECLS
