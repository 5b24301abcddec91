/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine.h"

#include "base/search.h"
#include "engine/batch.h"
#include "engine/queue.h"
#include "engine/rows.h"
#include "export/export.h"

#include <stdlib.h>
#include <time.h>

/* While a file is read, what is new is passed on this often. */
#define BATCH_INTERVAL_NS (50 * LM_NS_PER_MS)

typedef enum {
  COMMAND_OPEN,
  COMMAND_LADDER,
  COMMAND_MESSAGE,
  COMMAND_EVENT,
  COMMAND_SEARCH,
  COMMAND_POINTS,
  COMMAND_EXPORT,
  COMMAND_QUIT,
} CommandKind;

typedef struct {
  CommandKind kind;
  uint32_t serial;
  uint32_t row;    /* message, event or stream */
  uint32_t *calls; /* owned */
  size_t n_calls;
  char **paths; /* owned, as each of them */
  size_t n_paths;
  char **key_files; /* owned, as each of them */
  size_t n_key_files;
  bool keep_copies, align;
  LmEngineSought *sought; /* owned */
  size_t n_sought;
  char *text; /* owned */
  LmLadderOptions options;
} Command;

struct LmEngine {
  pthread_t thread;
  LmQueue commands, events;
  LmEngineWake wake;
  void *wake_data;
  uint32_t last_serial;

  pthread_mutex_t session_mutex; /* guards the pointer, for cancelling from another thread */
  LmSession *session;            /* of the engine's thread */
  LmCancel cancelled;
  bool reading;
  int64_t batch_ns; /* when the last batch was passed on, monotonic */
};

static int64_t
monotonic_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * LM_NS_PER_S + now.tv_nsec;
}

static void
emit(LmEngine *engine, LmEngineEvent *event)
{
  if (lm_queue_push(&engine->events, event))
    engine->wake(engine->wake_data);
}

static void
free_command(Command *command)
{
  for (size_t i = 0; i < command->n_paths; i++)
    free(command->paths[i]);
  for (size_t i = 0; i < command->n_key_files; i++)
    free(command->key_files[i]);
  free(command->paths);
  free(command->key_files);
  free(command->calls);
  free(command->sought);
  free(command->text);
  free(command);
}

static void
warn(LmEngine *engine, const char *text)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_WARNING, 0);
  event->text = strdup(text);
  emit(engine, event);
}

static LmKeys *
read_keys(LmEngine *engine, const Command *command)
{
  LmKeys *keys = lm_keys_new();
  for (size_t i = 0; i < command->n_key_files; i++) {
    LmError error = {0};
    if (!lm_keys_add_file(keys, command->key_files[i], &error))
      warn(engine, error.message);
  }
  return keys;
}

/* Says what was done to the clocks of the files. */
static void
tell_clocks(LmEngine *engine, const Command *command, const LmSession *session)
{
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < command->n_paths && command->align && command->n_paths > 1; i++) {
    lm_text_clear(&text);
    lm_clock_describe(lm_session_clock(session, 0), (const char *const *)command->paths, i, &text);
    if (text.len)
      warn(engine, text.str);
  }
  lm_text_clear(&text);
}

static void
do_open(LmEngine *engine, const Command *command)
{
  LmError error = {0};
  LmSessionOptions options = {.keys = read_keys(engine, command),
                              .align = command->align,
                              .keep_copies = command->keep_copies};
  LmSession *session = lm_session_open((const char *const *)command->paths, command->n_paths,
                                       &options, &engine->cancelled, &error);
  if (!session) {
    LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_FAILED, command->serial);
    event->error = error;
    emit(engine, event);
    return;
  }
  tell_clocks(engine, command, session);
  pthread_mutex_lock(&engine->session_mutex);
  engine->session = session;
  if (lm_is_cancelled(&engine->cancelled))
    lm_session_cancel(session);
  pthread_mutex_unlock(&engine->session_mutex);
  engine->reading = true;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_OPENED, command->serial);
  event->text = strdup(lm_capture_format(lm_merge_capture(lm_session_merge(session), 0)));
  emit(engine, event);
}

/* A row that is not there is left out: a list in the window may be older than a command. */
static size_t
existing_calls(const LmEngine *engine, const Command *command)
{
  size_t n = 0;
  for (size_t i = 0; i < command->n_calls; i++)
    if (command->calls[i] < lm_trace_n_calls(lm_session_trace(engine->session)))
      command->calls[n++] = command->calls[i];
  return n;
}

