/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the ladder has to do with the time of graphs and sound: a button in its strip that pauses
 * what plays, there only while something does, and the marks of cursor and play head on its rows.
 *
 * Signal "time-selected"(gint64 time_ns): a row was selected while the ladder is seen. */

#include "ui/ladder/ladder-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_PLAY (lmu_ladder_play_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderPlay, lmu_ladder_play, LMU, LADDER_PLAY, GtkWidget)

/* Whose rows it marks and whose selection it tells; both outlive it. */
void
lmu_ladder_play_connect(LmuLadderPlay *self, LmuLadderModel *model, GtkSingleSelection *selection);
/* LM_TIME_NONE: nowhere. */
void lmu_ladder_play_set_times(LmuLadderPlay *self, gint64 cursor_ns, gint64 play_ns);
/* Whether sound is heard just now, or only could go on. */
void lmu_ladder_play_set_playing(LmuLadderPlay *self, gboolean playing);

G_END_DECLS
