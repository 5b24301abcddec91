/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One SIP message, or one step of another protocol: as text, taken apart as a tree, and as bytes;
 * below it what is wrong with it. */

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_MESSAGE_VIEW (lmu_message_view_get_type())
G_DECLARE_FINAL_TYPE(LmuMessageView, lmu_message_view, LMU, MESSAGE_VIEW, AdwBin)

GtkWidget *lmu_message_view_new(void);
/* @session may be NULL. The view is emptied. */
void lmu_message_view_set_session(LmuMessageView *self, LmuSession *session);
/* A row of the trace; LM_NONE empties the view. */
void lmu_message_view_show(LmuMessageView *self, guint message);
/* The same for an event of the trace. */
void lmu_message_view_show_event(LmuMessageView *self, guint event);

G_END_DECLS