static void
do_ladder(LmEngine *engine, const Command *command)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_LADDER, command->serial);
  event->ladder = lm_ladder_new(lm_session_trace(engine->session), command->calls,
                                existing_calls(engine, command), &command->options);
  emit(engine, event);
}

static void
do_message(LmEngine *engine, const Command *command)
{
  if (command->row >= lm_trace_n_messages(lm_session_trace(engine->session)))
    return;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_MESSAGE, command->serial);
  lm_message_view_fill(lm_session_trace(engine->session), command->row, &event->message);
  emit(engine, event);
}

static void
do_event(LmEngine *engine, const Command *command)
{
  if (command->row >= lm_trace_n_events(lm_session_trace(engine->session)))
    return;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_MESSAGE, command->serial);
  lm_event_view_fill(lm_session_trace(engine->session), command->row, &event->message);
  emit(engine, event);
}

static void
do_search(LmEngine *engine, const Command *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_FOUND, command->serial);
  LmSearch search;
  lm_search_init(&search, command->text);
  event->found = lm_alloc((command->n_sought + 1) * sizeof *event->found);
  for (size_t i = 0; i < command->n_sought; i++)
    if (lm_sought_has(trace, &command->sought[i], &search))
      event->found[event->n_found++] = (uint32_t)i;
  emit(engine, event);
}

static void
do_points(LmEngine *engine, const Command *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  if (command->row >= lm_trace_n_streams(trace))
    return;
  const LmStream *stream = lm_trace_stream(trace, command->row);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_POINTS, command->serial);
  event->stream = command->row;
  event->points = lm_alloc(stream->stats.packets * sizeof *event->points);
  event->n_points = lm_stream_points(stream, event->points, stream->stats.packets);
  emit(engine, event);
}

static void
do_export(LmEngine *engine, const Command *command)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_EXPORTED, command->serial);
  LmLadder *ladder = lm_ladder_new(lm_session_trace(engine->session), command->calls,
                                   existing_calls(engine, command), &command->options);
  lm_export_ladder(ladder, command->paths[0], &event->error);
  lm_ladder_free(ladder);
  event->text = strdup(command->paths[0]);
  emit(engine, event);
}

static void
execute(LmEngine *engine, const Command *command)
{
  /* Rows come from a trace, so before there is one there is nothing to ask for. */
  if (command->kind == COMMAND_OPEN && !engine->session)
    do_open(engine, command);
  if (!engine->session)
    return;
  if (command->kind == COMMAND_LADDER)
    do_ladder(engine, command);
  else if (command->kind == COMMAND_MESSAGE)
    do_message(engine, command);
  else if (command->kind == COMMAND_EVENT)
    do_event(engine, command);
  else if (command->kind == COMMAND_SEARCH)
    do_search(engine, command);
  else if (command->kind == COMMAND_POINTS)
    do_points(engine, command);
  else if (command->kind == COMMAND_EXPORT)
    do_export(engine, command);
}

static void
pass_on_changes(LmEngine *engine)
{
  LmEngineEvent *event;
  while ((event = lm_batch_streams(engine->session)))
    emit(engine, event);
  while ((event = lm_batch_calls(engine->session)))
    emit(engine, event);
  emit(engine, lm_batch_progress(engine->session));
  engine->batch_ns = monotonic_ns();
}

static uint32_t
n_locked(LmEngine *engine)
{
  LmTlsConnection connection;
  uint32_t n = 0;
  for (uint32_t at = 0; lm_tracker_next_tls(lm_session_tracker(engine->session), &at, &connection);)
    n += connection.sip && connection.info->missing;
  return n;
}

static void
read_on(LmEngine *engine)
{
  engine->reading = lm_session_step(engine->session);
  if (engine->reading && monotonic_ns() - engine->batch_ns < BATCH_INTERVAL_NS)
    return;
  pass_on_changes(engine);
  if (engine->reading)
    return;
  const LmKeys *keys = lm_session_keys(engine->session);
  if (lm_keys_n_warnings(keys))
    warn(engine, lm_keys_warning(keys, 0));
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_DONE, 0);
  event->n_locked = n_locked(engine);
  if (lm_is_cancelled(&engine->cancelled))
    event->error.code = LM_ERROR_CANCELLED;
  else
    event->error = *lm_session_damage(engine->session);
  emit(engine, event);
}

