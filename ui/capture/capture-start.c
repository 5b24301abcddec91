/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-options.h"

#include "base/cancel.h"
#include "base/i18n.h"

#include <errno.h>

/* Of what is not kept, for when it comes to be wanted. */
#define LOOK_BACK_MIB 64

typedef struct {
  LmuCaptureOptions *options;
  LmCancel cancel;
  LmLive *live;
  LmHepFeed *feed;
  LmError error;
} Start;

static void
start_free(gpointer data)
{
  Start *start = data;
  lmu_capture_options_free(start->options);
  lm_live_free(start->live);
  lm_hep_feed_free(start->feed);
  g_free(start);
}

/* A capture has a name of its own, so that the next one does not take its place. */
static char *
make_path(const LmuCaptureOptions *options)
{
  if (!options->folder)
    return NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *name = g_date_time_format(now, "linesman-%Y%m%d-%H%M%S.pcapng");
  return g_build_filename(options->folder, name, NULL);
}

/* Of what @options has, all is borrowed. */
static LmHepListenOptions
make_listen(const LmuCaptureListen *listen)
{
  return (LmHepListenOptions){.places = (const char *const *)listen->places,
                              .n_places = g_strv_length(listen->places),
                              .key = listen->key,
                              .key_file = listen->key_file,
                              .networks = (const char *const *)listen->networks,
                              .n_networks = g_strv_length(listen->networks),
                              .certificate = listen->certificate,
                              .private_key = listen->private_key,
                              .client_authorities = listen->authorities};
}

/* FALSE where what is to be sent on cannot be. */
static gboolean
start_feed(Start *start)
{
  const LmuCaptureOptions *options = start->options;
  const LmuCaptureSend *send = &options->send;
  gboolean listens = options->place == LMU_CAPTURE_LISTEN;
  LmHepFeedOptions feed = {
      .places = (const char *const *)send->places,
      .n_places = g_strv_length(send->places),
      .own = (const char *const *)options->listen.places,
      .n_own = listens ? g_strv_length(options->listen.places) : 0,
      .key_file = send->key_file,
      .tls = {send->certificate, send->private_key, send->authorities},
      .agent = send->agent,
      .per_second = send->per_second,
      .rule = listens ? LM_HEP_FEED_FOREIGN : LM_HEP_FEED_NONE,
  };
  if (feed.n_places)
    start->feed = lm_hep_feed_new(&feed, &start->error);
  return !feed.n_places || start->feed;
}

static LmLive *
start_live(Start *start, gboolean ask)
{
  const LmuCaptureOptions *options = start->options;
  gboolean is_here = options->place == LMU_CAPTURE_HERE;
  gboolean is_remote = options->place == LMU_CAPTURE_REMOTE;
  const char *interface = options->remote_interface;
  g_autofree char *path = make_path(options);
  LmLiveRemote remote = {
      .host = options->remote_host, .command = options->remote_command, .ask = options->remote_ask};
  LmLiveOptions live = {.filter = options->filter,
                        .only = options->only,
                        .no_promiscuous = !options->promiscuous,
                        .monitor = options->monitor && is_here,
                        .hardware_time = options->hardware_time && is_here,
                        .keep_on = lmu_capture_options_go_on(options),
                        .ask = ask,
                        .desktop = TRUE,
                        .snap_bytes = options->snap_bytes,
                        .kernel_mib = options->kernel_mib,
                        .ring_mib = options->ring_mib,
                        .path = path,
                        .spool = TRUE,
                        .look_back_mib =
                            options->look_back_ns && (is_here || is_remote) ? LOOK_BACK_MIB : 0,
                        .look_back_s = (uint32_t)((options->look_back_ns + 999999999) / 1000000000),
                        .file_bytes = path ? options->file_bytes : 0,
                        .file_ns = path ? options->file_ns : 0,
                        .n_files = path ? options->n_files : 0,
                        .limit_bytes = options->stop_bytes,
                        .limit_ns = options->stop_ns};
  if (options->place == LMU_CAPTURE_LISTEN) {
    live.listen = make_listen(&options->listen);
  } else {
    live.interfaces = is_remote ? &interface : (const char *const *)options->interfaces;
    live.n_interfaces = is_remote ? 1 : g_strv_length(options->interfaces);
    live.remote = is_remote ? &remote : NULL;
  }
  if (!lmu_capture_options_are_whole(options)) {
    lm_error_set(&start->error, LM_ERROR_USAGE, _("nothing to capture on was chosen"));
    return NULL;
  }
  if (path && g_mkdir_with_parents(options->folder, 0700) != 0) {
    lm_error_set(&start->error, LM_ERROR_UNREADABLE,
                 _("%.300s: the folder cannot be made (%s); choose another"), options->folder,
                 g_strerror(errno));
    return NULL;
  }
  return lm_live_start(&live, &start->cancel, &start->error);
}

static void
start_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Start *start = data;
  if (start_feed(start))
    start->live = start_live(start, FALSE);
  if (!start->live && start->error.code == LM_ERROR_PRIVILEGE) {
    g_autofree char *pkexec = g_find_program_in_path("pkexec");
    if (pkexec) {
      lm_error_clear(&start->error);
      start->live = start_live(start, TRUE);
    }
  }
  g_task_return_boolean(task, TRUE);
}

static void
cancelled_cb(GCancellable *cancellable, gpointer data)
{
  Start *start = g_task_get_task_data(data);
  lm_cancel(&start->cancel);
}

void
lmu_capture_start_async(const LmuCaptureOptions *options, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, data);
  Start *start = g_new0(Start, 1);
  start->options = lmu_capture_options_copy(options);
  g_task_set_task_data(task, start, start_free);
  /* How a beginning ended is wanted even then. */
  g_task_set_check_cancellable(task, FALSE);
  if (cancellable)
    g_signal_connect_object(cancellable, "cancelled", G_CALLBACK(cancelled_cb), task, 0);
  g_task_run_in_thread(task, start_thread);
}

LmLive *
lmu_capture_start_finish(GAsyncResult *result, LmHepFeed **feed, LmError *error)
{
  Start *start = g_task_get_task_data(G_TASK(result));
  if (feed)
    *feed = start->live ? g_steal_pointer(&start->feed) : NULL;
  if (start->live)
    return g_steal_pointer(&start->live);
  if (error)
    *error = start->error;
  return NULL;
}
