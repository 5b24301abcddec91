/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of a capture become one; where one of them cannot be read, nothing is changed. */

#include "ui/capture/capture-save.h"

#include <glib/gstdio.h>

static char *
make(const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename(folder, name, NULL);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  *(int *)data = lmu_capture_save_finish(result, NULL);
}

static gboolean
save(const char *first, const char *second, const char *to)
{
  const char *const paths[] = {first, second, NULL};
  int done = -1;
  lmu_capture_save_async(paths, to, NULL, saved_cb, &done);
  while (done < 0)
    g_main_context_iteration(NULL, TRUE);
  return done;
}

static void
assert_holds(const char *path, const char *wanted)
{
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_save(void)
{
  g_autofree char *folder = g_dir_make_tmp("capture-save-XXXXXX", NULL);
  g_autofree char *first = make(folder, "first", "one,");
  g_autofree char *second = make(folder, "second", "two");
  g_autofree char *to = g_build_filename(folder, "all", NULL);
  g_autofree char *nowhere = g_build_filename(folder, "nowhere", NULL);
  GStatBuf status;
  g_assert_false(save(first, nowhere, to));
  g_assert_false(g_file_test(to, G_FILE_TEST_EXISTS));
  g_assert_true(save(first, second, to));
  assert_holds(to, "one,two");
  g_assert_cmpint(g_stat(to, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0077, ==, 0);
  g_assert_false(save(first, nowhere, to));
  assert_holds(to, "one,two");
  g_assert_true(save(first, second, second));
  assert_holds(second, "one,two");
  g_assert_cmpint(g_unlink(first) | g_unlink(second) | g_unlink(to), ==, 0);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-save/save", test_save);
  return g_test_run();
}
