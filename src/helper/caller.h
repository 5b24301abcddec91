/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whoever started this, or came later to take it over: one at a time, or nobody. */

#include "capture/helper.h"

/* The first message. @listening becomes the socket that others may come by, or -1. */
bool lm_caller_begin(LmHelperStart *wanted, int *listening);
/* What to wait on: what the caller says, or somebody who comes. */
int lm_caller_fd(void);
/* For what it is to be told; without waiting, if @may_lose. Any thread. */
void lm_caller_tell(const LmHelperNote *note, bool may_lose);
/* Its next message, or 0 when it has gone. Where there is none: waits, if @wait, or is -1. */
ssize_t lm_caller_next(LmHelperFilter *message, int *file, bool wait);
/* True when somebody has come. */
bool lm_caller_accept(void);
