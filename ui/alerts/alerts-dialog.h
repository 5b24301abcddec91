/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The dialog of alerts: a page of rules, and one of what fired, whose rows open their calls. */

#include <adwaita.h>

G_BEGIN_DECLS

void lmu_alerts_dialog_show(GtkWindow *parent);

G_END_DECLS
