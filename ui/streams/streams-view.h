/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The RTP streams of some calls or of all: the figures of the selected one as cards, the list, and
 * the selected ones over time.
 *
 * Signals:
 *   "call-activated"(guint call): a stream was double-clicked or Enter pressed on it; a row of the
 * trace.
 *   "ladder-wanted"(guint call, gint64 time_ns): what is at that time is to be shown in the ladder;
 * LM_TIME_NONE: nothing of it. */

#include "ui/model/session.h"
#include "ui/sound/sound-panel.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_STREAMS_VIEW (lmu_streams_view_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamsView, lmu_streams_view, LMU, STREAMS_VIEW, AdwBin)

GtkWidget *lmu_streams_view_new(void);
/* @session may be NULL. All streams are shown. */
void lmu_streams_view_set_session(LmuStreamsView *self, LmuSession *session);
/* Shows the streams of @n calls (rows of the trace); all streams if @n is 0. */
void lmu_streams_view_set_calls(LmuStreamsView *self, const guint32 *calls, gsize n);
/* Words, or an expression: what the filter's entry holds. */
void lmu_streams_view_set_search(LmuStreamsView *self, const char *text);
/* Puts the keyboard into that entry. */
void lmu_streams_view_focus_search(LmuStreamsView *self);
void lmu_streams_view_focus_list(LmuStreamsView *self);
/* The time of the graphs, their cursor and the play head. Borrowed. */
LmuGraphAxis *lmu_streams_view_get_axis(LmuStreamsView *self);
/* Puts the cursor there, or takes it away where the streams have nothing at that time. */
void lmu_streams_view_set_cursor(LmuStreamsView *self, gint64 time_ns);
/* What plays the selected streams. Borrowed. */
LmuSoundPanel *lmu_streams_view_get_sound(LmuStreamsView *self);
/* Selects @stream, a row of the trace, and scrolls to it; nothing where it is not in the
 * list, but where the filter alone hides it that goes. */
void lmu_streams_view_select_stream(LmuStreamsView *self, guint stream);

G_END_DECLS
