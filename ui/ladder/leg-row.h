/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A leg in the tree of its conversation: number, parties, the link to the leg above it, and the
 * evidence for that, folded away. */

#include "ladder/ladder.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What can be done to a leg. */
typedef void (*LmuLegCommand)(gpointer data, guint leg);

typedef struct {
  LmuLegCommand unlink; /* from the leg above it */
  LmuLegCommand pin;    /* to the leg above it */
  LmuLegCommand link;   /* to the first leg of the first conversation */
  gpointer data;
} LmuLegCommands;

/* A row for leg @leg of @ladder, which it does not keep; @commands is copied. */
GtkWidget *lmu_leg_row_new(const LmLadder *ladder, guint leg, const LmuLegCommands *commands);
/* "leg of 1, 98 %". Owned; NULL where nothing led to the leg. */
char *lmu_leg_link_text(const LmLadder *ladder, guint leg);

G_END_DECLS
