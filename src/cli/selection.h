/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which calls a subcommand is about: all of them, or the one that --call or --call-id names. */

#include "cli/arguments.h"
#include "track/trace.h"

typedef struct {
  bool all;
  uint32_t call; /* row of the trace */
} LmSelection;

/* False, with a line on standard error, if what was named is not there. */
bool lm_selection_make(const LmTrace *trace, const LmArguments *arguments, LmSelection *selection);

static inline bool
lm_selection_has(const LmSelection *selection, uint32_t call)
{
  return selection->all || selection->call == call;
}
