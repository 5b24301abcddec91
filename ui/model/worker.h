/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Work beside the main loop. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*LmuWork)(gpointer task_data, GCancellable *cancellable);

/* Does @work with the task data of @task, which it takes, in a thread of its own, and then returns
 * TRUE from @task, also where it was cancelled. The task is let go on the main thread, and with it
 * its source: no other may be the one that ends a list or a widget. */
void lmu_worker_start(GTask *task, LmuWork work);

G_END_DECLS
