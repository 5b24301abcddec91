/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The calls of a session: the strip of time, the filter, and the list.
 *
 * Signals: "selection-changed" (); "call-activated" (guint row of the trace).
 * Actions, in the group "calls" on the view: column-ID (on or off), sort (a column's id),
 * descending (on or off), clear-range, clear-filter, name-filter; choose-column, add-column (name),
 * remove-column (name), hide-column (id), usual-columns. */

#include "ui/model/call-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_CALL_VIEW (lmu_call_view_get_type())
G_DECLARE_FINAL_TYPE(LmuCallView, lmu_call_view, LMU, CALL_VIEW, AdwBin)

/* @session may be NULL. Filter and selection are reset. */
void lmu_call_view_set_session(LmuCallView *self, LmuSession *session);
LmuCallList *lmu_call_view_get_list(LmuCallView *self);
void lmu_call_view_set_look(LmuCallView *self, LmuLook look);
LmuLook lmu_call_view_get_look(LmuCallView *self);
/* "+44 20", "busy": what the filter's entry holds. */
void lmu_call_view_set_search(LmuCallView *self, const char *text);
/* Borrowed. */
const char *lmu_call_view_get_search(LmuCallView *self);
/* LM_TIME_NONE in both for all of the time. */
void lmu_call_view_set_range(LmuCallView *self, gint64 from_ns, gint64 to_ns);
/* Puts the keyboard into the filter's entry, or into the list. */
void lmu_call_view_focus_search(LmuCallView *self);
void lmu_call_view_focus_list(LmuCallView *self);
/* Selects the call in row @index alone and scrolls to it, loosening the filter if it hides it;
 * FALSE where there is no such row. */
gboolean lmu_call_view_select(LmuCallView *self, guint32 index);
/* The group "calls", for a window that offers its actions too. Borrowed. */
GActionGroup *lmu_call_view_get_actions(LmuCallView *self);

/* Keeps the newest call in sight, until somebody scrolls away from it or selects a call, which the
 * signal "follow-changed" tells. */
void lmu_call_view_set_follow(LmuCallView *self, gboolean follow);
gboolean lmu_call_view_get_follow(LmuCallView *self);

G_END_DECLS
