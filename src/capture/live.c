/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "capture/live_own.h"
#include "capture/live_status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SILENT_NS (3 * LM_NS_PER_S) /* its figures come five times a second */
#define LOOK_MS 50                  /* how often the age of the file is looked at */

/* False with the reason in the status. */
static bool
save_state(LmLive *live)
{
  LmError error = {0};
  if (live->folder.fd < 0 || lm_live_folder_write(&live->folder, &live->state, &error))
    return true;
  pthread_mutex_lock(&live->lock);
  lm_error_set(&live->status.error, error.code, "%s", error.message);
  pthread_mutex_unlock(&live->lock);
  return false;
}

/* The reader follows into the next file only now, when the one before is whole. */
static void
turn_file(LmLive *live)
{
  LmError error = {0};
  if (live->next < 0)
    return;
  if (live->output >= 0)
    close(live->output);
  live->output = live->next;
  live->next = -1;
  live->has_size = live->is_cut = live->had_bytes = false;
  lm_live_files_remove_old(&live->state.files);
  live->began_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  struct stat status;
  live->passes_on = fstat(live->output, &status) == 0 && !S_ISREG(status.st_mode);
  live->passes_on |= lm_live_files_is_output(&live->state.files);
  if (live->passes_on) {
    lm_follow_finish(live->follow);
    return;
  }
  int copy = fcntl(live->output, F_DUPFD_CLOEXEC, 0);
  if (copy < 0 || !lm_follow_add(live->follow, copy, &error)) {
    lm_error_set(&error, LM_ERROR_LIMIT, "%s", strerror(errno));
    pthread_mutex_lock(&live->lock);
    lm_error_set(&live->status.error, error.code, "%s", error.message);
    pthread_mutex_unlock(&live->lock);
    lm_live_stop(live);
  }
}

/* A stream may name interfaces at any time. */
static void
answer_link(LmLive *live, uint32_t link)
{
  LmError error = {0};
  LmLiveOptions options = {.filter = live->state.filter,
                           .only = live->status.only,
                           .look_back_mib = live->state.look_back};
  if (link >= live->status.n_links ||
      lm_live_answer_link(&options, link, live->helper.control, &live->status, &error))
    return;
  pthread_mutex_lock(&live->lock);
  lm_error_set(&live->status.error, error.code, "%s", error.message);
  pthread_mutex_unlock(&live->lock);
  lm_live_stop(live);
}

/* The status is locked. */
static void
show_file(LmLive *live)
{
  live->status.n_files = live->state.files.n_made;
  snprintf(live->status.path, sizeof live->status.path, "%s",
           lm_live_files_name(&live->state.files));
}

/* False when the helper has said its last. */
static bool
take_note(LmLive *live, LmHelperNote *note)
{
  note->text[sizeof note->text - 1] = '\0';
  if (note->kind == LM_HELPER_FILE)
    turn_file(live);
  pthread_mutex_lock(&live->lock);
  lm_live_status_take(&live->status, note);
  live->status.heard_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  if (note->kind == LM_HELPER_FILE)
    show_file(live);
  pthread_mutex_unlock(&live->lock);
  if (note->kind == LM_HELPER_LINK)
    answer_link(live, note->link);
  live->has_size |= note->kind == LM_HELPER_SIZE;
  return note->kind != LM_HELPER_ENDED;
}

/* Has the helper go on in a new file, if the time has come. */
static void
change_file(LmLive *live)
{
  LmLiveState *state = &live->state;
  LmError error = {0};
  bool due = live->is_cut || (live->has_size && state->file_bytes);
  due |= state->file_ns && lm_time_now_ns(CLOCK_MONOTONIC) - live->began_ns >= state->file_ns;
  if (live->next >= 0 || !due)
    return;
  LmHelperNote note = {.kind = LM_HELPER_NEXT};
  lm_live_files_announce(&state->files);
  state->file_began_ns = lm_time_now_ns(CLOCK_REALTIME);
  if (!save_state(live))
    lm_live_stop(live);
  live->next = lm_live_files_open(&state->files, &error);
  if (live->next >= 0) {
    /* A helper that has just ended hears of it no more, and has said why. */
    lm_live_send(live->helper.control, &note, live->next);
    return;
  }
  pthread_mutex_lock(&live->lock);
  lm_error_set(&live->status.error, LM_ERROR_DAMAGED, "%s", error.message);
  pthread_mutex_unlock(&live->lock);
  lm_live_stop(live);
}