static void *
run(void *data)
{
  LmEngine *engine = data;
  /* The window draws while this thread, and those that it starts, read. */
  lm_thread_step_back();
  for (bool quit = false; !quit;) {
    Command *command = lm_queue_take(&engine->commands, !engine->reading);
    if (command) {
      quit = command->kind == COMMAND_QUIT;
      execute(engine, command);
      free_command(command);
    } else {
      read_on(engine);
    }
  }
  return NULL;
}

LmEngine *
lm_engine_new(LmEngineWake wake, void *data)
{
  LmEngine *engine = lm_alloc(sizeof *engine);
  engine->wake = wake;
  engine->wake_data = data;
  lm_queue_init(&engine->commands);
  lm_queue_init(&engine->events);
  pthread_mutex_init(&engine->session_mutex, NULL);
  pthread_create(&engine->thread, NULL, run, engine);
  return engine;
}

static Command *
new_command(LmEngine *engine, CommandKind kind)
{
  Command *command = lm_alloc(sizeof *command);
  command->kind = kind;
  command->serial = ++engine->last_serial;
  return command;
}

static uint32_t
send_command(LmEngine *engine, Command *command)
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
  send_command(engine, new_command(engine, COMMAND_QUIT));
  pthread_join(engine->thread, NULL);
  for (Command *command; (command = lm_queue_take(&engine->commands, false));)
    free_command(command);
  for (LmEngineEvent *event; (event = lm_queue_take(&engine->events, false));)
    lm_engine_event_free(event);
  lm_queue_clear(&engine->commands);
  lm_queue_clear(&engine->events);
  lm_session_close(engine->session);
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
  free(event->points);
  free(event->found);
  free(event->text);
  if (event->ladder)
    lm_ladder_free(event->ladder);
  free(event);
}

LmLadder *
lm_engine_event_steal_ladder(LmEngineEvent *event)
{
  LmLadder *ladder = event->ladder;
  event->ladder = NULL;
  return ladder;
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
copy_paths(Command *command, const char *const *paths, size_t n)
{
  command->paths = copy_strings(paths, n);
  command->n_paths = n;
}

static void
copy_calls(Command *command, const uint32_t *calls, size_t n, const LmLadderOptions *options)
{
  command->calls = lm_alloc(n * sizeof *command->calls);
  if (n)
    memcpy(command->calls, calls, n * sizeof *calls);
  command->n_calls = n;
  command->options = *options;
}

void
lm_engine_open(LmEngine *engine, const char *const *paths, size_t n, const LmEngineOptions *options)
{
  Command *command = new_command(engine, COMMAND_OPEN);
  copy_paths(command, paths, n);
  if (options) {
    command->key_files = copy_strings(options->key_files, options->n_key_files);
    command->n_key_files = options->n_key_files;
    command->keep_copies = options->keep_copies;
    command->align = options->align;
  }
  send_command(engine, command);
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

uint32_t
lm_engine_request_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                         const LmLadderOptions *options)
{
  Command *command = new_command(engine, COMMAND_LADDER);
  copy_calls(command, calls, n, options);
  return send_command(engine, command);
}

uint32_t
lm_engine_request_message(LmEngine *engine, uint32_t message)
{
  Command *command = new_command(engine, COMMAND_MESSAGE);
  command->row = message;
  return send_command(engine, command);
}

uint32_t
lm_engine_request_event(LmEngine *engine, uint32_t event)
{
  Command *command = new_command(engine, COMMAND_EVENT);
  command->row = event;
  return send_command(engine, command);
}

uint32_t
lm_engine_request_search(LmEngine *engine, const LmEngineSought *rows, size_t n, const char *text)
{
  Command *command = new_command(engine, COMMAND_SEARCH);
  command->sought = lm_alloc((n + 1) * sizeof *command->sought);
  if (n)
    memcpy(command->sought, rows, n * sizeof *rows);
  command->n_sought = n;
  command->text = strdup(text);
  return send_command(engine, command);
}

uint32_t
lm_engine_request_points(LmEngine *engine, uint32_t stream)
{
  Command *command = new_command(engine, COMMAND_POINTS);
  command->row = stream;
  return send_command(engine, command);
}

uint32_t
lm_engine_export_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                        const LmLadderOptions *options, const char *path)
{
  Command *command = new_command(engine, COMMAND_EXPORT);
  copy_calls(command, calls, n, options);
  copy_paths(command, &path, 1);
  return send_command(engine, command);
}
