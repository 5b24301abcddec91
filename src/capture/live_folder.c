/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_folder.h"

#include "base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define STATE_MAX_BYTES (64 << 20)
#define MAX_PLACES 100 /* captures that begin in one second */

static bool
fail(LmError *error, const char *path)
{
  return lm_error_set(error, LM_ERROR_UNREADABLE,
                      _("captures cannot be kept in %.300s (%s); set XDG_STATE_HOME to a folder "
                        "of yours that nobody else can write to"),
                      path, strerror(errno));
}

/* A folder of this user's, not a link to one, that nobody else can change. */
static int
open_own(int parent, const char *name)
{
  struct stat status;
  int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return -1;
  if (fstat(fd, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & 022) == 0)
    return fd;
  close(fd);
  errno = EPERM;
  return -1;
}

/* Owned; NULL if there is nowhere. */
static char *
state_home(void)
{
  LmText text = LM_TEXT_INIT;
  const char *set = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (set && set[0] == '/') {
    lm_text_add_str(&text, set);
    return text.str;
  }
  const struct passwd *entry = home && home[0] == '/' ? NULL : getpwuid(geteuid());
  if (entry)
    home = entry->pw_dir;
  if (home && home[0] == '/')
    lm_text_printf(&text, "%s/.local/state", home);
  return text.str;
}

/* @path, with each folder on the way that is not there. Why one could not be made, or 0. */
static int
make_way(char *path)
{
  int why = 0;
  for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
    *at = '\0';
    why = mkdir(path, 0700) && errno != EEXIST && !why ? errno : why;
    *at = '/';
  }
  return mkdir(path, 0700) && errno != EEXIST && !why ? errno : why;
}

int
lm_live_folders_open(bool make, char **path, LmError *error)
{
  LmText text = LM_TEXT_INIT;
  char *home = state_home();
  errno = ENOENT;
  *path = NULL;
  if (!home) {
    fail(error, "~/.local/state");
    return -1;
  }
  lm_text_printf(&text, "%s/linesman/captures", home);
  free(home);
  int why = make ? make_way(text.str) : 0;
  int fd = open_own(AT_FDCWD, text.str);
  if (fd < 0) {
    errno = why ? why : errno;
    fail(error, text.str);
  }
  *path = text.str;
  return fd;
}

bool
lm_live_folder_make(LmLiveFolder *folder, LmError *error)
{
  struct tm local = {0};
  char when[32] = "", name[64];
  time_t now = time(NULL);
  LmText path = LM_TEXT_INIT;
  char *all;
  int parent = lm_live_folders_open(true, &all, error), failed = -1;
  *folder = LM_LIVE_FOLDER_INIT;
  if (localtime_r(&now, &local))
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", &local);
  for (int i = 1; parent >= 0 && failed && i <= MAX_PLACES; i++) {
    snprintf(name, sizeof name, i == 1 ? "%s" : "%s-%d", when, i);
    failed = mkdirat(parent, name, 0700);
    if (failed && errno != EEXIST)
      break;
  }
  bool ok = parent >= 0 && !failed && (folder->fd = open_own(parent, name)) >= 0 &&
            lm_live_folder_lock(folder);
  if (ok) {
    lm_text_printf(&path, "%s/%s", all, name);
    folder->path = path.str;
  } else if (parent >= 0) {
    fail(error, all);
    lm_live_folder_close(folder);
  }
  if (parent >= 0)
    close(parent);
  free(all);
  return ok;
}

bool
lm_live_folder_open(LmLiveFolder *folder, const char *path, LmError *error)
{
  *folder = LM_LIVE_FOLDER_INIT;
  folder->fd = open_own(AT_FDCWD, path);
  if (folder->fd < 0)
    return fail(error, path);
  folder->path = strdup(path);
  return true;
}

void
lm_live_folder_close(LmLiveFolder *folder)
{
  if (folder->fd >= 0)
    close(folder->fd);
  if (folder->lock >= 0)
    close(folder->lock);
  free(folder->path);
  *folder = LM_LIVE_FOLDER_INIT;
}

