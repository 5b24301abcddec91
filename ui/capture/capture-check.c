/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-check.h"

#include "ui/model/worker.h"

#define SNAP_BYTES 262144

typedef struct {
  char *filter;
  LmBpfOnly only;
  guint32 *link_types;
  gsize n;
  LmuCaptureCheck check;
} Job;

static void
job_free(gpointer data)
{
  Job *job = data;
  g_free(job->filter);
  g_free(job->link_types);
  g_free(job);
}

static void
work(gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autofree LmBpf *bpf = g_new0(LmBpf, 1);
  for (gsize i = 0; i < job->n && job->check.error.code == LM_ERROR_NONE; i++) {
    LmText name = LM_TEXT_INIT;
    if (!lm_bpf_check(job->filter, job->only, job->link_types[i], SNAP_BYTES, bpf, &name,
                      &job->check.error)) {
      job->check.fault = bpf->fault;
      job->check.fault_len = bpf->fault_len;
    }
    if (name.len) {
      g_autofree char *valid = g_utf8_make_valid(name.str, (gssize)name.len);
      g_strlcpy(job->check.name, valid, sizeof job->check.name);
    }
    lm_text_clear(&name);
  }
}

void
lmu_capture_check_async(const char *filter, LmBpfOnly only, const guint32 *link_types, gsize n,
                        GAsyncReadyCallback callback, gpointer data)
{
  Job *job = g_new0(Job, 1);
  *job = (Job){.filter = g_strdup(filter),
               .only = only,
               .link_types = g_memdup2(link_types, n * sizeof *link_types),
               .n = n};
  GTask *task = g_task_new(NULL, NULL, callback, data);
  g_task_set_task_data(task, job, job_free);
  lmu_worker_start(task, work);
}

void
lmu_capture_check_finish(GAsyncResult *result, LmuCaptureCheck *check)
{
  *check = ((Job *)g_task_get_task_data(G_TASK(result)))->check;
}
