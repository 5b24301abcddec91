/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The page on which a remote host is set up and tried. */

#include "ui/capture/remote-hosts.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_REMOTE_EDIT (lmu_remote_edit_get_type())
G_DECLARE_FINAL_TYPE(LmuRemoteEdit, lmu_remote_edit, LMU, REMOTE_EDIT, AdwBin)

/* Signal "saved" (LmuRemoteHost *): it is among the saved ones now. */
GtkWidget *lmu_remote_edit_new(void);
/* NULL: a new one. */
void lmu_remote_edit_show(LmuRemoteEdit *self, LmuRemoteHost *host);

G_END_DECLS
