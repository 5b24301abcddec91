/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/nameless.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* It holds what is written to it, for its owner alone, and leaves nothing. */
static void
test_file(void)
{
  g_autofree char *folder = g_dir_make_tmp("linesman-nameless-XXXXXX", NULL);
  g_setenv("TMPDIR", folder, TRUE);
  LmError error = {0};
  int fd = lm_nameless_open(&error);
  g_assert_cmpint(fd, >=, 0);
  char bytes[5] = "";
  struct stat status;
  g_assert_cmpint(write(fd, "bytes", 5), ==, 5);
  g_assert_cmpint(pread(fd, bytes, 5, 0), ==, 5);
  g_assert_cmpmem(bytes, 5, "bytes", 5);
  g_assert_cmpint(fstat(fd, &status), ==, 0);
  g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
  g_assert_cmpuint(status.st_nlink, ==, 0);
  g_assert_cmpint(fcntl(fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  /* Nothing of it is in the folder while it is open either. */
  g_assert_cmpint(g_rmdir(folder), ==, 0);
  close(fd);
}

static void
test_nowhere(void)
{
  LmError error = {0};
  g_setenv("TMPDIR", "/nowhere/at/all", TRUE);
  g_assert_cmpint(lm_nameless_open(&error), ==, -1);
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  g_assert_nonnull(strstr(error.message, "/nowhere/at/all (No such file"));
  /* What is no whole path is not taken. */
  g_setenv("TMPDIR", "nowhere", TRUE);
  int fd = lm_nameless_open(&error);
  g_assert_cmpint(fd, >=, 0);
  close(fd);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-nameless/file", test_file);
  g_test_add_func("/capture-nameless/nowhere", test_nowhere);
  return g_test_run();
}
