/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Runs commands of the user, each with a text on its standard input, in a thread that never makes
 * the caller wait. Few run at a time, each for a limited time, and not too many are begun in a
 * second; what waits is limited, and what does not fit is counted and dropped
 * (LM_LIMIT_RUNNER_... of base/limits.h).
 *
 * Words and environment of a command are those that it was given to begin with: nothing of the text
 * is in them, and no shell is between. It has no other descriptors, its standard output is this
 * program's standard error, and it has none of this program's capabilities. */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LmRunner LmRunner;

typedef struct {
  uint64_t asked;   /* = done + failed + late + dropped + those that wait or run */
  uint64_t done;    /* with exit status 0 */
  uint64_t failed;  /* with another, by a signal, or they could not be started */
  uint64_t late;    /* killed after LM_LIMIT_RUNNER_NS, or at the end */
  uint64_t dropped; /* too many waited */
  char why[200];    /* what went wrong last, translated; may be "" */
} LmRunnerFigures;

/* NULL with @error set if no thread can be started. */
LmRunner *lm_runner_new(LmError *error);
/* Waits for at most @wait_ns until all is done that was asked for, and kills the rest. Nothing more
 * is run, and the figures stay as they are. */
void lm_runner_finish(LmRunner *runner, int64_t wait_ns);
/* Finishes, without waiting where that was not done, and frees. */
void lm_runner_free(LmRunner *runner);
/* The following may be called by any thread. */
/* Runs @words, ended by NULL, which must outlive the runner, with @text, which is taken, freed with
 * free(), and may be NULL. */
void lm_runner_add(LmRunner *runner, char *const *words, char *text, size_t len);
/* Whether what is added now is not dropped at once. */
bool lm_runner_has_room(LmRunner *runner);
void lm_runner_figures(LmRunner *runner, LmRunnerFigures *figures);
