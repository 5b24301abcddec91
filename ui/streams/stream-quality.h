/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All there is to see of the chosen streams: graphs over time, how the figures are spread, the
 * packets with problems, what the score is made of, and what is heard. One cursor for all.
 *
 * Signals:
 *   "came": more is known of the streams (lmu_stream_quality_get_detail()).
 *   "ladder-wanted"(gint64 time_ns): the cursor is to be shown in the ladder of the call.
 *
 * Actions, in the group "streams": page (s: "graphs", "distribution", "packets", "score"),
 * both-directions, next-problem, previous-problem, show-in-ladder, and graph-delay, graph-skew,
 * graph-loss, graph-rate, graph-level, graph-score, which show or hide one. */

#include "engine/stream_detail.h"
#include "ui/model/session.h"
#include "ui/sound/sound-panel.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_STREAM_QUALITY (lmu_stream_quality_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamQuality, lmu_stream_quality, LMU, STREAM_QUALITY, AdwBin)

/* @session may be NULL. No stream is chosen afterwards. */
void lmu_stream_quality_set_session(LmuStreamQuality *self, LmuSession *session);
/* Rows of the trace, the one whose figures stand above first. */
void lmu_stream_quality_set_streams(LmuStreamQuality *self, const guint32 *streams, guint n);
/* Streams may have grown. */
void lmu_stream_quality_refresh(LmuStreamQuality *self);
/* Of the first of the streams; NULL while it is not known. Borrowed until "came". */
const LmStreamDetail *lmu_stream_quality_get_detail(LmuStreamQuality *self);
/* Puts the cursor to @time_ns, now or when the streams are known; takes it away where it does not
 * lie within them. */
void lmu_stream_quality_set_cursor(LmuStreamQuality *self, gint64 time_ns);
/* The time in view, the cursor and the play head. Borrowed. */
LmuGraphAxis *lmu_stream_quality_get_axis(LmuStreamQuality *self);
/* Borrowed. */
LmuSoundPanel *lmu_stream_quality_get_sound(LmuStreamQuality *self);
/* The group "streams". Borrowed. */
GActionGroup *lmu_stream_quality_get_actions(LmuStreamQuality *self);

G_END_DECLS
