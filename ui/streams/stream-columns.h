/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The columns of the stream list, declared once: a column is a row of this table. */

#include "engine/engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

enum {
  LMU_STREAM_COLUMN_EXPAND = 1 << 0, /* takes what room is left */
  LMU_STREAM_COLUMN_PILL = 1 << 1,   /* on a ground in the colour of tone() */
  LMU_STREAM_COLUMN_MONOSPACE = 1 << 2,
  LMU_STREAM_COLUMN_STRIP = 1 << 4, /* drawn (ui/streams/stream-strip.h): has neither text() nor
                                       compare() */
  LMU_STREAM_COLUMN_WIDE = 1 << 3,  /* shown where there is room; the cards say it too */
};

typedef struct {
  const char *id;
  const char *title;   /* to be translated */
  const char *tooltip; /* to be translated */
  guint chars;         /* usual width */
  guint flags;
  char *(*text)(const LmStreamRow *row); /* owned */
  int (*compare)(const LmStreamRow *a, const LmStreamRow *b);
  const char *(*tone)(const LmStreamRow *row); /* borrowed; NULL where there is none */
} LmuStreamColumn;

/* All columns in their order, ended by one without id. */
const LmuStreamColumn *lmu_stream_columns(void);
/* Makes the cells of @column, each one widget. Owned. */
GtkListItemFactory *lmu_stream_cell_factory_new(const LmuStreamColumn *column);

G_END_DECLS
