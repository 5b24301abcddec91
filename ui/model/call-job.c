/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-job.h"

#include "ui/model/call-fields.h"
#include "ui/model/worker.h"

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

static void
work(gpointer task_data, GCancellable *cancellable)
{
  LmuCallJob *job = task_data;
  run(job, job->rows, cancellable);
  lm_engine_release_leisure(lmu_session_get_engine(job->session));
}

void
lmu_call_job_start(LmuCallJob *job, gpointer source, GCancellable *cancellable,
                   GAsyncReadyCallback done)
{
  job->rows = lmu_call_store_snapshot(lmu_session_get_call_store(job->session));
  job->rows->engine = lmu_session_get_engine(job->session);
  GTask *task = g_task_new(source, cancellable, done, NULL);
  lm_engine_hold_leisure(lmu_session_get_engine(job->session));
  g_task_set_task_data(task, job, (GDestroyNotify)lmu_call_job_free);
  lmu_worker_start(task, work);
}
