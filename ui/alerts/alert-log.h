/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What fired since the program began, the newest first and not more than LMU_ALERT_LOG_MOST. Main
 * thread only. */

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_ALERT_LOG_MOST 200u

#define LMU_TYPE_ALERT_ENTRY (lmu_alert_entry_get_type())
G_DECLARE_FINAL_TYPE(LmuAlertEntry, lmu_alert_entry, LMU, ALERT_ENTRY, GObject)

/* Borrowed. */
const char *lmu_alert_entry_get_rule(LmuAlertEntry *self);
const char *lmu_alert_entry_get_time(LmuAlertEntry *self); /* of the day */
const char *
lmu_alert_entry_get_call(LmuAlertEntry *self); /* who called whom, and what became of it */
guint lmu_alert_entry_get_serial(LmuAlertEntry *self);
/* Shows the call in its window; FALSE where that, or what it showed then, is gone. */
gboolean lmu_alert_entry_open(LmuAlertEntry *self);

/* As LmuAlertEntry. Borrowed. */
GListModel *lmu_alert_log(void);
/* Adds one for a call of @session, which @window shows. Borrowed. */
LmuAlertEntry *lmu_alert_log_add(const LmAlert *alert, LmuSession *session, GtkWindow *window);
/* Adds a line that belongs to no call. */
void lmu_alert_log_note(const char *rule, const char *text);
/* The one with this number, or NULL. Borrowed. */
LmuAlertEntry *lmu_alert_log_find(guint serial);

G_END_DECLS