/* A lock of the open file: it goes when that is closed, in whatever way this program ends. */
bool
lm_live_folder_lock(LmLiveFolder *folder)
{
  struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int fd = openat(folder->fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &all) == 0) {
    folder->lock = fd;
    return true;
  }
  if (fd >= 0)
    close(fd);
  return false;
}

bool
lm_live_folder_is_locked(const LmLiveFolder *folder)
{
  struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int fd = openat(folder->fd, "lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  bool locked = fd >= 0 && fcntl(fd, F_OFD_GETLK, &all) == 0 && all.l_type != F_UNLCK;
  if (fd >= 0)
    close(fd);
  return locked;
}

/* It holds files alone. */
void
lm_live_folder_remove(LmLiveFolder *folder)
{
  int copy = fcntl(folder->fd, F_DUPFD_CLOEXEC, 3);
  DIR *files = copy >= 0 ? fdopendir(copy) : NULL;
  const struct dirent *entry;
  while (files && (entry = readdir(files)))
    if (entry->d_name[0] != '.')
      unlinkat(folder->fd, entry->d_name, 0);
  if (files)
    closedir(files);
  rmdir(folder->path);
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
  while (len) {
    ssize_t n = write(fd, bytes, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes += n;
    len -= (size_t)n;
  }
  return true;
}

bool
lm_live_folder_write(const LmLiveFolder *folder, const LmLiveState *state, LmError *error)
{
  LmText text = LM_TEXT_INIT;
  lm_live_state_format(state, &text);
  int fd =
      openat(folder->fd, "state.new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  bool ok = fd >= 0 && write_all(fd, text.str, text.len) && fsync(fd) == 0 &&
            renameat(folder->fd, "state.new", folder->fd, "state") == 0;
  if (!ok)
    fail(error, folder->path);
  if (fd >= 0)
    close(fd);
  lm_text_clear(&text);
  return ok;
}

bool
lm_live_folder_read(const LmLiveFolder *folder, LmLiveState *state)
{
  struct stat status;
  bool ok = false;
  int fd = openat(folder->fd, "state", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_size < STATE_MAX_BYTES) {
    size_t size = (size_t)status.st_size;
    uint8_t *bytes = malloc(size + 1);
    ssize_t n = bytes ? pread(fd, bytes, size, 0) : -1;
    ok = n >= 0 && lm_live_state_parse(lm_slice(bytes, (size_t)n), state);
    free(bytes);
  }
  if (fd >= 0)
    close(fd);
  return ok;
}

/* The room is taken now, for the disk may be what ends it. */
int
lm_live_folder_make_last(const LmLiveFolder *folder)
{
  static const LmHelperNote nothing;
  int fd = openat(folder->fd, "last", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0 && pwrite(fd, &nothing, sizeof nothing, 0) == (ssize_t)sizeof nothing)
    return fd;
  if (fd >= 0)
    close(fd);
  return -1;
}

bool
lm_live_folder_read_last(const LmLiveFolder *folder, LmHelperNote *note)
{
  int fd = openat(folder->fd, "last", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  ssize_t n = fd >= 0 ? pread(fd, note, sizeof *note, 0) : -1;
  if (fd >= 0)
    close(fd);
  return lm_helper_note_is_good(note, n) && note->kind == LM_HELPER_ENDED;
}

/* The name of a socket has room for 107 bytes, and a path may be longer. */
static struct sockaddr_un
address_in(const LmLiveFolder *folder)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/control", folder->fd);
  return address;
}

int
lm_live_folder_listen(const LmLiveFolder *folder, LmError *error)
{
  struct sockaddr_un address = address_in(folder);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
      fchmodat(folder->fd, "control", 0600, 0) == 0 && listen(fd, 1) == 0)
    return fd;
  fail(error, folder->path);
  if (fd >= 0)
    close(fd);
  return -1;
}

int
lm_live_folder_connect(const LmLiveFolder *folder)
{
  struct sockaddr_un address = address_in(folder);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
      fcntl(fd, F_SETFL, 0) == 0)
    return fd;
  if (fd >= 0)
    close(fd);
  return -1;
}
