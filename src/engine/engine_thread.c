/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/search.h"
#include "engine/alerts_command.h"
#include "engine/batch.h"
#include "engine/engine_private.h"
#include "engine/evict_command.h"
#include "engine/filter.h"
#include "engine/ladder_command.h"
#include "engine/report_command.h"
#include "engine/rows.h"
#include "engine/stream_detail.h"
#include "engine/values.h"

#include <stdlib.h>

/* While a file is read, what is new is passed on this often. */
#define BATCH_INTERVAL_NS (50 * LM_NS_PER_MS)
#define HEP_PATIENCE_NS (3 * LM_NS_PER_S) /* at the end, with what was not sent on yet */

void
lm_engine_emit(LmEngine *engine, LmEngineEvent *event)
{
  if (lm_queue_push(&engine->events, event))
    engine->wake(engine->wake_data);
}

void
lm_engine_command_free(LmEngineCommand *command)
{
  for (size_t i = 0; i < command->n_paths; i++)
    free(command->paths[i]);
  for (size_t i = 0; i < command->n_key_files; i++)
    free(command->key_files[i]);
  free(command->paths);
  free(command->key_files);
  free(command->key_log);
  free(command->calls);
  free(command->sought);
  free(command->text);
  lm_query_free(command->query);
  lm_alerts_free(command->alerts);
  free(command);
}

static void
warn(LmEngine *engine, const char *text)
{
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_WARNING, 0);
  event->text = strdup(text);
  lm_engine_emit(engine, event);
}

static LmKeys *
read_keys(LmEngine *engine, const LmEngineCommand *command)
{
  LmKeys *keys = lm_keys_new();
  for (size_t i = 0; i < command->n_key_files; i++) {
    LmError error = {0};
    if (!lm_keys_add_file(keys, command->key_files[i], &error))
      warn(engine, error.message);
  }
  LmError error = {0};
  if (command->key_log && !lm_keys_add_log(keys, command->key_log, &error))
    warn(engine, error.message);
  return keys;
}

/* Says what was done to the clocks of the files. */
static void
tell_clocks(LmEngine *engine, const LmEngineCommand *command, const LmSession *session)
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
do_open(LmEngine *engine, const LmEngineCommand *command)
{
  LmError error = {0};
  LmSessionOptions options = {.keys = read_keys(engine, command),
                              .align = command->align,
                              .keep_copies = command->keep_copies,
                              .budget_bytes = command->budget_bytes ? command->budget_bytes
                                              : engine->live        ? LM_ENGINE_LIVE_BYTES
                                                                    : 0,
                              .max_rows = command->max_rows,
                              .feed = command->feed,
                              .follow = engine->live ? lm_live_follow(engine->live) : NULL,
                              .follow_name = _("the capture")};
  LmSession *session = lm_session_open((const char *const *)command->paths, command->n_paths,
                                       &options, &engine->cancelled, &error);
  if (!session) {
    LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_FAILED, command->serial);
    event->error = error;
    lm_engine_emit(engine, event);
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
  lm_engine_emit(engine, event);
}

/* The window may show ladders with rows that went meanwhile. */
static bool
answer_evicted(LmEngine *engine, const LmEngineCommand *command, uint32_t n, bool is_there)
{
  if (command->row < n && !is_there) {
    LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_MESSAGE, command->serial);
    event->message = (LmMessageView){.index = command->row, .transport = "", .evicted = true};
    lm_engine_emit(engine, event);
  }
  return !is_there;
}

static void
do_message(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  if (answer_evicted(engine, command, lm_trace_n_messages(trace),
                     lm_trace_has_message(trace, command->row)))
    return;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_MESSAGE, command->serial);
  lm_message_view_fill(trace, command->row, &event->message);
  event->notes = lm_message_notes_new(trace, command->row);
  lm_engine_emit(engine, event);
}

