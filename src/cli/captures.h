/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Captures that are kept until somebody has seen them to the end. */

#include "capture/live_found.h"

/* Takes up the one that is called @name; "last": the newest that runs, or else the newest. NULL
 * with @error set. */
LmLive *lm_captures_adopt(const char *name, const LmCancel *cancel, LmError *error);
/* Removes what is too old or too much, and says what of that nobody had seen. */
void lm_captures_clean(void);
/* Says where a capture that keeps on is kept, or which one was taken up. */
void lm_captures_tell(LmLive *live, bool keep_on);