static void
end(LmLive *live, bool said_so)
{
  int how;
  bool process = lm_live_join(&live->helper, &how);
  live->looked_ns = 0; /* once more, however short ago that was */
  lm_live_look_at_file(live);
  /* It was handed a file that it had no more time to take. */
  if (live->next >= 0)
    lm_live_files_drop_newest(&live->state.files);
  else if (!live->passes_on && live->output >= 0)
    lm_live_files_drop_empty(&live->state.files, live->output);
  live->state.ended = true;
  save_state(live);
  pthread_mutex_lock(&live->lock);
  if (!said_so && !process)
    lm_error_set(&live->status.error, LM_ERROR_DAMAGED,
                 _("the capture has ended early; what it had written is kept"));
  else if (!said_so)
    lm_error_set(&live->status.error, LM_ERROR_DAMAGED,
                 WIFSIGNALED(how)
                     ? _("linesman-capture was ended by signal %d; what it had "
                         "written is kept")
                     : _("linesman-capture has ended (%d); what it had written is kept"),
                 WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
  show_file(live);
  live->status.ended = true;
  pthread_mutex_unlock(&live->lock);
  /* Last: whoever has read to the end asks how it ended. */
  lm_follow_finish(live->follow);
}

/* What is kept was changed by another thread. */
static void
save_kept(LmLive *live)
{
  pthread_mutex_lock(&live->lock);
  LmBpfOnly only = live->status.only;
  pthread_mutex_unlock(&live->lock);
  if (only == live->state.only)
    return;
  live->state.only = only;
  save_state(live);
}

/* It was told to stop, and does not answer; no word of it waits. */
static void
end_by_force(LmLive *live)
{
  bool silent = lm_time_now_ns(CLOCK_MONOTONIC) - live->status.heard_ns > SILENT_NS;
  if (silent && live->helper.pid > 0)
    kill(live->helper.pid, SIGKILL);
}

static void *
run(void *data)
{
  LmLive *live = data;
  bool stopped = false, said_so = false;
  for (;;) {
    struct pollfd fds[] = {{.fd = live->helper.control, .events = POLLIN},
                           {.fd = stopped ? -1 : live->wake, .events = POLLIN}};
    poll(fds, 2, LOOK_MS);
    if (atomic_load(&live->leaves)) {
      close(live->helper.control);
      lm_follow_finish(live->follow);
      return NULL;
    }
    if (fds[1].revents) {
      LmHelperNote note = {.kind = LM_HELPER_STOP};
      lm_live_send(live->helper.control, &note, -1);
      stopped = true;
    }
    if (fds[0].revents) {
      LmHelperNote note;
      ssize_t n = lm_live_receive(live->helper.control, &note);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        break;
      said_so = n == (ssize_t)sizeof note && !take_note(live, &note);
      if (said_so)
        break;
    }
    if (!fds[0].revents && atomic_exchange(&live->forced, false))
      end_by_force(live);
    if (!stopped)
      change_file(live);
    lm_live_look_at_file(live);
    save_kept(live);
  }
  end(live, said_so);
  return NULL;
}

bool
lm_live_begin_thread(LmLive *live, LmError *error)
{
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  int failure = pthread_create(&live->thread, NULL, run, live);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (failure)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("no thread can be started (%s)"),
                        strerror(failure));
  pthread_setname_np(live->thread, "capture-live");
  return live->has_thread = true;
}

