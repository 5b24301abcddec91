/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Keeps a ladder model filled: asks the engine for the ladder of the selected calls, and asks
 * again, a few times a second at most, when these calls grow while a file is being read. */

#include "ui/ladder/ladder-model.h"
#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_LOADER (lmu_ladder_loader_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderLoader, lmu_ladder_loader, LMU, LADDER_LOADER, GObject)

/* Signal "loaded"(gboolean fresh): the model has a new ladder; @fresh is set the first time that it
 * is one of the calls that were set last. */
LmuLadderLoader *lmu_ladder_loader_new(LmuLadderModel *model);
/* Forgets the calls. @session may be NULL. */
void lmu_ladder_loader_set_session(LmuLadderLoader *self, LmuSession *session);
void lmu_ladder_loader_set_calls(LmuLadderLoader *self, const guint32 *calls, gsize n);
void lmu_ladder_loader_set_options(LmuLadderLoader *self, const LmLadderOptions *options);
const LmLadderOptions *lmu_ladder_loader_get_options(LmuLadderLoader *self);
/* The expression that rows are kept by; what is none of the language keeps all of them. */
void lmu_ladder_loader_set_filter(LmuLadderLoader *self, const char *text);
/* Asks again, for what was changed besides. */
void lmu_ladder_loader_reload(LmuLadderLoader *self);

/* Whether its end is kept in sight: what is shown is captured just now, and @scroller is at its
 * end, but for what came just now and has no place yet. */
gboolean lmu_ladder_loader_follows(LmuLadderLoader *self, GtkScrolledWindow *scroller);

G_END_DECLS
