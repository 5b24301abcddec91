/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Amounts as they are written into an entry: "100 MB", "30 m", "20". */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LMU_AMOUNT_SIZE,
  LMU_AMOUNT_MEBIBYTES,
  LMU_AMOUNT_SPAN,
  LMU_AMOUNT_NUMBER
} LmuAmount;

/* Bytes, mebibytes, nanoseconds or a number; 0 for text that is empty. FALSE for what is none, or
 * more than @most. */
gboolean lmu_amount_parse(LmuAmount kind, const char *text, guint64 most, guint64 *amount);
/* What lmu_amount_parse() reads as @amount; "" for 0. Owned. */
char *lmu_amount_format(LmuAmount kind, guint64 amount);

G_END_DECLS