static void
do_event(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  if (answer_evicted(engine, command, lm_trace_n_events(trace),
                     lm_trace_has_event(trace, command->row)))
    return;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_MESSAGE, command->serial);
  lm_event_view_fill(trace, command->row, &event->message);
  lm_engine_emit(engine, event);
}

static void
do_search(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_FOUND, command->serial);
  LmSearch search;
  lm_search_init(&search, command->text);
  event->found = lm_alloc((command->n_sought + 1) * sizeof *event->found);
  for (size_t i = 0; i < command->n_sought; i++)
    if (lm_sought_has(trace, &command->sought[i], &search))
      event->found[event->n_found++] = (uint32_t)i;
  lm_engine_emit(engine, event);
}

/* What RTCP says is looked through once, when all is there. */
static void
do_stream(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  if (!lm_trace_has_stream(trace, command->row))
    return;
  if (!engine->reading && !engine->rtcp) {
    engine->rtcp = lm_rtcp_view_new(trace, NULL);
    engine->ssrcs = lm_ssrcs_new(trace);
  }
  const LmSsrcLink *ssrc = engine->ssrcs ? lm_ssrcs_at(engine->ssrcs, command->row) : NULL;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_STREAM, command->serial);
  event->stream = lm_stream_detail_new(trace, engine->rtcp, ssrc, command->row, !engine->reading);
  lm_engine_emit(engine, event);
}

static void
do_strips(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_STRIPS, command->serial);
  event->strips = lm_alloc((command->n_calls + 1) * sizeof *event->strips);
  for (size_t i = 0; i < command->n_calls; i++) {
    if (!lm_trace_has_stream(trace, command->calls[i]))
      continue;
    LmStreamStrip *strip = &event->strips[event->n_strips++];
    lm_stream_strip_fill(lm_trace_stream(trace, command->calls[i]), strip);
    strip->stream = command->calls[i];
  }
  lm_engine_emit(engine, event);
}

static void
do_sound(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  for (size_t i = 0; i < command->n_calls; i++)
    if (!lm_trace_has_stream(trace, command->calls[i]))
      return;
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_SOUND, command->serial);
  event->sound_job = lm_sound_job_new(trace, command->calls, command->n_calls, &command->sound);
  lm_engine_emit(engine, event);
}

static void
execute(LmEngine *engine, LmEngineCommand *command)
{
  if (command->kind == COMMAND_ALERTS)
    lm_engine_take_alerts(engine, command);
  /* Rows come from a trace, so before there is one there is nothing to ask for. */
  if (command->kind == COMMAND_OPEN && !engine->session)
    do_open(engine, command);
  if (command->kind == COMMAND_PAUSE)
    engine->paused = command->row;
  if (!engine->session)
    return;
  if (command->kind == COMMAND_LADDER)
    lm_engine_make_ladder(engine, command);
  else if (command->kind == COMMAND_PIN)
    lm_engine_decide_pair(engine, command);
  else if (command->kind == COMMAND_MESSAGE)
    do_message(engine, command);
  else if (command->kind == COMMAND_EVENT)
    do_event(engine, command);
  else if (command->kind == COMMAND_SEARCH)
    do_search(engine, command);
  else if (command->kind == COMMAND_STREAM)
    do_stream(engine, command);
  else if (command->kind == COMMAND_STRIPS)
    do_strips(engine, command);
  else if (command->kind == COMMAND_EXPORT)
    lm_engine_write_ladder(engine, command);
  else if (command->kind == COMMAND_FILTER)
    lm_engine_set_filter(engine, command);
  else if (command->kind == COMMAND_REPORT)
    lm_engine_do_report(engine, command);
  else if (command->kind == COMMAND_REPORT_FILTER)
    lm_engine_do_report_filter(engine, command);
  else if (command->kind == COMMAND_REPORT_COUNT)
    lm_engine_do_report_count(engine, command);
  else if (command->kind == COMMAND_REPORT_DETAIL)
    lm_engine_do_report_detail(engine, command);
  else if (command->kind == COMMAND_VALUES)
    lm_engine_do_values(engine, command);
  else if (command->kind == COMMAND_HEADERS)
    lm_engine_do_headers(engine, command);
  else if (command->kind == COMMAND_SOUND)
    do_sound(engine, command);
  else if (command->kind == COMMAND_EVICT)
    lm_engine_do_evict(engine);
}

