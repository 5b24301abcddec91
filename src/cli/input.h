/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What every subcommand begins and ends with: reading the files to the end, and the exit status. */

#include "cli/arguments.h"
#include "engine/session.h"

/* Exit statuses, as scripts hold on to them. */
enum {
  LM_EXIT_DONE = 0,
  LM_EXIT_DAMAGED = 1, /* what could be read was reported */
  LM_EXIT_USAGE = 2,
  LM_EXIT_UNREADABLE = 3,
};

/* What was said of a session while it was read: how often times went back then, and how often the
 * numbers of frames had begun again. */
typedef struct {
  uint32_t steps_back, n_turns;
} LmInputSaid;

/* Opens the files and reads them to the end. NULL, with the cause on standard error, if that cannot
 * be. */
LmSession *lm_input_read(const LmArguments *arguments);
/* Opens files that somebody is still writing, and does not read. @feed, which may be NULL, is given
 * what is new. @name is what messages call them. NULL with @error set if that cannot be. */
LmSession *lm_input_open_follow(const LmArguments *arguments, LmFollow *follow, LmHepFeed *feed,
                                const char *name, LmError *error);
/* Says what was damaged, closes @session and returns the exit status. @output_ok: whether all
 * output could be written. */
int lm_input_close(LmSession *session, bool output_ok);
/* The same, but for what was said before. */
int lm_input_close_live(LmSession *session, const LmInputSaid *said, bool output_ok);
/* Prints @error as the one line that it is, and returns the exit status for it. */
int lm_input_fail(const LmError *error);
/* Says that @n rows were left out by a limit, where any were. */
void lm_input_warn_refused(uint64_t n);
/* Says what a capture that runs for long does not wait for its end with: that times go back, once;
 * and each time that the numbers of frames began again. */
void lm_input_warn_live(const LmSession *session, LmInputSaid *said);
/* Prints @error as a warning: what came before it was read. */
void lm_input_warn(const LmError *error);
