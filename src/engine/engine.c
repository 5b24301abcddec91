/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine.h"

#include "engine/alerts_command.h"
#include "engine/engine_private.h"
#include "engine/filter.h"
#include "engine/report_command.h"
#include "engine/stream_detail.h"
#include "engine/values.h"

#include <stdlib.h>

LmEngine *
lm_engine_new(LmEngineWake wake, void *data)
{
  LmEngine *engine = lm_alloc(sizeof *engine);
  engine->wake = wake;
  engine->wake_data = data;
  lm_codec_guesses_init(&engine->guesses);
  lm_queue_init(&engine->commands);
  lm_queue_init(&engine->events);
  pthread_mutex_init(&engine->session_mutex, NULL);
  pthread_create(&engine->thread, NULL, lm_engine_run, engine);
  return engine;
}

LmEngineCommand *
lm_engine_command_new(LmEngine *engine, LmCommandKind kind)
{
  LmEngineCommand *command = lm_alloc(sizeof *command);
  command->kind = kind;
  command->serial = ++engine->last_serial;
  return command;
}

uint32_t
lm_engine_send(LmEngine *engine, LmEngineCommand *command)
{
  uint32_t serial = command->serial;
  lm_queue_push(&engine->commands, command);
  return serial;
}

void
lm_engine_free(LmEngine *engine)
{
  if (!engine)
    return;
  lm_engine_cancel(engine);
  for (int kind = 0; kind < LM_N_QUERY_KINDS; kind++)
    atomic_store(&engine->filters[kind].wanted, 0);
  lm_engine_send(engine, lm_engine_command_new(engine, COMMAND_QUIT));
  pthread_join(engine->thread, NULL);
  for (LmEngineCommand *command; (command = lm_queue_take(&engine->commands, false));)
    lm_engine_command_free(command);
  for (LmEngineEvent *event; (event = lm_queue_take(&engine->events, false));)
    lm_engine_event_free(event);
  lm_queue_clear(&engine->commands);
  lm_queue_clear(&engine->events);
  lm_engine_forget_alerts(engine);
  lm_engine_filters_clear(engine);
  lm_engine_forget_report(engine);
  lm_engine_forget_values(engine);
  lm_relations_free(engine->relations);
  lm_codec_guesses_clear(&engine->guesses);
  lm_rtcp_view_free(engine->rtcp);
  lm_ssrcs_free(engine->ssrcs);
  lm_session_close(engine->session);
  lm_engine_end_live(engine);
  pthread_mutex_destroy(&engine->session_mutex);
  free(engine);
}

LmEngineEvent *
lm_engine_take(LmEngine *engine)
{
  return lm_queue_take(&engine->events, false);
}

void
lm_engine_event_free(LmEngineEvent *event)
{
  if (!event)
    return;
  free(event->calls);
  free(event->streams);
  free(event->alerts);
  free(event->gone_calls);
  free(event->gone_streams);
  lm_stream_detail_free(event->stream);
  free(event->strips);
  free(event->found);
  lm_message_notes_free(event->notes);
  free(event->text);
  lm_engine_values_free(event->values);
  if (event->ladder)
    lm_ladder_free(event->ladder);
  lm_report_table_free(event->table);
  lm_report_detail_free(event->detail);
  lm_sound_job_free(event->sound_job);
  free(event);
}

LmLadder *
lm_engine_event_steal_ladder(LmEngineEvent *event)
{
  LmLadder *ladder = event->ladder;
  event->ladder = NULL;
  return ladder;
}

LmReportTable *
lm_engine_event_steal_table(LmEngineEvent *event)
{
  LmReportTable *table = event->table;
  event->table = NULL;
  return table;
}

LmReportDetail *
lm_engine_event_steal_detail(LmEngineEvent *event)
{
  LmReportDetail *detail = event->detail;
  event->detail = NULL;
  return detail;
}

LmSoundJob *
lm_engine_event_steal_sound(LmEngineEvent *event)
{
  LmSoundJob *job = event->sound_job;
  event->sound_job = NULL;
  return job;
}

LmStreamDetail *
lm_engine_event_steal_stream(LmEngineEvent *event)
{
  LmStreamDetail *stream = event->stream;
  event->stream = NULL;
  return stream;
}

LmMessageNotes *
lm_engine_event_steal_notes(LmEngineEvent *event)
{
  LmMessageNotes *notes = event->notes;
  event->notes = NULL;
  return notes;
}

LmEngineValues *
lm_engine_event_steal_values(LmEngineEvent *event)
{
  LmEngineValues *values = event->values;
  event->values = NULL;
  return values;
}

/* Owned, as each of them. */
static char **
copy_strings(const char *const *strings, size_t n)
{
  char **copies = lm_alloc((n + 1) * sizeof *copies);
  for (size_t i = 0; i < n; i++)
    copies[i] = strdup(strings[i]);
  return copies;
}

static void
copy_paths(LmEngineCommand *command, const char *const *paths, size_t n)
{
  command->paths = copy_strings(paths, n);
  command->n_paths = n;
}

static void
copy_calls(LmEngineCommand *command, const uint32_t *calls, size_t n,
           const LmLadderOptions *options)
{
  command->calls = lm_alloc(n * sizeof *command->calls);
  if (n)
    memcpy(command->calls, calls, n * sizeof *calls);
  command->n_calls = n;
  command->options = *options;
}

