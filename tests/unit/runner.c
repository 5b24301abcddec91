/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/runner.h"

#include "base/limits.h"
#include "base/time.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static char *const *
shell(const char *script)
{
  static char *words[8][5];
  static unsigned next;
  char **command = words[next++ % 8];
  static char program[] = "/bin/sh", option[] = "-c";
  command[0] = program;
  command[1] = option;
  command[2] = (char *)(uintptr_t)script;
  command[3] = folder; /* $0 */
  command[4] = NULL;
  return command;
}

static LmRunner *
new_runner(void)
{
  LmError error = {0};
  LmRunner *runner = lm_runner_new(&error);
  g_assert_nonnull(runner);
  return runner;
}

static void
add(LmRunner *runner, char *const *words, const char *text)
{
  lm_runner_add(runner, words, strdup(text), strlen(text));
}

static LmRunnerFigures
finish(LmRunner *runner, int64_t wait_ns)
{
  LmRunnerFigures figures;
  lm_runner_finish(runner, wait_ns);
  lm_runner_figures(runner, &figures);
  lm_runner_free(runner);
  g_assert_cmpuint(figures.asked, ==,
                   figures.done + figures.failed + figures.late + figures.dropped);
  return figures;
}

static char *
content(const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_unlink(path);
  return text;
}

static void
test_text(void)
{
  LmRunner *runner = new_runner();
  add(runner, shell("cat > $0/a"), "the text");
  LmRunnerFigures figures = finish(runner, 5 * LM_NS_PER_S);
  g_assert_cmpuint(figures.done, ==, 1);
  g_autofree char *text = content("a");
  g_assert_cmpstr(text, ==, "the text");
}

/* More than a pipe holds, of which one command reads all, late, and one nothing. */
static void
test_long_text(void)
{
  enum { LONG = 1 << 20 };
  LmRunner *runner = new_runner();
  g_autofree char *text = g_strnfill(LONG, 'x');
  add(runner, shell("sleep 0.1; wc -c > $0/n"), text);
  add(runner, shell("exec true"), text);
  LmRunnerFigures figures = finish(runner, 5 * LM_NS_PER_S);
  g_assert_cmpuint(figures.done, ==, 2);
  g_autofree char *counted = content("n");
  g_assert_cmpint(atoi(counted), ==, LONG);
}

static void
test_failures(void)
{
  static char none[] = "/no/such/program";
  static char *const missing[] = {none, NULL};
  LmRunner *runner = new_runner();
  add(runner, missing, "");
  add(runner, shell("exit 3"), "");
  add(runner, shell("kill -TERM $$"), "");
  LmRunnerFigures figures = finish(runner, 5 * LM_NS_PER_S);
  g_assert_cmpuint(figures.failed, ==, 3);
  g_assert_cmpstr(figures.why, !=, "");
}

/* It is killed with all that it started. */
static void
test_end(void)
{
  LmRunner *runner = new_runner();
  add(runner, shell("sleep 60 & echo $! > $0/pid; mv $0/pid $0/child; wait"), "");
  g_autofree char *path = g_build_filename(folder, "child", NULL);
  while (!g_file_test(path, G_FILE_TEST_EXISTS))
    g_usleep(1000);
  LmRunnerFigures figures = finish(runner, 0);
  g_assert_cmpuint(figures.late, ==, 1);
  g_autofree char *text = content("child");
  g_autofree char *proc = g_strdup_printf("/proc/%d/stat", atoi(text));
  for (int i = 0; i < 1000; i++) {
    g_autofree char *stat = NULL;
    if (!g_file_get_contents(proc, &stat, NULL, NULL) || strstr(stat, ") Z "))
      return;
    g_usleep(1000);
  }
  g_test_fail_printf("%s is still there", proc);
}

static void
test_too_many(void)
{
  enum { N = 2 * LM_LIMIT_RUNNER_WAITING };
  LmRunner *runner = new_runner();
  for (int i = 0; i < N; i++)
    add(runner, shell("sleep 60"), "");
  LmRunnerFigures figures;
  lm_runner_figures(runner, &figures);
  g_assert_false(lm_runner_has_room(runner));
  g_assert_cmpuint(figures.dropped, >=, N - LM_LIMIT_RUNNER_WAITING - LM_LIMIT_RUNNER_AT_ONCE);
  figures = finish(runner, 0);
  g_assert_cmpuint(figures.asked, ==, N);
  g_assert_cmpuint(figures.late, <=, LM_LIMIT_RUNNER_AT_ONCE);
}

/* No descriptor, no signal that is ignored, and nothing on standard output. */
static void
test_surroundings(void)
{
  LmRunner *runner = new_runner();
  int open = dup(STDERR_FILENO); /* not closed by itself */
  signal(SIGHUP, SIG_IGN);
  add(runner,
      shell("ls /proc/self/fd > $0/fds; grep SigIgn /proc/self/status > $0/ignored; echo x"), "");
  LmRunnerFigures figures = finish(runner, 5 * LM_NS_PER_S);
  signal(SIGHUP, SIG_DFL);
  close(open);
  g_assert_cmpuint(figures.done, ==, 1);
  g_autofree char *fds = content("fds"), *ignored = content("ignored");
  g_assert_cmpstr(fds, ==, "0\n1\n2\n3\n"); /* 3 is the folder that ls reads */
  /* Two are the C library's own. */
  g_assert_cmpuint(g_ascii_strtoull(strchr(ignored, '\t') + 1, NULL, 16) & 0x7fffffff, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("lm-runner-XXXXXX", NULL);
  g_test_add_func("/runner/text", test_text);
  g_test_add_func("/runner/long-text", test_long_text);
  g_test_add_func("/runner/failures", test_failures);
  g_test_add_func("/runner/end", test_end);
  g_test_add_func("/runner/too-many", test_too_many);
  g_test_add_func("/runner/surroundings", test_surroundings);
  int status = g_test_run();
  g_rmdir(folder);
  g_free(folder);
  return status;
}
