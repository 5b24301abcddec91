/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The ladder of the selected calls: a strip with its options, the hosts' cards, and a row a
 * message.
 *
 * Signals:
 *   "message-selected"(guint message): a row of the trace; from the pointer, the keyboard, or
 * because new calls were set and their first message was selected.
 *   "event-selected"(guint event): the same for a step of another protocol.
 *   "stream-activated"(guint stream): a media row was double-clicked or Enter pressed on it.
 *   "options-changed": for whoever remembers them.
 *   "head-changed": what stands above the hosts became higher or lower.
 *
 * Actions, in the group "ladder" on the view: those of ladder-options.h, copy, find, find-next,
 * find-previous, filter, show-all (without a filter), show-legs. */

#include "ui/ladder/ladder-play.h"
#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_VIEW (lmu_ladder_view_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderView, lmu_ladder_view, LMU, LADDER_VIEW, AdwBin)

GtkWidget *lmu_ladder_view_new(void);
/* @session may be NULL. The calls are forgotten. */
void lmu_ladder_view_set_session(LmuLadderView *self, LmuSession *session);
/* Rows of the trace; none: the view says what would stand in it. */
void lmu_ladder_view_set_calls(LmuLadderView *self, const guint32 *calls, gsize n);
const LmLadderOptions *lmu_ladder_view_get_options(LmuLadderView *self);
void lmu_ladder_view_set_options(LmuLadderView *self, const LmLadderOptions *options);
/* Borrowed until the next ladder; NULL while there is none. */
const LmLadder *lmu_ladder_view_get_ladder(LmuLadderView *self);
/* The expression that rows are kept by; "" for none. Borrowed. */
const char *lmu_ladder_view_get_filter(LmuLadderView *self);
/* Pixels of what stands above the hosts: the strip, search and filter while they are there. */
int lmu_ladder_view_get_head_height(LmuLadderView *self);
/* Where cursor and play head of the graphs are told to it. Borrowed. */
LmuLadderPlay *lmu_ladder_view_get_play(LmuLadderView *self);
/* The group "ladder", for a window that wants its actions in menus and shortcuts. Borrowed. */
GActionGroup *lmu_ladder_view_get_actions(LmuLadderView *self);

G_END_DECLS
