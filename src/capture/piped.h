/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets that another program takes and hands on as a capture, through standard input or a named
 * pipe: a thread in the place of linesman-capture reads it. Private to this room. */

#include "capture/live_start.h"

/* As lm_live_launch() does for the program. False with @error set. */
bool
lm_piped_launch(const LmLiveOptions *options, int output, LmLiveHelper *helper, LmError *error);
