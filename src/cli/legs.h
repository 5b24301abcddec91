/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The conversations of a trace as the command line asks for them: with what --link and --unlink say
 * about pairs of calls. */

#include "cli/arguments.h"
#include "relate/legs.h"

/* What --link and --unlink say: fills @pins, which has room for LM_MAX_PINS, with as many as there
 * are arguments. False with @error set if a call that was named is not there. */
bool
lm_cli_pins(const LmTrace *trace, const LmArguments *arguments, LmLegPin *pins, LmError *error);
/* Owned: lm_legs_free(). NULL with @error set if a call that was named is not there. */
LmLegs *lm_cli_legs_new(const LmTrace *trace, const LmArguments *arguments, LmError *error);