void
lm_engine_take_options(LmEngineCommand *command, const LmEngineOptions *options)
{
  if (!options)
    return;
  command->key_files = copy_strings(options->key_files, options->n_key_files);
  command->n_key_files = options->n_key_files;
  command->key_log = options->key_log ? strdup(options->key_log) : NULL;
  command->budget_bytes = options->budget_bytes;
  command->max_rows = options->max_rows;
  command->keep_copies = options->keep_copies;
  command->align = options->align;
  command->feed = options->feed;
}

void
lm_engine_open(LmEngine *engine, const char *const *paths, size_t n, const LmEngineOptions *options)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_OPEN);
  copy_paths(command, paths, n);
  lm_engine_take_options(command, options);
  lm_engine_send(engine, command);
}

void
lm_engine_cancel(LmEngine *engine)
{
  lm_cancel(&engine->cancelled);
  pthread_mutex_lock(&engine->session_mutex);
  if (engine->session)
    lm_session_cancel(engine->session);
  pthread_mutex_unlock(&engine->session_mutex);
}

void
lm_engine_evict_finished(LmEngine *engine)
{
  lm_engine_send(engine, lm_engine_command_new(engine, COMMAND_EVICT));
}

void
lm_engine_set_alerts(LmEngine *engine, LmAlerts *alerts)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_ALERTS);
  command->alerts = alerts;
  lm_engine_send(engine, command);
}

void
lm_engine_hold_leisure(LmEngine *engine)
{
  atomic_fetch_add(&engine->n_holding, 1);
}

void
lm_engine_drop_pages(LmEngine *engine)
{
  if (engine->session)
    lm_session_drop_pages(engine->session);
}

void
lm_engine_release_leisure(LmEngine *engine)
{
  if (atomic_fetch_sub(&engine->n_holding, 1) > 1)
    return;
  LmEngineCommand *command = lm_alloc(sizeof *command);
  command->kind = COMMAND_GO_ON;
  lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                         const LmLadderOptions *options)
{
  return lm_engine_request_ladder_rows(engine, calls, n, options, NULL);
}

uint32_t
lm_engine_request_ladder_rows(LmEngine *engine, const uint32_t *calls, size_t n,
                              const LmLadderOptions *options, LmQuery *rows)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_LADDER);
  copy_calls(command, calls, n, options);
  command->query = rows;
  return lm_engine_send(engine, command);
}

void
lm_engine_pin(LmEngine *engine, uint32_t a, uint32_t b, LmPin pin)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_PIN);
  command->calls = lm_alloc(2 * sizeof *command->calls);
  command->calls[0] = a;
  command->calls[1] = b;
  command->pin = pin;
  lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_message(LmEngine *engine, uint32_t message)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_MESSAGE);
  command->row = message;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_event(LmEngine *engine, uint32_t event)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_EVENT);
  command->row = event;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_search(LmEngine *engine, const LmEngineSought *rows, size_t n, const char *text)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_SEARCH);
  command->sought = lm_alloc((n + 1) * sizeof *command->sought);
  if (n)
    memcpy(command->sought, rows, n * sizeof *rows);
  command->n_sought = n;
  command->text = strdup(text);
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_stream(LmEngine *engine, uint32_t stream)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_STREAM);
  command->row = stream;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_export_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                        const LmLadderOptions *options, const char *path)
{
  return lm_engine_export_ladder_rows(engine, calls, n, options, NULL, path);
}

uint32_t
lm_engine_export_ladder_rows(LmEngine *engine, const uint32_t *calls, size_t n,
                             const LmLadderOptions *options, LmQuery *rows, const char *path)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_EXPORT);
  copy_calls(command, calls, n, options);
  copy_paths(command, &path, 1);
  command->query = rows;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_values(LmEngine *engine, const char *column, const uint32_t *calls, size_t n)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_VALUES);
  copy_calls(command, calls, n, &(LmLadderOptions){0});
  command->text = strdup(column);
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_sound(LmEngine *engine, const uint32_t *streams, size_t n,
                        const LmSoundOptions *options)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_SOUND);
  copy_calls(command, streams, n, &(LmLadderOptions){0});
  command->sound = *options;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_strips(LmEngine *engine, const uint32_t *streams, size_t n)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_STRIPS);
  copy_calls(command, streams, n, &(LmLadderOptions){0});
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_headers(LmEngine *engine)
{
  return lm_engine_send(engine, lm_engine_command_new(engine, COMMAND_HEADERS));
}

static uint32_t
send_filter(LmEngine *engine, LmQuery *query, LmQueryKind kind)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_FILTER);
  command->query = query;
  command->filtered = kind;
  atomic_store(&engine->filters[kind].wanted, command->serial);
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_filter(LmEngine *engine, LmQuery *query)
{
  return send_filter(engine, query, LM_QUERY_CALL);
}

uint32_t
lm_engine_filter_streams(LmEngine *engine, LmQuery *query)
{
  return send_filter(engine, query, LM_QUERY_STREAM);
}

uint32_t
lm_engine_request_report(LmEngine *engine, const LmReport *report)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_REPORT);
  command->report = report;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_filter_report(LmEngine *engine, const LmReport *report, LmQuery *query)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_REPORT_FILTER);
  command->report = report;
  command->query = query;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_report_count(LmEngine *engine, const LmReport *report)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_REPORT_COUNT);
  command->report = report;
  return lm_engine_send(engine, command);
}

uint32_t
lm_engine_request_report_detail(LmEngine *engine, const LmReport *report, uint32_t index)
{
  LmEngineCommand *command = lm_engine_command_new(engine, COMMAND_REPORT_DETAIL);
  command->report = report;
  command->row = index;
  return lm_engine_send(engine, command);
}
