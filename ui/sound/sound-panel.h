/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is heard in the chosen streams: a lane for each with its waveform or spectrogram and the
 * marks of packets that were lost, late or out of order, on the time axis of the graphs above; and
 * the bar that plays them. Decoding begins when the panel is seen. Main thread only.
 *
 * The wheel zooms and dragging pans as in ui/graph/graph-stack.h; a click moves the play head.
 * Space plays and pauses, in all of the view that the panel is in (the style class "streams-view").
 *
 * Property "play-ns" (int64, read-only): where the play head is, in nanoseconds since the epoch:
 * what is heard just now, or where playing goes on; LM_TIME_NONE where it is nowhere.
 *
 * Property "playing" (boolean, read-only): whether something is heard. It is heard on while another
 * view of the window is looked at.
 *
 * Signal "decoded" (): lmu_sound_panel_get_levels() has others now.
 *
 * Signal "problem-wanted" (int by): the next problem is asked for (1), or the one before (-1). */

#include "ui/graph/axis.h"
#include "ui/graph/levels.h"
#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_SOUND_PANEL (lmu_sound_panel_get_type())
G_DECLARE_FINAL_TYPE(LmuSoundPanel, lmu_sound_panel, LMU, SOUND_PANEL, GtkWidget)

/* @session may be NULL. No stream is chosen afterwards. */
void lmu_sound_panel_set_session(LmuSoundPanel *self, LmuSession *session);
/* The axis of the graphs: what is in view, and the cursor, are the same in both. */
void lmu_sound_panel_set_axis(LmuSoundPanel *self, LmuGraphAxis *axis);
/* Rows of the trace, the uppermost lane first; to a single one comes its other direction. */
void lmu_sound_panel_set_streams(LmuSoundPanel *self, const guint32 *streams, gsize n);
/* How loud the @n streams are that are decoded. Borrowed, until the next change. */
LmuLevels *const *lmu_sound_panel_get_levels(LmuSoundPanel *self, guint *n);
gint64 lmu_sound_panel_get_play_ns(LmuSoundPanel *self);
gboolean lmu_sound_panel_is_playing(LmuSoundPanel *self);
/* play, stop, mode (s: "both", "mix", or a lane's number), buffer (s: "sent", "50", "200",
 * "adaptive", "joined"), spectrogram, export, export-path (s). Borrowed. */
GActionGroup *lmu_sound_panel_get_actions(LmuSoundPanel *self);

G_END_DECLS
