/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Meeting a helper that somebody else began. Private to this room. */

#include "base/cancel.h"
#include "capture/live.h"

/* Hears through @control how things stand: the links and their figures go into @status, the number
 * of files that it has begun into @n_begun. False with @error set. */
bool lm_live_meet(int control, LmLiveStatus *status, uint32_t *n_begun, const LmCancel *cancel,
                  LmError *error);
