/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The list of remote hosts, of which one is chosen. */

#include "ui/capture/remote-hosts.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_REMOTE_PAGE (lmu_remote_page_get_type())
G_DECLARE_FINAL_TYPE(LmuRemotePage, lmu_remote_page, LMU, REMOTE_PAGE, AdwBin)

/* Signals: "changed", another is chosen; "edit" (LmuRemoteHost *, or NULL: a new one). */
GtkWidget *lmu_remote_page_new(void);
/* Borrowed; NULL for none. */
LmuRemoteHost *lmu_remote_page_get_chosen(LmuRemotePage *self);
/* By what it is connected to; nothing where it is not in the list. */
void lmu_remote_page_choose(LmuRemotePage *self, const char *host, const char *interface);

G_END_DECLS
