/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What to do where the system does not let this user capture: both ways, ready to be used. */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_CAPTURE_PRIVILEGE (lmu_capture_privilege_get_type())
G_DECLARE_FINAL_TYPE(LmuCapturePrivilege, lmu_capture_privilege, LMU, CAPTURE_PRIVILEGE, AdwBin)

/* Signal "again": the privilege may be there by now. */
GtkWidget *lmu_capture_privilege_new(void);

G_END_DECLS
