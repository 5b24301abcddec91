/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the helper says of its links, as it is shown. Private to this room. */

#include "capture/live.h"

/* LINK, FIGURES, GONE and FAILED; nothing else changes anything. */
void lm_live_status_take(LmLiveStatus *status, const LmHelperNote *note);
