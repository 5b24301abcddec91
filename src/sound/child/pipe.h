/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The end of a child's talk over its standard input and output: sound/wire.h. One thread. */

#include "sound/wire.h"

typedef struct {
  LmText in, out; /* @out: what is to be said, until it is flushed */
  size_t taken;   /* of @in */
  bool broken;    /* the other side talks nonsense, or has gone */
} LmSoundPipe;

/* Says all of @out. False where nobody listens. */
bool lm_sound_pipe_flush(LmSoundPipe *pipe);
/* The next frame, which stays until the one after it; false at the end of the input. */
bool lm_sound_pipe_next(LmSoundPipe *pipe, LmWireFrame *frame);
