/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A row of settings with an entry for an amount, which may be left empty. */

#include "ui/capture/amount.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_AMOUNT_ROW (lmu_amount_row_get_type())
G_DECLARE_FINAL_TYPE(LmuAmountRow, lmu_amount_row, LMU, AMOUNT_ROW, AdwActionRow)

/* @empty is what stands where nothing does: what happens then. Signal "changed". */
GtkWidget *lmu_amount_row_new(LmuAmount kind, guint64 most, const char *title, const char *subtitle,
                              const char *empty);
void lmu_amount_row_set(LmuAmountRow *self, guint64 amount);
/* 0 while it is empty, or no such amount. */
guint64 lmu_amount_row_get(LmuAmountRow *self);
gboolean lmu_amount_row_is_good(LmuAmountRow *self);

G_END_DECLS
