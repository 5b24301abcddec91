/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_found.h"

#include "base/i18n.h"
#include "base/time.h"
#include "capture/live_meet.h"
#include "capture/live_own.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The helper goes on: what it said it had begun is what is read. */
static bool
go_on(LmLive *live, const LmCancel *cancel, LmError *error)
{
  uint32_t n_begun = 0;
  int control = live->helper.control = lm_live_folder_connect(&live->folder);
  if (control < 0)
    return true; /* it has ended meanwhile */
  if (!lm_live_meet(control, &live->status, &n_begun, cancel, error))
    return false;
  if (n_begun < live->state.files.n_made)
    lm_live_files_drop_newest(&live->state.files);
  return true;
}

/* Every file that is there still, in order. */
static bool
follow_files(LmLive *live, LmError *error)
{
  const LmLiveFiles *files = &live->state.files;
  for (uint32_t i = files->first; i < files->names.len; i++) {
    const char *name = *(char **)lm_vec_at(&files->names, i);
    int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
      continue; /* taken away */
    if (live->output >= 0)
      close(live->output);
    live->output = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (!lm_follow_add(live->follow, fd, error))
      return false;
  }
  return live->output >= 0 ||
         lm_error_set(error, LM_ERROR_UNREADABLE, _("%.300s: none of its files is there"),
                      live->folder.path);
}

static bool
adopt(LmLive *live, const char *path, const LmCancel *cancel, LmError *error)
{
  if (!lm_live_folder_open(&live->folder, path, error))
    return false;
  if (!lm_live_folder_lock(&live->folder))
    return lm_error_set(error, LM_ERROR_USAGE, _("%.300s: another program watches this capture"),
                        path);
  if (!lm_live_folder_read(&live->folder, &live->state))
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%.300s: this is no capture"), path);
  live->status.n_links = live->state.n_links;
  memcpy(live->status.names, live->state.links, sizeof live->status.names);
  live->status.taken_up = true;
  live->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  live->follow = lm_follow_new(error);
  if (!live->follow || (!live->state.ended && !go_on(live, cancel, error)) ||
      !follow_files(live, error))
    return false;
  int64_t age = lm_time_now_ns(CLOCK_REALTIME) - live->state.file_began_ns;
  live->began_ns = lm_time_now_ns(CLOCK_MONOTONIC) - (age > 0 ? age : 0);
  lm_live_show_state(live);
  live->keeps_on = true;
  if (live->helper.control >= 0)
    return lm_live_begin_thread(live, error);
  lm_follow_finish(live->follow);
  live->state.ended = live->status.ended = true;
  return true;
}

LmLive *
lm_live_adopt(const LmLiveFound *found, const LmCancel *cancel, LmError *error)
{
  LmLive *live = lm_live_new();
  if (adopt(live, found->folder, cancel, error))
    return live;
  if (live->helper.control >= 0)
    close(live->helper.control);
  lm_live_destroy(live);
  return NULL;
}
