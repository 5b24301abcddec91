/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Alerts in the window: the rules of the settings are set in the engine of each capture that comes
 * live; what fires goes to the log and, where its rule says so, to the desktop as a notification,
 * which opens the call. Main thread only. */

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* At the start: reads the rules, and adds the actions "alerts", which shows rules and log, and
 * "show-alert" with the number of an entry of the log. */
void lmu_alerts_init(GtkApplication *application);
/* Holds the calls of @session to the rules, until it goes; @window shows them. */
void lmu_alerts_watch(LmuSession *session, GtkWindow *window);
/* Notes in the settings what the rules are now. */
void lmu_alerts_keep(void);

G_END_DECLS
