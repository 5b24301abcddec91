/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-job.h"

#include "engine/queue.h"
#include "ui/model/call-fields.h"

LmuCallJob *
lmu_call_job_new(LmuSession *session, const LmuCallQuery *query, LmuCallSort sort,
                 gboolean descending)
{
  LmuCallJob *job = g_new0(LmuCallJob, 1);
  job->session = session ? g_object_ref(session) : NULL;
  job->query = *query;
  job->sort = sort;
  job->descending = descending;
  const LmuCallValues *values = NULL;
  if (session && sort >= LMU_SORT_FIELD)
    values =
        lmu_call_fields_values(lmu_session_get_call_fields(session), (guint)sort - LMU_SORT_FIELD);
  if (values)
    job->values = lmu_call_values_snapshot(values);
  return job;
}

void
lmu_call_job_free(LmuCallJob *job)
{
  g_clear_pointer(&job->rows, lmu_call_rows_free);
  g_clear_pointer(&job->values, lmu_call_values_free);
  g_clear_pointer(&job->order, lmu_order_free);
  g_clear_object(&job->session);
  g_free(job);
}

static void
run(LmuCallJob *job, const LmuCallRows *rows, GCancellable *cancellable)
{
  gint64 begin = g_get_monotonic_time();
  gsize n;
  guint32 *order = lmu_call_order_run(rows, job->values, &job->query, job->sort, job->descending,
                                      cancellable, &n);
  if (order)
    job->order = lmu_order_new(order, n, rows->n_rows);
  job->n_unfiltered = rows->counts[job->query.look];
  job->took_us = g_get_monotonic_time() - begin;
}

void
lmu_call_job_run(LmuCallJob *job)
{
  const LmuCallRows none = {0};
  run(job, job->session ? lmu_call_store_rows(lmu_session_get_call_store(job->session)) : &none,
      NULL);
}

/* A thread of its own, and not one of GLib's pool: it steps back behind the main loop for good. */
static gpointer
run_thread(gpointer data)
{
  g_autoptr(GTask) task = data;
  LmuCallJob *job = g_task_get_task_data(task);
  lm_thread_step_back();
  run(job, job->rows, g_task_get_cancellable(task));
  g_task_return_boolean(task, TRUE);
  return NULL;
}

/* The task may be freed on the worker's thread, and the session must not be. */
static void
done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuCallJob *job = g_task_get_task_data(G_TASK(result));
  job->done(source, result, NULL);
  g_clear_object(&job->session);
}

void
lmu_call_job_start(LmuCallJob *job, gpointer source, GCancellable *cancellable,
                   GAsyncReadyCallback done)
{
  job->done = done;
  job->rows = lmu_call_store_snapshot(lmu_session_get_call_store(job->session));
  g_autoptr(GTask) task = g_task_new(source, cancellable, done_cb, NULL);
  g_task_set_task_data(task, job, (GDestroyNotify)lmu_call_job_free);
  /* The end of a cancelled run is wanted too: it lets the session go. */
  g_task_set_check_cancellable(task, FALSE);
  g_thread_unref(g_thread_new("linesman-sort", run_thread, g_object_ref(task)));
}
