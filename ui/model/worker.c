/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/worker.h"

#include "engine/queue.h"

typedef struct {
  GTask *task;
  LmuWork work;
} Worker;

/* Not one of the threads of GLib's pool: it steps back behind the main loop for good. */
static gpointer
run_thread(gpointer data)
{
  g_autofree Worker *worker = data;
  lm_thread_step_back();
  worker->work(g_task_get_task_data(worker->task), g_task_get_cancellable(worker->task));
  /* From here on the task is the main thread's. */
  g_task_return_boolean(worker->task, TRUE);
  return NULL;
}

static void
completed_cb(GTask *task)
{
  g_object_unref(task);
}

void
lmu_worker_start(GTask *task, LmuWork work)
{
  Worker *worker = g_new(Worker, 1);
  *worker = (Worker){task, work};
  /* The end of cancelled work is wanted too. */
  g_task_set_check_cancellable(task, FALSE);
  g_signal_connect(task, "notify::completed", G_CALLBACK(completed_cb), NULL);
  g_thread_unref(g_thread_new("linesman-work", run_thread, worker));
}
