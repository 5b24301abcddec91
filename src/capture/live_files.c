/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_files.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "capture/nameless.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void
lm_live_files_init(LmLiveFiles *files, const char *path, bool several, uint32_t keep)
{
  *files = (LmLiveFiles){.path = path ? strdup(path) : NULL,
                         .several = several,
                         .keep = keep,
                         .names = LM_VEC_INIT(char *)};
}

static char **
name_at(const LmLiveFiles *files, uint32_t index)
{
  return lm_vec_at(&files->names, index);
}

void
lm_live_files_clear(LmLiveFiles *files)
{
  for (uint32_t i = 0; i < files->names.len; i++)
    free(*name_at(files, i));
  if (files->pending)
    unlink(files->pending);
  free(files->pending);
  lm_vec_clear(&files->names);
  free(files->path);
}

/* "calls.pcapng" becomes "calls_00001_20261122093000.pcapng", so that names sort by time. */
static char *
make_name(const LmLiveFiles *files)
{
  LmText name = LM_TEXT_INIT;
  char when[32] = "";
  struct tm local;
  time_t now = time(NULL);
  const char *slash = strrchr(files->path, '/'), *dot = strrchr(slash ? slash : files->path, '.');
  size_t stem = dot && dot != files->path ? (size_t)(dot - files->path) : strlen(files->path);
  if (files->several && localtime_r(&now, &local))
    strftime(when, sizeof when, "%Y%m%d%H%M%S", &local);
  lm_text_add(&name, lm_slice(files->path, stem));
  if (files->several)
    lm_text_printf(&name, "_%05u_%s", files->n_made + 1, when);
  lm_text_add_str(&name, files->path + stem);
  return name.str;
}

/* A new file never has the content of what had its name before. The first gets the name by
 * lm_live_files_settle(), and *@pending is its name until then; of several @pending is NULL. */
static int
open_named(const char *name, char **pending)
{
  LmText scratch = LM_TEXT_INIT;
  struct stat status;
  bool there = stat(name, &status) == 0;
  if (there && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
    return open(name, O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (there && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  if (!pending) {
    unlink(name);
    return open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  lm_text_printf(&scratch, "%s.XXXXXX", name);
  int fd = mkostemp(scratch.str, O_CLOEXEC); /* O_EXCL and 0600 */
  if (fd >= 0)
    *pending = scratch.str;
  else
    lm_text_clear(&scratch);
  return fd;
}

static bool
refuse(const char *name, LmError *error)
{
  return lm_error_set(error, LM_ERROR_UNREADABLE,
                      _("%.300s: it cannot be written (%s); choose another folder or name"), name,
                      strerror(errno));
}

bool
lm_live_files_settle(LmLiveFiles *files, LmError *error)
{
  const char *name = lm_live_files_name(files);
  if (files->pending && rename(files->pending, name))
    return refuse(name, error);
  free(files->pending);
  files->pending = NULL;
  return true;
}

bool
lm_live_files_is_output(const LmLiveFiles *files)
{
  return files->path && strcmp(files->path, "-") == 0;
}

void
lm_live_files_announce(LmLiveFiles *files)
{
  if (!files->path || lm_live_files_is_output(files))
    return;
  /* One that takes the place of a file that was cut has its name. */
  if (files->several || !files->names.len)
    *(char **)lm_vec_push(&files->names) = make_name(files);
  files->n_made++;
}

int
lm_live_files_open(LmLiveFiles *files, LmError *error)
{
  if (!files->path)
    return lm_nameless_open(error);
  if (lm_live_files_is_output(files))
    return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  const char *name = lm_live_files_name(files);
  /* Only the first may yet be for nothing. */
  bool first = files->n_made == 1;
  int fd = open_named(name, first || !files->several ? &files->pending : NULL);
  if (fd >= 0 && (first || lm_live_files_settle(files, error)))
    return fd;
  if (fd >= 0)
    close(fd);
  else
    refuse(name, error);
  lm_live_files_drop_newest(files);
  return -1;
}

void
lm_live_files_remove_old(LmLiveFiles *files)
{
  while (files->keep && files->names.len - files->first > files->keep) {
    char **oldest = name_at(files, files->first++);
    unlink(*oldest);
    free(*oldest);
    *oldest = NULL;
  }
}

const char *
lm_live_files_name(const LmLiveFiles *files)
{
  return files->names.len ? *name_at(files, files->names.len - 1) : "";
}

const char *
lm_live_files_at(const LmLiveFiles *files, uint32_t index)
{
  bool there = index < files->names.len - files->first && **name_at(files, files->first + index);
  return there ? *name_at(files, files->first + index) : NULL;
}

void
lm_live_files_drop_newest(LmLiveFiles *files)
{
  struct stat status;
  if (files->names.len <= files->first)
    return;
  char **name = name_at(files, files->names.len - 1);
  if (stat(*name, &status) == 0 && status.st_size == 0)
    unlink(*name);
  free(*name);
  *name = NULL;
  files->names.len--;
  files->n_made--;
}

void
lm_live_files_drop_empty(LmLiveFiles *files, int newest)
{
  struct stat status;
  if (fstat(newest, &status) == 0 && status.st_size == 0)
    lm_live_files_drop_newest(files);
}
