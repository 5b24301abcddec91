/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-save.h"

#include "base/i18n.h"

#include <errno.h>
#include <glib/gstdio.h>

typedef struct {
  char **paths, *to;
} Job;

static void
job_free(gpointer data)
{
  Job *job = data;
  g_strfreev(job->paths);
  g_free(job->to);
  g_free(job);
}

static gboolean
append(GOutputStream *out, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GFileInputStream) in = g_file_read(file, cancellable, error);
  return in && g_output_stream_splice(out, G_INPUT_STREAM(in), G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                      cancellable, error) >= 0;
}

static gboolean
write_all(const Job *job, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GFileOutputStream) out = g_file_append_to(file, G_FILE_CREATE_NONE, cancellable, error);
  gboolean ok = out != NULL;
  for (guint i = 0; ok && job->paths[i]; i++)
    ok = append(G_OUTPUT_STREAM(out), job->paths[i], cancellable, error);
  return ok && g_output_stream_close(G_OUTPUT_STREAM(out), cancellable, error);
}

/* Under another name beside it, and then in its place. */
static void
save_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  g_autofree char *path = g_strdup_printf("%s.XXXXXX", job->to);
  int fd = g_mkstemp(path);
  gboolean made = fd >= 0 && g_close(fd, NULL);
  if (made && write_all(job, path, cancellable, &error) && g_rename(path, job->to) == 0) {
    g_task_return_boolean(task, TRUE);
    return;
  }
  if (!error)
    g_set_error(&error, G_IO_ERROR, g_io_error_from_errno(errno),
                _("%s: it cannot be written (%s); choose another folder or name"), job->to,
                g_strerror(errno));
  if (made)
    g_unlink(path);
  g_task_return_error(task, error);
}

void
lmu_capture_save_async(const char *const *paths, const char *to, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, data);
  Job *job = g_new0(Job, 1);
  job->paths = g_boxed_copy(G_TYPE_STRV, paths);
  job->to = g_strdup(to);
  g_task_set_task_data(task, job, job_free);
  g_task_run_in_thread(task, save_thread);
}

gboolean
lmu_capture_save_finish(GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean(G_TASK(result), error);
}
