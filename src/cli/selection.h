/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which calls a subcommand is about: all of them, or the one that --call or --call-id names; and
 * by what way things came, as --path says. */

#include "cli/arguments.h"
#include "engine/session.h"

typedef struct {
  bool all;
  uint32_t call; /* row of the trace */
  LmSlice path;  /* what must have been come through; empty: anything */
} LmSelection;

/* Reads the files and finds in them what was named. NULL, with the exit status in @status and the
 * cause on standard error, if a file cannot be read or what was named is not there. */
LmSession *lm_selection_read(const LmArguments *arguments, LmSelection *selection, int *status);

static inline bool
lm_selection_has(const LmSelection *selection, uint32_t call)
{
  return selection->all || selection->call == call;
}
