/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_found.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "capture/live_folder.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_FOUND 10000u
#define STOP_MS 15000

/* The number of a process that has ended is given to others, but not the time at which it began. */
static bool
is_running(int pid, uint64_t began)
{
  return pid > 0 && began && lm_process_began(pid) == began;
}

static void
look_at_files(LmLiveFound *found, const LmLiveState *state)
{
  size_t len = strlen(found->folder);
  for (uint32_t i = state->files.first; i < state->files.names.len; i++) {
    struct stat status;
    const char *name = *(char **)lm_vec_at(&state->files.names, i);
    if (stat(name, &status) || !S_ISREG(status.st_mode))
      continue;
    if (strncmp(name, found->folder, len) == 0 && name[len] == '/')
      found->own_bytes += (uint64_t)status.st_size;
    int64_t changed_ns = status.st_mtim.tv_sec * LM_NS_PER_S + status.st_mtim.tv_nsec;
    found->n_files++;
    found->bytes += (uint64_t)status.st_size;
    found->changed_ns = changed_ns > found->changed_ns ? changed_ns : found->changed_ns;
  }
}

static void
look_at_end(LmLiveFound *found, const LmLiveFolder *folder)
{
  LmHelperNote note;
  if (found->running || !lm_live_folder_read_last(folder, &note))
    return;
  found->end = note.cause <= LM_HELPER_END_SIGNAL ? note.cause : LM_HELPER_END_UNKNOWN;
  snprintf(found->end_text, sizeof found->end_text, "%s", note.text);
}

const char *
lm_live_found_end(const LmLiveFound *found)
{
  static const char *const words[] = {
      [LM_HELPER_END_UNKNOWN] = "unknown", [LM_HELPER_END_ASKED] = "asked",
      [LM_HELPER_END_BYTES] = "bytes",     [LM_HELPER_END_TIME] = "time",
      [LM_HELPER_END_FAILED] = "failed",   [LM_HELPER_END_ALONE] = "alone",
      [LM_HELPER_END_GONE] = "gone",       [LM_HELPER_END_SIGNAL] = "signal"};
  return found->running ? "" : words[found->end];
}

const char *
lm_live_found_why(const LmLiveFound *found)
{
  static const char *const texts[] = {
      [LM_HELPER_END_UNKNOWN] = N_("it was killed, or the machine stopped"),
      [LM_HELPER_END_ASKED] = N_("it was told to end"),
      [LM_HELPER_END_BYTES] = N_("it had written as much as it was to"),
      [LM_HELPER_END_TIME] = N_("its time was over"),
      [LM_HELPER_END_ALONE] =
          N_("nobody watched it, and it had written as much as it was to, or its file was removed"),
      [LM_HELPER_END_GONE] = N_("no interface delivered any more"),
      [LM_HELPER_END_SIGNAL] = N_("a signal ended it")};
  if (found->running)
    return NULL;
  return found->end == LM_HELPER_END_FAILED ? found->end_text : _(texts[found->end]);
}

/* False if there is nothing of use. */
static bool
look_at(const char *all, const char *name, LmLiveFound *found)
{
  LmText path = LM_TEXT_INIT;
  LmLiveFolder folder;
  LmLiveState state;
  LmError error = {0};
  lm_text_printf(&path, "%s/%s", all, name);
  lm_live_state_init(&state);
  bool ok = lm_live_folder_open(&folder, path.str, &error);
  lm_text_clear(&path);
  if (ok && lm_live_folder_read(&folder, &state)) {
    *found = (LmLiveFound){.folder = strdup(folder.path),
                           .name = strdup(name),
                           .seen = state.seen,
                           .began_ns = state.began_ns,
                           .changed_ns = state.began_ns,
                           .n_links = state.n_links,
                           .filter = state.filter,
                           .path = strdup(lm_live_files_name(&state.files)),
                           .pid = state.pid,
                           .pid_began = state.pid_began};
    state.filter = NULL;
    memcpy(found->links, state.links, sizeof found->links);
    look_at_files(found, &state);
    found->running = !state.ended && is_running(state.pid, state.pid_began);
    found->watched = lm_live_folder_is_locked(&folder);
    look_at_end(found, &folder);
  } else {
    ok = false;
  }
  lm_live_state_clear(&state);
  lm_live_folder_close(&folder);
  return ok;
}

static int
compare(const void *a, const void *b)
{
  const LmLiveFound *x = a, *y = b;
  return x->began_ns < y->began_ns ? 1 : x->began_ns > y->began_ns ? -1 : strcmp(y->name, x->name);
}

