/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture-files.h"

#include "base/time.h"
#include "capture/merge.h"

/* A capture of the frames "A1", "A2" ... at the given seconds, which end in 0. */
static char *
write_capture(const char *folder, char letter, const uint32_t *seconds)
{
  Build build = build_new(letter % 2);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  for (int i = 0; seconds[i]; i++) {
    char data[8];
    g_snprintf(data, sizeof data, "%c%d", letter, i + 1);
    put_record(&build, seconds[i], 0, data);
  }
  char name[] = {letter, 0};
  char *path = write_file(folder, name, build.bytes->data, build.bytes->len);
  build_free(&build);
  return path;
}

static char *
read_merged(LmMerge *merge, size_t batch)
{
  GString *order = g_string_new(NULL);
  LmFrame frames[16];
  uint32_t number = 0;
  for (size_t n; (n = lm_merge_read(merge, frames, batch)) > 0;)
    for (size_t i = 0; i < n; i++) {
      g_assert_cmpuint(frames[i].number, ==, ++number);
      g_string_append_printf(order, "%.*s ", (int)frames[i].captured_bytes,
                             (const char *)frames[i].data);
    }
  return g_string_free(order, FALSE);
}

static void
test_order(void)
{
  char *folder = make_folder();
  /* B runs back in time: its own order is kept. C is empty. */
  char *paths[] = {
      write_capture(folder, 'A', (const uint32_t[]){1, 4, 4, 9, 0}),
      write_capture(folder, 'B', (const uint32_t[]){2, 4, 3, 8, 0}),
      write_capture(folder, 'C', (const uint32_t[]){0}),
      write_capture(folder, 'D', (const uint32_t[]){1, 20, 0}),
  };
  for (size_t batch = 1; batch <= 16; batch += 5) {
    LmError error = {0};
    LmMerge *merge = lm_merge_open((const char *const *)paths, G_N_ELEMENTS(paths), NULL, &error);
    g_assert_nonnull(merge);
    char *order = read_merged(merge, batch);
    g_assert_cmpstr(order, ==, "A1 D1 B1 A2 A3 B2 B3 B4 A4 D2 ");
    g_free(order);
    g_assert_cmpuint(lm_merge_n_captures(merge), ==, 4);
    g_assert_cmpstr(lm_capture_path(lm_merge_capture(merge, 3)), ==, paths[3]);
    LmCaptureProgress progress;
    lm_merge_progress(merge, &progress);
    g_assert_cmpuint(progress.bytes_read, ==, progress.bytes_total);
    lm_merge_close(merge);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
    g_free(paths[i]);
  remove_folder(folder);
}

/* More frames than a batch in each of two captures that take turns. */
static void
test_many(void)
{
  enum { N = 3000 };
  char *folder = make_folder();
  uint32_t *seconds = g_new0(uint32_t, N + 1);
  for (uint32_t i = 0; i < N; i++)
    seconds[i] = 1 + i * 2;
  char *even = write_capture(folder, 'A', seconds);
  for (uint32_t i = 0; i < N; i++)
    seconds[i] = 2 + i * 2;
  char *odd = write_capture(folder, 'B', seconds);
  LmMerge *merge = lm_merge_open((const char *const[]){odd, even}, 2, NULL, NULL);
  LmFrame frames[100];
  uint32_t total = 0;
  for (size_t n; (n = lm_merge_read(merge, frames, 100)) > 0;)
    for (size_t i = 0; i < n; i++)
      g_assert_cmpint(frames[i].time_ns, ==, ++total * 1000000000LL);
  g_assert_cmpuint(total, ==, 2 * N);
  lm_merge_close(merge);
  g_free(odd);
  g_free(even);
  g_free(seconds);
  remove_folder(folder);
}

/* A clock that was wrong is put right before frames are sorted. */
static void
test_shift(void)
{
  char *folder = make_folder();
  char *a = write_capture(folder, 'A', (const uint32_t[]){1, 4, 9, 0});
  char *b = write_capture(folder, 'B', (const uint32_t[]){102, 103, 110, 0});
  const char *paths[] = {a, b};
  LmMerge *merge = lm_merge_open(paths, 2, NULL, NULL);
  lm_merge_shift(merge, 1, -100 * LM_NS_PER_S);
  char *order = read_merged(merge, 16);
  g_assert_cmpstr(order, ==, "A1 B1 B2 A2 A3 B3 ");
  g_free(order);
  lm_merge_close(merge);
  merge = lm_merge_open(paths, 1, NULL, NULL);
  lm_merge_shift(merge, 0, INT64_MAX);
  LmFrame frame;
  g_assert_cmpuint(lm_merge_read(merge, &frame, 1), ==, 1);
  g_assert_cmpint(frame.time_ns, ==, INT64_MAX);
  lm_merge_close(merge);
  g_free(a);
  g_free(b);
  remove_folder(folder);
}

/* Behind the last number of 32 bits comes 1, wherever in a batch that is. */
static void
test_turn(void)
{
  char *folder = make_folder();
  char *path = write_capture(folder, 'A', (const uint32_t[]){1, 2, 3, 4, 5, 6, 7, 0});
  const char *paths[] = {path, path};
  for (size_t n_files = 1; n_files <= 2; n_files++)
    for (size_t batch = 1; batch <= 16; batch += 3) {
      LmMerge *merge = lm_merge_open(paths, n_files, NULL, NULL);
      LmCaptureProgress progress;
      LmFrame frames[16];
      uint32_t number = UINT32_MAX - 4, total = 0;
      lm_merge_count_from(merge, number + 1);
      for (size_t n; (n = lm_merge_read(merge, frames, batch)) > 0; total += (uint32_t)n)
        for (size_t i = 0; i < n; i++) {
          number = number == UINT32_MAX ? 1 : number + 1;
          g_assert_cmpuint(frames[i].number, ==, number);
        }
      g_assert_cmpuint(total, ==, 7 * n_files);
      lm_merge_progress(merge, &progress);
      g_assert_cmpuint(progress.n_turns, ==, 1);
      g_assert_cmpint(lm_capture_damage(lm_merge_capture(merge, 0))->code, ==, LM_ERROR_NONE);
      lm_merge_close(merge);
    }
  g_free(path);
  remove_folder(folder);
}

static void
test_single_and_errors(void)
{
  char *folder = make_folder();
  char *path = write_capture(folder, 'A', (const uint32_t[]){5, 3, 0});
  LmError error = {0};
  LmMerge *merge = lm_merge_open((const char *const[]){path}, 1, NULL, &error);
  char *order = read_merged(merge, 16);
  g_assert_cmpstr(order, ==, "A1 A2 ");
  g_free(order);
  lm_merge_close(merge);
  /* One file that cannot be opened fails all. */
  g_assert_null(lm_merge_open((const char *const[]){path, folder}, 2, NULL, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  merge = lm_merge_open((const char *const[]){path, path}, 2, NULL, NULL);
  lm_merge_cancel(merge);
  LmFrame frame;
  g_assert_cmpuint(lm_merge_read(merge, &frame, 1), ==, 0);
  lm_merge_close(merge);
  g_free(path);
  remove_folder(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/merge/order", test_order);
  g_test_add_func("/capture/merge/many", test_many);
  g_test_add_func("/capture/merge/shift", test_shift);
  g_test_add_func("/capture/merge/turn", test_turn);
  g_test_add_func("/capture/merge/single-and-errors", test_single_and_errors);
  return g_test_run();
}