LmLive *
lm_live_new(void)
{
  LmLive *live = lm_alloc(sizeof *live);
  live->wake = live->output = live->next = live->helper.control = -1;
  live->folder = LM_LIVE_FOLDER_INIT;
  lm_live_state_init(&live->state);
  pthread_mutex_init(&live->lock, NULL);
  return live;
}

void
lm_live_destroy(LmLive *live)
{
  lm_follow_free(live->follow);
  lm_live_folder_close(&live->folder);
  lm_live_state_clear(&live->state);
  lm_hep_senders_free(live->helper.senders);
  if (live->output >= 0)
    close(live->output);
  if (live->next >= 0)
    close(live->next);
  if (live->wake >= 0)
    close(live->wake);
  pthread_mutex_destroy(&live->lock);
  free(live);
}

/* What is shown of what both who begins and who comes later know. */
void
lm_live_show_state(LmLive *live)
{
  live->status.began_ns = live->state.began_ns;
  live->status.heard_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  live->status.only = live->state.only;
  live->status.changeable = live->state.look_back;
  show_file(live);
}

/* As it was asked for, but that another program can find it too. */
static char *
file_pattern(const LmLiveOptions *options, const LmLiveFolder *folder)
{
  LmText path = LM_TEXT_INIT;
  char here[PATH_MAX];
  if (options->path && folder->path && options->path[0] != '/' && getcwd(here, sizeof here))
    lm_text_printf(&path, "%s/%s", here, options->path);
  else if (options->path)
    lm_text_add_str(&path, options->path);
  else if (folder->path)
    lm_text_printf(&path, "%s/capture.pcapng", folder->path);
  return path.str;
}

static void
fill_state(LmLive *live, const LmLiveOptions *options)
{
  LmLiveState *state = &live->state;
  bool several = options->file_bytes || options->file_ns || options->n_files;
  char *pattern = file_pattern(options, &live->folder);
  state->began_ns = state->file_began_ns = lm_time_now_ns(CLOCK_REALTIME);
  state->only = options->only;
  state->look_back = options->look_back_mib && !options->listen.n_places;
  state->filter = options->filter ? strdup(options->filter) : NULL;
  state->file_bytes = options->file_bytes;
  state->file_ns = options->file_ns;
  state->limit_bytes = options->limit_bytes;
  state->limit_ns = options->limit_ns;
  size_t n_places = options->listen.n_places;
  const char *const *links = n_places ? options->listen.places : options->interfaces;
  size_t n_links = n_places ? n_places : options->n_interfaces;
  for (; state->n_links < n_links && state->n_links < LM_HELPER_MAX_LINKS; state->n_links++)
    snprintf(state->links[state->n_links], sizeof state->links[0], "%s", links[state->n_links]);
  lm_live_files_init(&state->files, pattern, several, options->n_files);
  free(pattern);
}

/* Begins it; its state is in its folder before it takes the first packet, for from then on this
 * program may die. */
static bool
begin(LmLive *live, const LmLiveOptions *options, int listening, const LmCancel *cancel,
      LmError *error)
{
  if (!lm_live_launch(options, live->next, listening, &live->helper, &live->status, error))
    return false;
  live->state.pid = live->helper.pid;
  live->state.pid_began = lm_process_began(live->helper.pid);
  if (live->folder.fd < 0 || lm_live_folder_write(&live->folder, &live->state, error))
    return lm_live_greet(options, cancel, &live->helper, &live->status, error);
  lm_live_give_up(&live->helper);
  return false;
}

/* Whoever comes when it has ended is told why. */
static void
hand_over_last(LmLive *live)
{
  LmHelperNote note = {.kind = LM_HELPER_LAST};
  int file = live->folder.fd >= 0 ? lm_live_folder_make_last(&live->folder) : -1;
  if (file < 0)
    return;
  lm_live_send(live->helper.control, &note, file);
  close(file);
}