/* A capture where nothing comes leaves the window alone. */
static void
pass_on_progress(LmEngine *engine)
{
  LmEngineEvent *event = lm_batch_progress(engine->session);
  bool same = memcmp(&event->progress, &engine->passed_on, sizeof event->progress) == 0;
  engine->passed_on = event->progress;
  if (engine->live && engine->reading && same)
    lm_engine_event_free(event);
  else
    lm_engine_emit(engine, event);
}

static void
pass_on_changes(LmEngine *engine)
{
  LmEngineEvent *event;
  while ((event = lm_batch_streams(engine->session, &engine->guesses,
                                   engine->filters[LM_QUERY_STREAM].run)))
    lm_engine_emit(engine, event);
  while ((event = lm_batch_calls(engine->session, engine->filters[LM_QUERY_CALL].run))) {
    lm_engine_hold_to_alerts(engine, event->calls, event->n_calls);
    lm_engine_emit(engine, event);
  }
  lm_engine_tell_alerts(engine);
  pass_on_progress(engine);
  engine->batch_ns = lm_time_now_ns(CLOCK_MONOTONIC);
}

/* At the end nothing stays that was said of fewer packets than there are. */
static void
guess_again(LmEngine *engine)
{
  LmEngineEvent *event;
  uint32_t at = 0;
  while ((event = lm_batch_old_guesses(engine->session, &engine->guesses,
                                       engine->filters[LM_QUERY_STREAM].run, &at)))
    lm_engine_emit(engine, event);
  lm_codec_guesses_clear(&engine->guesses);
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
  lm_engine_take_evicted(engine);
  bool due = lm_time_now_ns(CLOCK_MONOTONIC) - engine->batch_ns >= BATCH_INTERVAL_NS;
  if (engine->reading && !due && !lm_session_wants_room(engine->session))
    return;
  pass_on_changes(engine);
  if (engine->reading)
    return;
  if (engine->feed)
    lm_hep_feed_finish(engine->feed, HEP_PATIENCE_NS);
  guess_again(engine);
  lm_engine_filter_again(engine);
  lm_engine_forget_values(engine);
  const LmKeys *keys = lm_session_keys(engine->session);
  if (lm_keys_n_warnings(keys))
    warn(engine, lm_keys_warning(keys, 0));
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_DONE, 0);
  event->n_locked = n_locked(engine);
  if (lm_is_cancelled(&engine->cancelled))
    event->error.code = LM_ERROR_CANCELLED;
  else
    event->error = *lm_session_damage(engine->session);
  lm_engine_emit(engine, event);
}

void *
lm_engine_run(void *data)
{
  LmEngine *engine = data;
  /* The window draws while this thread, and those that it starts, read. */
  lm_thread_step_back();
  for (bool quit = false; !quit;) {
    bool leisure = lm_engine_has_leisure_work(engine);
    bool reading = engine->reading && !engine->paused;
    bool busy = reading || leisure || engine->making_room;
    LmEngineCommand *command = lm_queue_take(&engine->commands, !busy);
    if (command) {
      quit = command->kind == COMMAND_QUIT;
      execute(engine, command);
      lm_engine_command_free(command);
    } else if (engine->making_room) {
      lm_engine_make_room(engine);
    } else if (reading) {
      read_on(engine);
    } else if (leisure) {
      lm_engine_use_leisure(engine);
    }
    if (engine->session)
      lm_session_drop_pages(engine->session);
  }
  return NULL;
}
