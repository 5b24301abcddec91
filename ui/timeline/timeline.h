/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A strip of time: how many calls began in each interval, the failed ones in their own colour. A
 * stretch of it can be chosen with the pointer (drag; a click takes it back) or the keyboard (left
 * and right move it, with Shift they resize it, Escape takes it back).
 *
 * Signal: "range-changed" (). */

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_TIMELINE (lmu_timeline_get_type())
G_DECLARE_FINAL_TYPE(LmuTimeline, lmu_timeline, LMU, TIMELINE, GtkWidget)

/* @session may be NULL. */
void lmu_timeline_set_session(LmuTimeline *self, LmuSession *session);
/* Whether it counts the other dialogs instead of the calls. */
void lmu_timeline_set_other(LmuTimeline *self, gboolean other);
/* The chosen stretch [from, to); LM_TIME_NONE in both: none. */
void lmu_timeline_get_range(LmuTimeline *self, gint64 *from_ns, gint64 *to_ns);
void lmu_timeline_set_range(LmuTimeline *self, gint64 from_ns, gint64 to_ns);

G_END_DECLS
