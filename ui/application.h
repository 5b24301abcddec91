/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program: one instance for all windows, the command line, and the actions of the group "app".
 */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_APPLICATION (lmu_application_get_type())
G_DECLARE_FINAL_TYPE(LmuApplication, lmu_application, LMU, APPLICATION, AdwApplication)

/* @own_instance: whether to run beside an instance that there is already, as must be when standard
 * input is to be read. */
LmuApplication *lmu_application_new(gboolean own_instance);

G_END_DECLS
