/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The engine as its two files share it: engine.c takes commands and hands out events on any thread,
 * engine_thread.c carries the commands out. */

#include "engine/engine.h"
#include "engine/queue.h"
#include "engine/session.h"

#include <stdatomic.h>

typedef enum {
  COMMAND_OPEN,
  COMMAND_LADDER,
  COMMAND_MESSAGE,
  COMMAND_EVENT,
  COMMAND_SEARCH,
  COMMAND_POINTS,
  COMMAND_EXPORT,
  COMMAND_FILTER,
  COMMAND_QUIT,
} LmCommandKind;

typedef struct {
  LmCommandKind kind;
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
  LmQuery *query; /* owned; NULL: everything */
} LmEngineCommand;

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
  LmQuery *filter; /* of calls; of the engine's thread, as what runs it. NULL: everything */
  LmQueryRun *filter_run;
  atomic_uint wanted_filter; /* serial of the newest */
  int64_t batch_ns;          /* when the last batch was passed on, monotonic */
};

/* The engine's thread. */
void *lm_engine_run(void *engine);
void lm_engine_command_free(LmEngineCommand *command);
