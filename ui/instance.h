/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One process for all windows, if it can be: the first takes the name of the program on the
 * session bus, and those after it hand it their command lines. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Registers @application, like g_application_register(). One that was killed has its name for as
 * long as the bus has not noticed, and this waits for that; beside one that does not answer, as it
 * is stopped or hangs, @application runs on its own, and *@silent is that process, or 0 where there
 * is none. Blocks, two seconds where nothing answers. */
gboolean lmu_instance_register(GApplication *application, guint *silent, GError **error);

G_END_DECLS
