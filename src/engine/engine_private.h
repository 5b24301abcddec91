/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The engine as its two files share it: engine.c takes commands and hands out events on any thread,
 * engine_thread.c carries the commands out. */

#include "engine/engine.h"
#include "engine/queue.h"
#include "engine/relations.h"
#include "engine/session.h"
#include "relate/codec_guesses.h"
#include "relate/rtcp.h"
#include "relate/ssrcs.h"

#include <stdatomic.h>

typedef enum {
  COMMAND_OPEN,
  COMMAND_PAUSE,
  COMMAND_LADDER,
  COMMAND_PIN,
  COMMAND_MESSAGE,
  COMMAND_EVENT,
  COMMAND_SEARCH,
  COMMAND_STREAM,
  COMMAND_STRIPS,
  COMMAND_EXPORT,
  COMMAND_FILTER,
  COMMAND_REPORT,
  COMMAND_REPORT_FILTER,
  COMMAND_REPORT_COUNT,
  COMMAND_REPORT_DETAIL,
  COMMAND_VALUES,
  COMMAND_HEADERS,
  COMMAND_SOUND,
  COMMAND_ALERTS,
  COMMAND_EVICT,
  COMMAND_GO_ON,
  COMMAND_QUIT,
} LmCommandKind;

typedef struct {
  LmCommandKind kind;
  uint32_t serial;
  uint32_t row;    /* message, event or stream; of a report; of PAUSE: whether */
  uint32_t *calls; /* owned */
  size_t n_calls;
  char **paths; /* owned, as each of them */
  size_t n_paths;
  char **key_files; /* owned, as each of them */
  size_t n_key_files;
  char *key_log;
  bool keep_copies, align;
  uint64_t budget_bytes;
  uint32_t max_rows;
  LmHepFeed *feed;        /* borrowed */
  LmEngineSought *sought; /* owned */
  size_t n_sought;
  char *text; /* owned */
  LmLadderOptions options;
  LmPin pin;            /* what is decided about two calls */
  LmQuery *query;       /* owned; NULL: everything */
  LmQueryKind filtered; /* which rows it is for */
  LmAlerts *alerts;     /* owned */
  const LmReport *report;
  LmSoundOptions sound; /* of the streams in @calls */
} LmEngineCommand;

/* A filter that is set. Of the engine's thread, but for what is wanted. */
typedef struct {
  LmQuery *query; /* NULL: everything */
  LmQueryRun *run;
  uint32_t serial;    /* of the command that set it */
  atomic_uint wanted; /* serial of the newest command */
} LmEngineFilter;

struct LmEngine {
  pthread_t thread;
  LmQueue commands, events;
  LmEngineWake wake;
  void *wake_data;
  uint32_t last_serial;

  pthread_mutex_t session_mutex; /* guards the pointer, for cancelling from another thread */
  LmSession *session;            /* of the engine's thread */
  LmCancel cancelled;
  atomic_uint n_holding;       /* of lm_engine_hold_leisure() */
  bool reading, paused;        /* of the engine's thread */
  bool making_room;            /* the same; on command */
  uint32_t n_evictions;        /* when what was worked out was thrown away last */
  LmHepFeed *feed;             /* as @live is */
  LmLive *live;                /* owned; set before its command is sent; NULL: a file is read */
  bool leaves;                 /* it is not ended with the engine */
  LmCaptureProgress passed_on; /* the last; of the engine's thread */
  LmCodecGuesses guesses;      /* of the engine's thread; while it reads */
  LmRelations *relations;      /* of the engine's thread; NULL while nobody asked */
  LmEngineFilter filters[LM_N_QUERY_KINDS];
  LmAlerts *alerts;            /* of the engine's thread; NULL: none */
  LmEngineEvent *alerts_event; /* those that fired since the last batch, or NULL */
  uint64_t n_alerts_wrong;     /* commands that went wrong, of which was said so */
  LmReportRows *report;        /* what was worked out last; of the engine's thread */
  bool report_whole;           /* nothing came to the trace since */
  LmRtcpView
      *rtcp;      /* of the whole trace; NULL until a stream is looked at; of the engine's thread */
  LmSsrcs *ssrcs; /* the same */
  LmQueryRun *values_run; /* of columns; NULL until one is asked for */
  int64_t batch_ns;       /* when the last batch was passed on, monotonic */
};

/* The engine's thread. */
void *lm_engine_run(void *engine);
/* Passes an event on, from that thread. */
void lm_engine_emit(LmEngine *engine, LmEngineEvent *event);
void lm_engine_command_free(LmEngineCommand *command);
/* When nothing reads any more. */
void lm_engine_end_live(LmEngine *engine);
/* Any thread: a command, and what sends it. */
LmEngineCommand *lm_engine_command_new(LmEngine *engine, LmCommandKind kind);
uint32_t lm_engine_send(LmEngine *engine, LmEngineCommand *command);
void lm_engine_take_options(LmEngineCommand *command, const LmEngineOptions *options);
