/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A report as a table that is filtered, sorted and gone through, with what else is known of the
 * selected row beside it. It is worked out when it is first looked at, and once more when reading
 * ends.
 *
 * Signals:
 *   "selection-changed" ()       see lmu_report_view_get_calls()
 *   "row-activated" ()           somebody wants to go on to the ladder
 *   "calls-wanted" ()            the selected row's calls are to be shown in the list of calls
 *   "counted" (guint n)          how many rows there are
 *
 * Actions, in the group "report" on the view: copy, copy-cell, show-calls, filter-by,
 * clear-filter, details. */

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_REPORT_VIEW (lmu_report_view_get_type())
G_DECLARE_FINAL_TYPE(LmuReportView, lmu_report_view, LMU, REPORT_VIEW, AdwBin)

GtkWidget *lmu_report_view_new(const LmReport *report);
const LmReport *lmu_report_view_get_report(LmuReportView *self);
/* @session may be NULL. */
void lmu_report_view_set_session(LmuReportView *self, LmuSession *session);
/* More was read: what is shown is worked out anew, and what is not, when it is looked at. */
void lmu_report_view_refresh(LmuReportView *self);
/* Rows of the trace that the selected row is about, the one to show first. Borrowed until the
 * selection changes. */
const guint32 *lmu_report_view_get_calls(LmuReportView *self, gsize *n);
/* Whether it was worked out and has no rows. */
gboolean lmu_report_view_is_empty(LmuReportView *self);
/* The host that the selected row is about, NULL where it is about something else. Owned. */
char *lmu_report_view_get_host(LmuReportView *self);
/* The message to show for the selected row, or LM_NONE. */
guint lmu_report_view_get_message(LmuReportView *self);
void lmu_report_view_set_search(LmuReportView *self, const char *text);
void lmu_report_view_focus_search(LmuReportView *self);
void lmu_report_view_focus_list(LmuReportView *self);
/* The group "report". Borrowed. */
GActionGroup *lmu_report_view_get_actions(LmuReportView *self);

G_END_DECLS