size_t
lm_live_found_all(LmLiveFound **found)
{
  char *all;
  LmError error = {0};
  size_t n = 0, room = 0;
  const struct dirent *entry;
  int fd = lm_live_folders_open(false, &all, &error);
  DIR *folders = fd >= 0 ? fdopendir(fd) : NULL;
  *found = NULL;
  while (folders && n < MAX_FOUND && (entry = readdir(folders))) {
    if (entry->d_name[0] == '.')
      continue;
    if (n == room) {
      room = room * 2 + 8;
      *found = lm_realloc(*found, room * sizeof **found);
    }
    n += look_at(all, entry->d_name, &(*found)[n]);
  }
  if (folders)
    closedir(folders);
  free(all);
  if (n)
    qsort(*found, n, sizeof **found, compare);
  return n;
}

static void
clear(LmLiveFound *found)
{
  free(found->folder);
  free(found->name);
  free(found->filter);
  free(found->path);
}

void
lm_live_found_free(LmLiveFound *found, size_t n)
{
  for (size_t i = 0; i < n; i++)
    clear(&found[i]);
  free(found);
}

/* What ended without a packet is of no use to anybody. */
static bool
is_empty(const LmLiveFound *found)
{
  return !found->running && found->bytes == 0;
}

size_t
lm_live_found(LmLiveFound **found)
{
  size_t n = lm_live_found_all(found), kept = 0;
  for (size_t i = 0; i < n; i++) {
    LmLiveFound *one = &(*found)[i];
    if (one->watched || one->seen || is_empty(one))
      clear(one);
    else
      (*found)[kept++] = *one;
  }
  return kept;
}

bool
lm_live_found_stop(const LmLiveFound *found, LmError *error)
{
  /* Asked again behind the descriptor, which stays with the process that it was made for. */
  int fd = found->pid > 0 ? (int)syscall(SYS_pidfd_open, found->pid, 0) : -1;
  bool ok = fd >= 0 && is_running(found->pid, found->pid_began);
  if (!ok)
    lm_error_set(error, LM_ERROR_USAGE, _("%.300s: this capture does not run"), found->name);
  else if (syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0) != 0)
    ok = lm_error_set(error, LM_ERROR_PRIVILEGE, _("%.300s: it cannot be ended (%s)"), found->name,
                      strerror(errno));
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  if (ok && poll(&wait, 1, STOP_MS) <= 0)
    ok = lm_error_set(error, LM_ERROR_UNREADABLE, _("%.300s: it does not end"), found->name);
  if (fd >= 0)
    close(fd);
  return ok;
}

bool
lm_live_found_discard(const LmLiveFound *found, LmError *error)
{
  LmLiveFolder folder;
  if (is_running(found->pid, found->pid_began) && found->running)
    return lm_error_set(error, LM_ERROR_USAGE, _("%.300s: this capture runs; end it first"),
                        found->name);
  if (!lm_live_folder_open(&folder, found->folder, error))
    return false;
  bool ok = lm_live_folder_lock(&folder);
  if (ok)
    lm_live_folder_remove(&folder);
  else
    lm_error_set(error, LM_ERROR_USAGE, _("%.300s: another program watches this capture"),
                 found->name);
  lm_live_folder_close(&folder);
  return ok;
}

/* From the oldest on, those that @seen or not, while there is too much, or they are too old. */
static void
clean(LmLiveFound *found, size_t n, bool seen, const LmLiveCleaning *cleaning, uint64_t *bytes,
      LmLiveCleaned *cleaned)
{
  int64_t now_ns = lm_time_now_ns(CLOCK_REALTIME);
  for (size_t i = n; i-- > 0;) {
    LmLiveFound *one = &found[i];
    int64_t age_ns = now_ns - one->changed_ns;
    bool due = is_empty(one) || (one->own_bytes && *bytes > cleaning->most_bytes) ||
               age_ns > (seen ? cleaning->seen_ns : cleaning->unseen_ns);
    LmError error = {0};
    if (one->seen != seen || one->watched || one->running || !due ||
        !lm_live_found_discard(one, &error))
      continue;
    *bytes -= one->own_bytes;
    cleaned->bytes += one->own_bytes;
    cleaned->n_seen += seen && one->bytes > 0;
    cleaned->n_unseen += !seen && one->bytes > 0;
  }
}

LmLiveCleaned
lm_live_clean(const LmLiveCleaning *cleaning)
{
  LmLiveFound *found;
  LmLiveCleaned cleaned = {0};
  uint64_t bytes = 0;
  size_t n = lm_live_found_all(&found);
  for (size_t i = 0; i < n; i++)
    bytes += found[i].own_bytes;
  clean(found, n, true, cleaning, &bytes, &cleaned);
  clean(found, n, false, cleaning, &bytes, &cleaned);
  lm_live_found_free(found, n);
  return cleaned;
}
