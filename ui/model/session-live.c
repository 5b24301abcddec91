/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/session-live.h"

#include "ui/model/session-private.h"

void
lmu_session_open_live(LmuSession *self, LmLive *live, const LmEngineOptions *options)
{
  g_return_if_fail(LMU_IS_SESSION(self));
  g_return_if_fail(!self->paths && live);
  self->paths = g_new0(char *, 1);
  self->reading = self->live = TRUE;
  lm_engine_open_live(self->engine, live, options);
}

gboolean
lmu_session_is_live(LmuSession *self)
{
  return self->live;
}

gboolean
lmu_session_is_capturing(LmuSession *self)
{
  return self->live && self->reading;
}

gboolean
lmu_session_is_paused(LmuSession *self)
{
  return self->paused;
}

gboolean
lmu_session_get_live_status(LmuSession *self, LmLiveStatus *status)
{
  return lm_engine_live_status(self->engine, status);
}

gsize
lmu_session_get_senders(LmuSession *self, LmHepSender *list, gsize max, LmHepSender *others)
{
  return lm_engine_live_senders(self->engine, list, max, others);
}

const char *
lmu_session_get_sent(LmuSession *self, guint index, LmHepSendStatus *status)
{
  return lm_engine_sent(self->engine, index, status);
}

char **
lmu_session_get_live_paths(LmuSession *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  const char *path;
  for (guint32 i = 0; (path = lm_engine_live_path(self->engine, i)); i++)
    g_strv_builder_add(builder, path);
  return g_strv_builder_end(builder);
}

gboolean
lmu_session_keep(LmuSession *self, LmBpfOnly only, LmError *error)
{
  return lm_engine_keep_live(self->engine, only, error);
}

void
lmu_session_stop(LmuSession *self)
{
  if (!lmu_session_is_capturing(self) || self->stopping)
    return;
  self->stopping = TRUE;
  self->paused = FALSE;
  lm_engine_stop_live(self->engine);
  g_signal_emit_by_name(self, "live-changed");
}

gboolean
lmu_session_is_stopping(LmuSession *self)
{
  return self->stopping && self->reading;
}

void
lmu_session_leave_live(LmuSession *self)
{
  lm_engine_leave_live(self->engine);
}

void
lmu_session_clear(LmuSession *self)
{
  lm_engine_evict_finished(self->engine);
}

void
lmu_session_set_paused(LmuSession *self, gboolean paused)
{
  if (!lmu_session_is_capturing(self) || self->stopping || self->paused == paused)
    return;
  self->paused = paused;
  lm_engine_pause(self->engine, paused);
  g_signal_emit_by_name(self, "live-changed");
}
