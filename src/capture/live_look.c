/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What others do to the file that is written. */

#include "base/time.h"
#include "capture/live_own.h"

#include <sys/stat.h>

/* Whoever removes the file that is written loses what is in it when it is closed. */
void
lm_live_look_at_file(LmLive *live)
{
  struct stat status;
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  if (now - live->looked_ns < LM_NS_PER_S || live->passes_on || live->output < 0)
    return;
  live->looked_ns = now;
  bool removed = *lm_live_files_name(&live->state.files) && fstat(live->output, &status) == 0 &&
                 status.st_nlink == 0;
  pthread_mutex_lock(&live->lock);
  live->status.n_removed += removed && !live->status.removed;
  live->status.removed = removed;
  pthread_mutex_unlock(&live->lock);
}
