/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The columns of the call list, declared once: a column is a row of this table. Those that somebody
 * adds are declared in the view. */

#include "ui/model/call-order.h"

G_BEGIN_DECLS

enum {
  LMU_COLUMN_IN_CALLS = 1 << 0, /* shown at first where calls are */
  LMU_COLUMN_IN_OTHER = 1 << 1, /* shown at first where other dialogs are */
  LMU_COLUMN_EXPAND = 1 << 2,   /* takes what room is left */
  LMU_COLUMN_PILL = 1 << 3,     /* a word on a coloured ground, as wide as it is */
  LMU_COLUMN_DIM = 1 << 4,
};

typedef struct {
  const char *id;
  const char *title;   /* to be translated, but for an added column's */
  const char *tooltip; /* to be translated; what the words mean */
  LmuCallSort sort;
  guint chars; /* usual width */
  guint flags;
  /* The cell's text; NULL of an added column, whose values the session has. Owned. */
  char *(*text)(const LmuCallEntry *entry);
  /* The pill's class, or NULL for none. Borrowed. */
  const char *(*tone)(const LmuCallEntry *entry);
} LmuCallColumn;

/* All columns in their order, ended by one without id. */
const LmuCallColumn *lmu_call_columns(void);
guint lmu_call_n_columns(void);
/* "Call from Alice to bob, completed, 0:16": what a screen reader says of the row. Owned. */
char *lmu_call_words(const LmuCallEntry *entry);

G_END_DECLS
