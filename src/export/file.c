/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/file.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_TRIES 16

static bool
fail(LmExportFile *file, int cause)
{
  file->failed = true;
  return lm_error_set(file->error, LM_ERROR_UNREADABLE, _("%s: cannot be written: %s"), file->shown,
                      strerror(cause));
}

/* The path with the links of an existing file resolved, so that a link stays a link. */
static char *
resolve(const char *path)
{
  char *resolved = realpath(path, NULL);
  return resolved ? resolved : strdup(path);
}

/* A hidden name beside the target; short, whatever the target's name. */
static int
open_temporary(LmExportFile *file)
{
  const char *slash = strrchr(file->path, '/');
  size_t folder = slash ? (size_t)(slash - file->path) + 1 : 0;
  for (int i = 0; i < TEMPORARY_TRIES; i++) {
    uint64_t random = (uint64_t)getpid() + (uint64_t)i;
    ssize_t got = getrandom(&random, sizeof random, GRND_NONBLOCK);
    LmText name = LM_TEXT_INIT;
    lm_text_add(&name, lm_slice(file->path, folder));
    lm_text_printf(&name, ".linesman-%016llx", (unsigned long long)random + (got < 0 ? 1u : 0u));
    int fd = open(name.str, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd >= 0) {
      file->temporary = name.str;
      return fd;
    }
    int cause = errno;
    lm_text_clear(&name);
    errno = cause;
    if (cause != EEXIST)
      return -1;
  }
  return -1;
}

bool
lm_export_file_open(LmExportFile *file, const char *path, LmError *error)
{
  struct stat info;
  *file = (LmExportFile){.shown = path, .error = error, .fd = -1};
  file->path = resolve(path);
  bool exists = stat(file->path, &info) == 0;
  int cause = 0;
  if (exists && S_ISDIR(info.st_mode)) {
    cause = EISDIR;
  } else if (exists && access(file->path, W_OK) != 0) {
    /* Renaming over it would work in a folder that is ours, and is not what read-only asks for. */
    cause = errno;
  } else if (exists && !S_ISREG(info.st_mode)) {
    file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
    cause = file->fd < 0 ? errno : 0;
  } else {
    file->fd = open_temporary(file);
    cause = file->fd < 0 ? errno : 0;
    if (file->fd >= 0 && exists && fchmod(file->fd, info.st_mode & 07777) != 0)
      cause = errno;
  }
  if (cause == 0)
    return true;
  fail(file, cause);
  lm_export_file_close(file, false);
  return false;
}

bool
lm_export_file_write(LmExportFile *file, LmSlice bytes)
{
  while (!file->failed && bytes.len) {
    ssize_t written = write(file->fd, bytes.data, bytes.len);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return fail(file, errno);
    bytes = lm_slice_from(bytes, (size_t)written);
  }
  return !file->failed;
}

bool
lm_export_file_close(LmExportFile *file, bool keep)
{
  bool done = keep && !file->failed && file->fd >= 0;
  if (done && file->temporary && fsync(file->fd) != 0)
    done = fail(file, errno);
  if (file->fd >= 0 && close(file->fd) != 0 && done)
    done = fail(file, errno);
  if (done && file->temporary && rename(file->temporary, file->path) != 0)
    done = fail(file, errno);
  if (!done && file->temporary)
    unlink(file->temporary);
  free(file->temporary);
  free(file->path);
  *file = (LmExportFile){.fd = -1, .failed = !done};
  return done;
}

bool
lm_export_file_put(const char *path, LmSlice bytes, LmError *error)
{
  LmExportFile file;
  if (!lm_export_file_open(&file, path, error))
    return false;
  lm_export_file_write(&file, bytes);
  return lm_export_file_close(&file, true);
}
