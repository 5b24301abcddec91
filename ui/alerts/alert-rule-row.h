/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A rule in the dialog, which unfolds to what can be set of it. */

#include "ui/alerts/alert-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A GtkListBoxRow, for gtk_list_box_bind_model(). */
GtkWidget *lmu_alert_rule_row_new(gpointer rule, gpointer data);

G_END_DECLS
