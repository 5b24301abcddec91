/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The messages of a conversation to be read: in bubbles, those of who began it at the one side and
 * all others at the other.
 *
 * Signal "row-chosen" (guint row): of the table; somebody clicked a message or pressed Enter. */

#include "ui/report/report-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_REPORT_CHAT (lmu_report_chat_get_type())
G_DECLARE_FINAL_TYPE(LmuReportChat, lmu_report_chat, LMU, REPORT_CHAT, AdwBin)

GtkWidget *lmu_report_chat_new(void);
/* Shows the conversation of row @row of @table, which must stay until another one or NULL is shown,
 * and scrolls there. */
void lmu_report_chat_show(LmuReportChat *self, LmuSession *session, const LmReportTable *table,
                          guint row);

G_END_DECLS
