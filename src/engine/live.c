/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine_private.h"

uint32_t
lm_engine_open_live(LmEngine *engine, LmLive *live, const LmEngineOptions *options)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_OPEN);
  lm_engine_take_options(command, options);
  engine->live = live;
  engine->feed = options ? options->feed : NULL;
  return lm_engine_send(engine, command);
}

bool
lm_engine_live_status(LmEngine *engine, LmLiveStatus *status)
{
  if (engine->live)
    lm_live_status(engine->live, status);
  return engine->live;
}

size_t
lm_engine_live_senders(LmEngine *engine, LmHepSender *list, size_t max, LmHepSender *others)
{
  *others = (LmHepSender){0};
  return engine->live ? lm_live_senders(engine->live, list, max, others) : 0;
}

const char *
lm_engine_sent(LmEngine *engine, size_t index, LmHepSendStatus *status)
{
  bool there = engine->feed && index < lm_hep_feed_n(engine->feed);
  return there ? lm_hep_feed_status(engine->feed, index, status) : NULL;
}

const char *
lm_engine_live_path(LmEngine *engine, uint32_t index)
{
  return engine->live ? lm_live_path(engine->live, index) : NULL;
}

bool
lm_engine_keep_live(LmEngine *engine, LmBpfOnly only, LmError *error)
{
  return engine->live && lm_live_keep(engine->live, only, error);
}

void
lm_engine_pause(LmEngine *engine, bool paused)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_PAUSE);
  command->row = paused;
  lm_engine_send(engine, command);
}

void
lm_engine_stop_live(LmEngine *engine)
{
  if (!engine->live)
    return;
  lm_live_stop(engine->live);
  lm_engine_pause(engine, false);
}

void
lm_engine_leave_live(LmEngine *engine)
{
  engine->leaves = true;
}

void
lm_engine_end_live(LmEngine *engine)
{
  lm_hep_feed_free(engine->feed);
  if (engine->leaves && engine->live)
    lm_live_leave(engine->live);
  else
    lm_live_free(engine->live);
}
