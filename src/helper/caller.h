/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whoever started this, or came later to take it over: of one user, one at a time. */

#include "capture/helper.h"

/* The first message, from standard input. @listening becomes the socket that others may come by, or
 * -1. */
bool lm_caller_begin(LmHelperStart *wanted, int *listening);
/* When nobody is there: the socket to who has come, or -1. */
int lm_caller_accept(int listening);
