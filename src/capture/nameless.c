/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/nameless.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Not every file system has files without a name. */
static int
open_unlinked(const char *folder)
{
  char path[PATH_MAX];
  if ((size_t)snprintf(path, sizeof path, "%s/linesman-XXXXXX", folder) >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int fd = mkostemp(path, O_CLOEXEC);
  if (fd >= 0)
    unlink(path);
  return fd;
}

int
lm_nameless_open(LmError *error)
{
  const char *folder = getenv("TMPDIR");
  if (!folder || folder[0] != '/')
    folder = "/var/tmp";
  int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    fd = open_unlinked(folder);
  if (fd < 0)
    lm_error_set(
        error, LM_ERROR_UNREADABLE,
        _("no temporary file can be made in %.200s (%s); set TMPDIR to a folder with room"), folder,
        strerror(errno));
  return fd;
}
