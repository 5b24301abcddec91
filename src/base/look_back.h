/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The packets of the last seconds, for somebody who may yet want them: a bounded ring in which the
 * newest takes the place of the oldest. One thread. */

#include "base/ring.h"

typedef struct LmLookBack LmLookBack;

/* Holds at most @bytes, and nothing that is older than the newest by more than @span_ns. NULL if
 * there is no memory. */
LmLookBack *lm_look_back_new(size_t bytes, int64_t span_ns);
void lm_look_back_free(LmLookBack *back);
/* What is larger than all of it is not held. */
void lm_look_back_put(LmLookBack *back, const LmRingPacket *packet, const uint8_t *data);
/* Shows all to @wants, the oldest first; what that wants is held no more. */
void
lm_look_back_offer(LmLookBack *back,
                   bool (*wants)(void *user, const LmRingPacket *packet, LmSlice data), void *user);
