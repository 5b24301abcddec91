/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A talk with a program of Linesman's that does what may fail on hostile input, in frames of
 * sound/wire.h. The program is started, fed and listened to, and killed where it stands still or
 * talks nonsense; whatever happens to it, this returns. Any thread. */

#include "base/cancel.h"
#include "sound/wire.h"

typedef enum {
  LM_TALK_GOES_ON,
  LM_TALK_DONE,
  LM_TALK_NO_PROGRAM, /* it is not installed, or cannot be started */
  LM_TALK_STOPPED,    /* it died, stood still or talked nonsense */
  LM_TALK_CANCELLED,
} LmTalkResult;

typedef struct {
  const char *name, *verb; /* "linesman-sound", "decode" */
  const char *program;     /* its path; NULL: the installed one */
  unsigned patience_ms;    /* how long nothing may happen; 0: 30 s */
  /* Adds what is to be said next to @out; false with the last of it. */
  bool (*give)(void *data, LmText *out);
  /* Takes what the program says: GOES_ON until all is there, STOPPED for nonsense. */
  LmTalkResult (*take)(void *data, const LmWireFrame *frame);
  void *data;
} LmTalkTask;

LmTalkResult lm_talk_run(const LmTalkTask *task, const LmCancel *cancel);
/* Where the program is: beside this one as both are installed, or in the build folder. False where
 * it is not. */
bool lm_talk_find_program(const char *name, char *path, size_t size);
