/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/alerts_command.h"

#include "base/limits.h"
#include "engine/batch.h"

#include <stdlib.h>
#include <string.h>

static LmEngineEvent *
event_of(LmEngine *engine)
{
  if (!engine->alerts_event) {
    engine->alerts_event = lm_engine_event_new(LM_ENGINE_ALERTS, 0);
    engine->alerts_event->alerts =
        lm_alloc(LM_LIMIT_ALERTS_TOLD * sizeof *engine->alerts_event->alerts);
  }
  return engine->alerts_event;
}

static void
tell(void *data, const LmAlert *alert)
{
  LmEngineEvent *event = event_of(data);
  if (event->n_alerts < LM_LIMIT_ALERTS_TOLD)
    event->alerts[event->n_alerts++] = *alert;
  else
    event->n_alerts_more++;
}

void
lm_engine_take_alerts(LmEngine *engine, LmEngineCommand *command)
{
  lm_engine_tell_alerts(engine);
  lm_alerts_free(engine->alerts);
  engine->alerts = command->alerts;
  engine->n_alerts_wrong = 0;
  command->alerts = NULL;
}

/* The rules may have come before there was a trace. */
void
lm_engine_hold_to_alerts(LmEngine *engine, const LmCallRow *calls, size_t n)
{
  enum { ROWS_AT_ONCE = 256 };
  uint32_t rows[ROWS_AT_ONCE];
  if (!engine->alerts)
    return;
  lm_alerts_begin(engine->alerts, lm_session_trace(engine->session), tell, engine);
  for (size_t done = 0; done < n;) {
    size_t some = 0;
    while (done < n && some < ROWS_AT_ONCE)
      rows[some++] = calls[done++].index;
    lm_alerts_look(engine->alerts, rows, some);
  }
}

void
lm_engine_tell_alerts(LmEngine *engine)
{
  LmRunnerFigures figures;
  if (!engine->alerts)
    return;
  if (engine->reading)
    lm_alerts_look(engine->alerts, NULL, 0);
  else
    lm_alerts_settle(engine->alerts);
  lm_alerts_figures(engine->alerts, &figures);
  if (figures.failed + figures.late != engine->n_alerts_wrong && figures.why[0]) {
    engine->n_alerts_wrong = figures.failed + figures.late;
    event_of(engine)->text = strdup(figures.why);
  }
  if (engine->alerts_event)
    lm_engine_emit(engine, engine->alerts_event);
  engine->alerts_event = NULL;
}

void
lm_engine_forget_alerts(LmEngine *engine)
{
  lm_alerts_free(engine->alerts);
  lm_engine_event_free(engine->alerts_event);
}
