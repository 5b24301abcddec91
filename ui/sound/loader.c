/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/loader.h"

#include "ui/model/worker.h"

struct LmuSoundLoader {
  LmuSoundLoaded loaded;
  gpointer data;
  LmuSession *session;
  guint serial; /* of the request that the engine has; 0: none */
  LmSoundTiming timing;
  struct _Load *load; /* what a worker does; NULL: nothing */
};

/* One run of a worker. It goes on for a moment when nobody wants it any more. */
typedef struct _Load {
  LmuSoundLoader *loader; /* NULL: nobody wants it */
  LmuSession *session;    /* keeps the bytes of the capture */
  LmSoundJob *job;
  LmSoundTiming timing;
  LmCancel cancel;
  LmuDecoded *decoded;
  LmError error;
} Load;

static void
load_free(Load *load)
{
  if (load->job)
    lm_sound_job_free(load->job);
  g_clear_pointer(&load->decoded, lmu_decoded_unref);
  g_clear_object(&load->session);
  g_free(load);
}

static void
work(gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  LmSound *sound = lm_sound_job_run(g_steal_pointer(&load->job), &load->cancel, &load->error);

  if (sound)
    load->decoded = lmu_decoded_new(sound, load->timing);
}

static void
done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Load *load = g_task_get_task_data(G_TASK(result));
  LmuSoundLoader *loader = load->loader;

  if (!loader)
    return;
  loader->load = NULL;
  loader->loaded(loader->data, load->decoded, &load->error);
}

static void
sound_cb(LmuSoundLoader *loader, guint serial)
{
  Load *load;
  GTask *task;

  if (loader->serial == 0 || serial != loader->serial)
    return;
  loader->serial = 0;
  load = g_new0(Load, 1);
  load->loader = loader;
  load->session = g_object_ref(loader->session);
  load->job = lmu_session_take_sound(loader->session);
  load->timing = loader->timing;
  loader->load = load;
  task = g_task_new(NULL, NULL, done_cb, NULL);
  g_task_set_task_data(task, load, (GDestroyNotify)load_free);
  lmu_worker_start(task, work);
}

LmuSoundLoader *
lmu_sound_loader_new(LmuSoundLoaded loaded, gpointer data)
{
  LmuSoundLoader *loader = g_new0(LmuSoundLoader, 1);

  loader->loaded = loaded;
  loader->data = data;
  return loader;
}

void
lmu_sound_loader_cancel(LmuSoundLoader *loader)
{
  loader->serial = 0;
  if (loader->load) {
    loader->load->loader = NULL;
    lm_cancel(&loader->load->cancel);
    loader->load = NULL;
  }
}

void
lmu_sound_loader_set_session(LmuSoundLoader *loader, LmuSession *session)
{
  lmu_sound_loader_cancel(loader);
  if (loader->session)
    g_signal_handlers_disconnect_by_data(loader->session, loader);
  g_set_object(&loader->session, session);
  if (session)
    g_signal_connect_swapped(session, "sound", G_CALLBACK(sound_cb), loader);
}

void
lmu_sound_loader_free(LmuSoundLoader *loader)
{
  if (!loader)
    return;
  lmu_sound_loader_set_session(loader, NULL);
  g_free(loader);
}

void
lmu_sound_loader_load(LmuSoundLoader *loader, const guint32 *streams, gsize n,
                      const LmSoundOptions *options)
{
  lmu_sound_loader_cancel(loader);
  if (!loader->session || n == 0)
    return;
  loader->timing = options->timing;
  loader->serial =
      lm_engine_request_sound(lmu_session_get_engine(loader->session), streams, n, options);
}

gboolean
lmu_sound_loader_is_busy(LmuSoundLoader *loader)
{
  return loader->serial != 0 || loader->load;
}
