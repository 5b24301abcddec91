/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The end of a capture whose helper does not hear that it is to stop. */

#include "capture/live.h"

/* As lm_live_stop(), and where the helper has said nothing for some seconds it is killed, if it is
 * a child of this process: what lay in its buffer is lost. Any thread, and any signal handler. */
void lm_live_force(LmLive *live);