static bool
start(LmLive *live, const LmLiveOptions *options, const LmCancel *cancel, LmError *error)
{
  int listening = -1;
  if ((options->keep_on || options->spool) && !lm_live_folder_make(&live->folder, error))
    return false;
  fill_state(live, options);
  live->status.listens = options->listen.n_places;
  live->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  live->follow = lm_follow_new(error);
  lm_live_files_announce(&live->state.files);
  live->next = live->follow ? lm_live_files_open(&live->state.files, error) : -1;
  if (live->next < 0 ||
      (options->keep_on && (listening = lm_live_folder_listen(&live->folder, error)) < 0))
    return false;
  live->keeps_on = listening >= 0;
  bool begun = begin(live, options, listening, cancel, error);
  if (listening >= 0)
    close(listening);
  if (!begun)
    return false;
  hand_over_last(live);
  lm_live_show_state(live);
  turn_file(live);
  if (lm_live_files_settle(&live->state.files, error) && lm_live_begin_thread(live, error))
    return true;
  lm_live_give_up(&live->helper);
  return false;
}

LmLive *
lm_live_start(const LmLiveOptions *options, const LmCancel *cancel, LmError *error)
{
  LmLive *live = lm_live_new();
  if (start(live, options, cancel, error))
    return live;
  if (live->folder.fd >= 0)
    lm_live_folder_remove(&live->folder);
  lm_live_destroy(live);
  return NULL;
}

void
lm_live_free(LmLive *live)
{
  if (!live)
    return;
  lm_live_stop(live);
  if (live->has_thread)
    pthread_join(live->thread, NULL);
  live->state.seen = true;
  save_state(live);
  lm_live_destroy(live);
}

void
lm_live_leave(LmLive *live)
{
  if (!live->keeps_on) {
    lm_live_free(live);
    return;
  }
  atomic_store(&live->leaves, true);
  lm_live_stop(live);
  if (live->has_thread)
    pthread_join(live->thread, NULL);
  lm_live_destroy(live);
}

void
lm_live_stop(LmLive *live)
{
  /* Nothing but a system call: signal handlers come by here. */
  uint64_t one = 1;
  if (write(live->wake, &one, sizeof one) < 0)
    return;
}

void
lm_live_force(LmLive *live)
{
  atomic_store(&live->forced, true);
  lm_live_stop(live);
}

bool
lm_live_keep(LmLive *live, LmBpfOnly only, LmError *error)
{
  LmLiveStatus *status = lm_alloc(sizeof *status);
  lm_live_status(live, status);
  bool ok = status->changeable ||
            lm_error_set(error, LM_ERROR_USAGE,
                         _("what is kept can be changed only of a capture that looks back"));
  if (ok && status->ended)
    ok = lm_error_set(error, LM_ERROR_USAGE, _("the capture has ended"));
  for (uint32_t i = 0; ok && i < status->n_links; i++)
    ok = lm_live_send_filter(live->helper.control, LM_HELPER_KEEP, i, live->state.filter, only,
                             status, error);
  free(status);
  pthread_mutex_lock(&live->lock);
  live->status.only = ok ? only : live->status.only;
  pthread_mutex_unlock(&live->lock);
  return ok;
}

bool
lm_live_passes_on(const LmLive *live)
{
  return live->passes_on;
}

LmFollow *
lm_live_follow(LmLive *live)
{
  return live->follow;
}

void
lm_live_status(LmLive *live, LmLiveStatus *status)
{
  pthread_mutex_lock(&live->lock);
  *status = live->status;
  pthread_mutex_unlock(&live->lock);
}

size_t
lm_live_senders(LmLive *live, LmHepSender *list, size_t max, LmHepSender *others)
{
  *others = (LmHepSender){0};
  return live->helper.senders ? lm_hep_senders_list(live->helper.senders, list, max, others) : 0;
}

const char *
lm_live_path(LmLive *live, uint32_t index)
{
  pthread_mutex_lock(&live->lock);
  bool ended = live->status.ended;
  pthread_mutex_unlock(&live->lock);
  return ended ? lm_live_files_at(&live->state.files, index) : NULL;
}
