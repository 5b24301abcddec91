/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a session holds, in one line. Each returns a string of its own, for g_free(). */

#include "capture/capture.h"
#include "track/trace.h"

#include <glib.h>

G_BEGIN_DECLS

/* "1,204 calls · 3 lost · 37 failed · 2 h 14 min · 1.9 GB". @lost says what a capture lost; NULL or
 * "" for nothing. */
char *lmu_summary(const LmTraceCounters *counters, const LmCaptureProgress *progress, guint n_calls,
                  guint n_failed, const char *lost);
/* That the 32 bits of a frame's number began again so often; NULL for never. */
char *lmu_summary_turns(guint n);

G_END_DECLS
