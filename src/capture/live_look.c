/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What others do to the file that is written. */

#include "base/time.h"
#include "capture/live_own.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_NS (50 * LM_NS_PER_MS)

/* Who cuts a file leaves zeros before what is written next; and while nothing is, it is shorter
 * than it was. */
static bool
is_cut(LmLive *live, const struct stat *status)
{
  uint8_t head[4] = {0};
  bool had_bytes = live->had_bytes;
  live->had_bytes = status->st_size > 0;
  if (had_bytes && !live->had_bytes)
    return true;
  return pread(live->output, head, sizeof head, 0) == (ssize_t)sizeof head && !head[0] &&
         !head[1] && !head[2] && !head[3];
}

/* Whoever removes the file that is written loses what is in it when it is closed, and who cuts it
 * what was in it; behind that goes on what nobody can read, unless there is a new file. */
void
lm_live_look_at_file(LmLive *live)
{
  struct stat status;
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  if (now - live->looked_ns < LOOK_NS || live->passes_on || live->output < 0)
    return;
  live->looked_ns = now;
  bool known = *lm_live_files_name(&live->state.files) && fstat(live->output, &status) == 0;
  bool removed = known && status.st_nlink == 0;
  bool cut = known && !live->is_cut && is_cut(live, &status);
  live->is_cut |= cut;
  pthread_mutex_lock(&live->lock);
  live->status.n_removed += removed && !live->status.removed;
  live->status.removed = removed;
  live->status.n_cut += cut;
  if (cut)
    snprintf(live->status.cut_path, sizeof live->status.cut_path, "%s",
             lm_live_files_name(&live->state.files));
  pthread_mutex_unlock(&live->lock);
}
