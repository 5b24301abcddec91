/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets that go on through a pipe, to a program that looks into them: -w - and named pipes.
 * Nothing is looked into here. */

#include "capture/live.h"
#include "cli/arguments.h"

/* False with @error set if more is asked for than a pipe can give. */
bool lm_pass_on_check(const LmArguments *arguments, LmError *error);
/* Until the capture has ended. Returns the exit status. */
int lm_pass_on(LmLive *live, const LmLiveArguments *asked);
