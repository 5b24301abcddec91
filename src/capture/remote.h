/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets that another host takes: a thread in the place of linesman-capture, which runs the
 * system's ssh, has tcpdump run there, and writes what comes into the files that it is handed. ssh
 * does all that has to do with keys and passwords. Private to this room. */

#include "capture/live_start.h"

/* As lm_live_launch() does for the program. False with @error set. */
bool
lm_remote_launch(const LmLiveOptions *options, int output, LmLiveHelper *helper, LmError *error);
