/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A row for the name of a file, which is typed or chosen. What stands in it is GtkEditable's. */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_FILE_ROW (lmu_file_row_get_type())
G_DECLARE_FINAL_TYPE(LmuFileRow, lmu_file_row, LMU, FILE_ROW, AdwEntryRow)

GtkWidget *lmu_file_row_new(const char *title);

G_END_DECLS
