/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "capture/live_files.h"
#include "capture/live_start.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 50 /* how often the size and age of the file is looked at */
#define NS_PER_S 1000000000LL

struct LmLive {
  LmLiveOptions options; /* of the strings only what stays */
  LmLiveFiles files;
  LmLiveHelper helper;
  LmFollow *follow;
  pthread_t thread;
  int wake, output; /* an eventfd: stop; the file that is written */
  int next;         /* the file that it was told to go on in; -1: none */
  int64_t began_ns; /* the file */
  pthread_mutex_t lock;
  LmLiveStatus status;
};

static int64_t
now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
add_figures(LmLiveStatus *status)
{
  LmHelperFigures sum = {0};
  for (uint32_t i = 0; i < status->n_links; i++) {
    const LmHelperFigures *one = &status->links[i];
    sum.received += one->received;
    sum.written += one->written;
    sum.dropped_by_system += one->dropped_by_system;
    sum.dropped_by_ring += one->dropped_by_ring;
    sum.unwritten += one->unwritten;
    sum.dropped_by_interface += one->dropped_by_interface;
  }
  status->sum = sum;
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
  live->began_ns = now_ns();
  int copy = dup(live->output);
  if (copy < 0 || !lm_follow_add(live->follow, copy, &error)) {
    lm_error_set(&error, LM_ERROR_LIMIT, "%s", strerror(errno));
    pthread_mutex_lock(&live->lock);
    lm_error_set(&live->status.error, error.code, "%s", error.message);
    pthread_mutex_unlock(&live->lock);
    lm_live_stop(live);
  }
}

/* False when the helper has said its last. */
static bool
take_note(LmLive *live, LmHelperNote *note)
{
  LmLiveStatus *status = &live->status;
  bool of_link = note->link < status->n_links, more = true;
  note->text[sizeof note->text - 1] = '\0';
  if (note->kind == LM_HELPER_FILE)
    turn_file(live);
  pthread_mutex_lock(&live->lock);
  if (note->kind == LM_HELPER_FIGURES && of_link) {
    status->links[note->link] = note->figures;
    add_figures(status);
  } else if (note->kind == LM_HELPER_GONE && of_link) {
    status->n_gone += !status->gone[note->link];
    status->gone[note->link] = true;
    snprintf(status->gone_why[note->link], sizeof status->gone_why[0], "%.150s", note->text);
  } else if (note->kind == LM_HELPER_FAILED) {
    lm_live_explain(note, &status->error);
  } else if (note->kind == LM_HELPER_ENDED) {
    more = false;
  } else if (note->kind == LM_HELPER_FILE) {
    status->n_files = live->files.n_made;
    snprintf(status->path, sizeof status->path, "%s", lm_live_files_name(&live->files));
  }
  pthread_mutex_unlock(&live->lock);
  return more;
}

/* Has the helper go on in a new file, if the time has come. */
static void
change_file(LmLive *live)
{
  const LmLiveOptions *options = &live->options;
  struct stat status;
  LmError error = {0};
  if (live->next >= 0 || (!options->file_bytes && !options->file_ns))
    return;
  bool due = options->file_ns && now_ns() - live->began_ns >= options->file_ns;
  due |= options->file_bytes && fstat(live->output, &status) == 0 &&
         (uint64_t)status.st_size >= options->file_bytes;
  if (!due)
    return;
  LmHelperNote note = {.kind = LM_HELPER_NEXT};
  live->next = lm_live_files_next(&live->files, &error);
  if (live->next >= 0 && lm_live_send(live->helper.control, &note, live->next))
    return;
  pthread_mutex_lock(&live->lock);
  lm_error_set(&live->status.error, LM_ERROR_DAMAGED, "%s", error.message);
  pthread_mutex_unlock(&live->lock);
  lm_live_stop(live);
}

static void
end(LmLive *live, bool said_so)
{
  int how = 0;
  waitpid(live->helper.pid, &how, 0);
  lm_follow_finish(live->follow);
  pthread_mutex_lock(&live->lock);
  if (!said_so)
    lm_error_set(&live->status.error, LM_ERROR_DAMAGED,
                 WIFSIGNALED(how)
                     ? _("linesman-capture was ended by signal %d; what it had "
                         "written is kept")
                     : _("linesman-capture has ended (%d); what it had written is kept"),
                 WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
  live->status.ended = true;
  pthread_mutex_unlock(&live->lock);
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
    if (fds[1].revents) {
      LmHelperNote note = {.kind = LM_HELPER_STOP};
      lm_live_send(live->helper.control, &note, -1);
      stopped = true;
    }
    if (fds[0].revents) {
      LmHelperNote note;
      ssize_t n = recv(live->helper.control, &note, sizeof note, MSG_DONTWAIT);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        break;
      said_so = n == (ssize_t)sizeof note && !take_note(live, &note);
      if (said_so)
        break;
    }
    if (!stopped)
      change_file(live);
  }
  end(live, said_so);
  return NULL;
}

static bool
start_thread(LmLive *live, LmError *error)
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
  return true;
}

static void
destroy(LmLive *live)
{
  lm_follow_free(live->follow);
  lm_live_files_clear(&live->files);
  if (live->output >= 0)
    close(live->output);
  if (live->next >= 0)
    close(live->next);
  if (live->wake >= 0)
    close(live->wake);
  pthread_mutex_destroy(&live->lock);
  free(live);
}

static bool
start(LmLive *live, const LmCancel *cancel, LmError *error)
{
  const LmLiveOptions *options = &live->options;
  if (options->n_interfaces == 0 || options->n_interfaces > LM_HELPER_MAX_LINKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("a capture is on one to %d interfaces"),
                        LM_HELPER_MAX_LINKS);
  live->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  live->follow = lm_follow_new(error);
  live->next = live->follow ? lm_live_files_next(&live->files, error) : -1;
  if (live->next < 0 || !lm_live_launch(options, live->next, cancel, &live->helper, error))
    return false;
  for (size_t i = 0; i < options->n_interfaces; i++)
    snprintf(live->status.names[i], sizeof live->status.names[i], "%s", options->interfaces[i]);
  live->status.n_links = (uint32_t)options->n_interfaces;
  live->status.n_files = live->files.n_made;
  snprintf(live->status.path, sizeof live->status.path, "%s", lm_live_files_name(&live->files));
  turn_file(live);
  if (start_thread(live, error))
    return true;
  close(live->helper.control);
  waitpid(live->helper.pid, NULL, 0);
  return false;
}

LmLive *
lm_live_start(const LmLiveOptions *options, const LmCancel *cancel, LmError *error)
{
  LmLive *live = lm_alloc(sizeof *live);
  live->options = *options;
  live->wake = live->output = live->next = -1;
  pthread_mutex_init(&live->lock, NULL);
  lm_live_files_init(&live->files, options->path,
                     options->file_bytes || options->file_ns || options->n_files, options->n_files);
  if (start(live, cancel, error))
    return live;
  destroy(live);
  return NULL;
}

void
lm_live_free(LmLive *live)
{
  if (!live)
    return;
  lm_live_stop(live);
  pthread_join(live->thread, NULL);
  close(live->helper.control);
  destroy(live);
}

void
lm_live_stop(LmLive *live)
{
  /* Nothing but a system call: signal handlers come by here. */
  uint64_t one = 1;
  if (write(live->wake, &one, sizeof one) < 0)
    return;
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
