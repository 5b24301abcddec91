/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading that is stopped, and files that another process cuts short while they are read. */

#include "capture-files.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static gpointer
cancel_soon(gpointer user)
{
  g_usleep(50000);
  lm_capture_cancel(user);
  return NULL;
}

static void
test_cancel_while_waiting(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  int fds[2];
  g_assert_cmpint(pipe(fds), ==, 0);
  g_assert_cmpint(write(fds[1], build.bytes->data, build.bytes->len), ==, build.bytes->len);
  char *path = g_strdup_printf("/proc/self/fd/%d", fds[0]);
  LmCapture *capture = open_file(path);
  GThread *thread = g_thread_new("canceller", cancel_soon, capture);
  gint64 start = g_get_monotonic_time();
  LmFrame frame;
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_CANCELLED);
  g_thread_join(thread);
  lm_capture_close(capture);
  /* The pipe is still open: neither the reading nor the closing waited for it. */
  g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
  close(fds[0]);
  close(fds[1]);
  g_free(path);
  build_free(&build);
}

static void
test_cancel_file(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  put_record(&build, 1, 0, "frame 0 ");
  LmCapture *capture = assert_opens(&build);
  lm_capture_cancel(capture);
  LmFrame frame;
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_CANCELLED);
  lm_capture_close(capture);
  build_free(&build);
}

/* Another process cuts the file short: what is lost is reported, and nothing crashes. */
static void
test_cut_while_mapped(void)
{
  Build build = make_capture();
  char *folder = make_folder();
  for (guint keep = 1 << 20; keep <= build.bytes->len - 8; keep = build.bytes->len - 8) {
    char *path = write_file(folder, "file", build.bytes->data, build.bytes->len);
    LmCapture *capture = open_file(path);
    static LmFrame frames[512];
    g_assert_cmpuint(lm_capture_read(capture, frames, 512), ==, 512);
    LmFrame early = frames[511];
    g_assert_cmpint(truncate(path, keep), ==, 0);
    guint total = 512;
    for (size_t n; (n = lm_capture_read(capture, frames, 512)) > 0; total += (guint)n)
      g_assert_cmpint(memcmp(frames[n - 1].data, "frame ", 6), ==, 0);
    g_assert_cmpuint(total, <, N_FRAMES);
    g_assert_cmpuint(total, >, 5000);
    const LmError *damage = lm_capture_damage(capture);
    g_assert_cmpint(damage->code, ==, LM_ERROR_DAMAGED);
    g_assert_nonnull(strstr(damage->message, "the file was cut to "));
    g_assert_cmpint(memcmp(early.data, "frame 511 ", 10), ==, 0);
    g_assert_cmpuint(lm_capture_interface(capture, 0)->packets, ==, total);
    lm_capture_close(capture);
    g_free(path);
    if (keep == build.bytes->len - 8)
      break;
  }
  build_free(&build);
  remove_folder(folder);
}

/* The bytes of a frame that was read vanish before they are looked at: they read as zeros. */
static void
test_cut_behind_a_frame(void)
{
  Build build = make_capture();
  char *folder = make_folder();
  char *path = write_file(folder, "file", build.bytes->data, build.bytes->len);
  LmCapture *capture = open_file(path);
  static LmFrame frames[N_FRAMES];
  g_assert_cmpuint(read_all(capture, frames, N_FRAMES, 1024), ==, N_FRAMES);
  g_assert_cmpint(truncate(path, 0), ==, 0);
  const volatile uint8_t *data = frames[N_FRAMES - 1].data;
  g_assert_cmpuint(data[0], ==, 0);
  LmFrame frame;
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_DAMAGED);
  lm_capture_close(capture);
  g_free(path);
  build_free(&build);
  remove_folder(folder);
}

/* The guard answers for its own maps only: any other SIGBUS ends the program as ever. */
static void
test_foreign_bus_error(void)
{
  if (!g_test_subprocess()) {
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    return;
  }
  Build build = make_capture();
  char *folder = make_folder();
  char *path = write_file(folder, "file", build.bytes->data, build.bytes->len);
  LmCapture *capture = open_file(path);
  g_remove(path);
  g_rmdir(folder);
  raise(SIGBUS);
  lm_capture_close(capture);
  exit(0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/interrupted/cancel-while-waiting", test_cancel_while_waiting);
  g_test_add_func("/capture/interrupted/cancel-file", test_cancel_file);
  g_test_add_func("/capture/interrupted/cut-while-mapped", test_cut_while_mapped);
  g_test_add_func("/capture/interrupted/cut-behind-a-frame", test_cut_behind_a_frame);
  g_test_add_func("/capture/interrupted/foreign-bus-error", test_foreign_bus_error);
  return g_test_run();
}
