/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ladder_command.h"

#include "engine/batch.h"
#include "engine/relations.h"
#include "engine/row_filter.h"
#include "export/export.h"

#include <stdlib.h>

static LmRelations *
relations_of(LmEngine *engine)
{
  if (!engine->relations)
    engine->relations =
        lm_relations_new(lm_session_trace(engine->session), lm_session_budget(engine->session));
  return engine->relations;
}

/* A row that is not there is left out: a list in the window may be older than a command. */
static size_t
existing_calls(const LmEngine *engine, const LmEngineCommand *command)
{
  size_t n = 0;
  for (size_t i = 0; i < command->n_calls; i++)
    if (lm_trace_has_call(lm_session_trace(engine->session), command->calls[i]))
      command->calls[n++] = command->calls[i];
  return n;
}

static LmLadder *
lay_out(LmEngine *engine, LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  size_t n = existing_calls(engine, command);
  LmRelations *relations = relations_of(engine);
  LmLadderExtras extras = {.roles = lm_relations_roles(relations, engine->reading)};
  if (command->options.legs && n > 0)
    extras.legs = lm_relations_legs(relations, command->calls[0], engine->reading);
  LmQueryRun *run = command->query ? lm_query_run_new(command->query, trace) : NULL;
  LmRowFilter filter;
  lm_row_filter_init(&filter, command->query, run);
  lm_row_filter_apply(&filter, &extras);
  LmLadder *ladder = lm_ladder_new_with(trace, command->calls, n, &command->options, &extras);
  lm_query_run_free(run);
  return ladder;
}

void
lm_engine_make_ladder(LmEngine *engine, LmEngineCommand *command)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_LADDER, command->serial);
  event->ladder = lay_out(engine, command);
  lm_engine_emit(engine, event);
}

void
lm_engine_write_ladder(LmEngine *engine, LmEngineCommand *command)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_EXPORTED, command->serial);
  LmLadder *ladder = lay_out(engine, command);
  lm_export_ladder(ladder, command->paths[0], &event->error);
  lm_ladder_free(ladder);
  event->text = strdup(command->paths[0]);
  lm_engine_emit(engine, event);
}

void
lm_engine_decide_pair(LmEngine *engine, const LmEngineCommand *command)
{
  const LmLegPin pin = {command->calls[0], command->calls[1], command->pin == LM_PIN_LINKED};
  if (command->pin == LM_PIN_NONE)
    lm_relations_unpin(relations_of(engine), pin.a, pin.b);
  else
    lm_relations_pin(relations_of(engine), pin);
}

bool
lm_engine_has_leisure_work(const LmEngine *engine)
{
  return !engine->reading && lm_relations_is_busy(engine->relations) &&
         atomic_load(&engine->n_holding) == 0;
}

void
lm_engine_use_leisure(LmEngine *engine)
{
  if (lm_relations_go_on(engine->relations))
    lm_engine_emit(engine, lm_engine_event_new(LM_ENGINE_ROLES, 0));
}
