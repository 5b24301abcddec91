/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/sound-export.h"

#include "engine/sound_file.h"
#include "ui/model/worker.h"

typedef struct {
  LmuDecoded *decoded;
  LmSoundRoute *routes;
  gsize n;
  guint channels;
  char *path;
  LmError error;
} Export;

static void
export_free(Export *export)
{
  lmu_decoded_unref(export->decoded);
  g_free(export->routes);
  g_free(export->path);
  g_free(export);
}

static void
work(gpointer task_data, GCancellable *cancellable)
{
  Export *export = task_data;
  LmSoundMixer *mixer = lm_sound_mixer_new(export->routes, export->n, export->channels, 0,
                                           export->decoded->timing == LM_SOUND_JOINED);

  lm_sound_write_wav(mixer, export->channels, export->path, &export->error);
  lm_sound_mixer_free(mixer);
}

void
lmu_sound_export(LmuDecoded *decoded, const LmSoundRoute *routes, gsize n, guint channels,
                 const char *path, gpointer source, GAsyncReadyCallback done)
{
  Export *export = g_new0(Export, 1);
  GTask *task = g_task_new(source, NULL, done, NULL);

  export->decoded = lmu_decoded_ref(decoded);
  export->routes = g_memdup2(routes, n * sizeof *routes);
  export->n = n;
  export->channels = channels;
  export->path = g_strdup(path);
  g_task_set_task_data(task, export, (GDestroyNotify)export_free);
  lmu_worker_start(task, work);
}

const char *
lmu_sound_export_finish(GAsyncResult *result, const LmError **error)
{
  Export *export = g_task_get_task_data(G_TASK(result));

  *error = &export->error;
  return export->path;
}
