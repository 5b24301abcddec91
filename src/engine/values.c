/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/values.h"

#include "engine/batch.h"

#include <stdlib.h>

/* Takes the values of row @call, and how they stand among others. */
static void
add_row(LmEngineValues *values, LmQueryRun *run, const LmQueryColumn *column, uint32_t call,
        LmText *text)
{
  size_t begin = text->len;
  lm_query_column_text(run, column, LM_QUERY_CALL, call, text);
  if (text->len - begin > LM_ENGINE_VALUE_BYTES) {
    text->len = begin + LM_ENGINE_VALUE_BYTES;
    text->str[text->len] = '\0';
  }
  if (values->keys &&
      !lm_query_column_key(run, column, LM_QUERY_CALL, call, &values->keys[values->n]))
    values->keys[values->n] = UINT64_MAX;
  values->rows[values->n] = call;
  values->ends[values->n++] = (uint32_t)text->len;
}

void
lm_engine_do_values(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_VALUES, command->serial);
  LmEngineValues *values = event->values = lm_alloc(sizeof *values);
  LmQueryColumn *column = lm_query_column_new(lm_slice_str(command->text), NULL);
  LmText text = LM_TEXT_INIT;
  values->rows = lm_alloc((command->n_calls + 1) * sizeof *values->rows);
  values->ends = lm_alloc((command->n_calls + 1) * sizeof *values->ends);
  if (column && lm_query_column_has_key(column))
    values->keys = lm_alloc((command->n_calls + 1) * sizeof *values->keys);
  if (!engine->values_run)
    engine->values_run = lm_query_run_new(NULL, trace);
  for (size_t i = 0; column && i < command->n_calls; i++)
    if (lm_trace_has_call(trace, command->calls[i]))
      add_row(values, engine->values_run, column, command->calls[i], &text);
  lm_query_column_free(column);
  values->texts = text.str; /* the text's memory, NULL where there is none */
  lm_engine_emit(engine, event);
}

void
lm_engine_forget_values(LmEngine *engine)
{
  lm_query_run_free(engine->values_run);
  engine->values_run = NULL;
}

void
lm_engine_values_free(LmEngineValues *values)
{
  if (!values)
    return;
  free(values->rows);
  free(values->keys);
  free(values->ends);
  free(values->texts);
  free(values);
}
