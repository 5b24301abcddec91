/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_folder.h"
#include "capture/live_found.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names hold any byte, and come back as they were. */
static void
test_round(void)
{
  LmLiveState state, again;
  LmText text = LM_TEXT_INIT;
  lm_live_state_init(&state);
  lm_live_files_init(&state.files, "/a\nfile=/etc/passwd\n%25.pcapng", true, 3);
  state.files.n_made = 1;
  *(char **)lm_vec_push(&state.files.names) = g_strdup("/b\x01=%\xff\n");
  state.began_ns = 1763806320000000000;
  state.pid = 4711;
  state.n_links = 2;
  char *longest = g_strnfill(sizeof state.links[0] - 1, 'x');
  g_strlcpy(state.links[0], longest, sizeof state.links[0]);
  g_strlcpy(state.links[1], "a=b\n", sizeof state.links[1]);
  state.filter = g_strdup("");
  state.only = LM_BPF_HEADERS;
  state.look_back = state.ended = true;
  lm_live_state_format(&state, &text);
  lm_live_state_init(&again);
  g_assert_true(lm_live_state_parse(lm_slice(text.str, text.len), &again));
  g_assert_cmpstr(again.files.path, ==, state.files.path);
  g_assert_cmpstr(lm_live_files_name(&again.files), ==, "/b\x01=%\xff\n");
  g_assert_cmpint(again.began_ns, ==, state.began_ns);
  g_assert_cmpint(again.pid, ==, 4711);
  g_assert_cmpuint(again.n_links, ==, 2);
  g_assert_cmpstr(again.links[0], ==, longest);
  g_free(longest);
  g_assert_cmpstr(again.links[1], ==, "a=b\n");
  g_assert_cmpstr(again.filter, ==, "");
  g_assert_cmpint(again.only, ==, LM_BPF_HEADERS);
  g_assert_true(again.look_back && again.ended && again.files.several && !again.seen);
  lm_text_clear(&text);
  lm_live_state_clear(&state);
  lm_live_state_clear(&again);
}

static void
test_wrong(void)
{
  static const char *const wrong[] = {"",
                                      "linesman-capture 2\n",
                                      "linesman-capture 1\nonly=9\n",
                                      "linesman-capture 1\npid=-1\n",
                                      "linesman-capture 1\nmade=1\nfile=%0\n",
                                      "linesman-capture 1\nmade=1\nfile=%00\n",
                                      "linesman-capture 1\nmade=0\nfile=/x\n",
                                      "linesman-capture 1\nkeep=4294967296\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    LmLiveState state;
    lm_live_state_init(&state);
    g_assert_false(lm_live_state_parse(lm_slice_str(wrong[i]), &state));
    lm_live_state_clear(&state);
  }
}

static void
test_process(void)
{
  g_assert_cmpuint(lm_process_began(getpid()), >, 0);
  g_assert_cmpuint(lm_process_began(0x7fffffff), ==, 0);
}

/* A capture that has ended, of so many bytes in its folder, or in @path. Owned: its name. */
static char *
make_capture_in(char *path, size_t bytes, bool seen)
{
  LmError error = {0};
  LmLiveFolder folder;
  LmLiveState state;
  g_assert_true(lm_live_folder_make(&folder, &error));
  lm_live_state_init(&state);
  path = path ? path : g_strconcat(folder.path, "/capture.pcapng", NULL);
  char *content = g_malloc0(bytes + 1);
  g_assert_true(g_file_set_contents(path, content, (gssize)bytes, NULL));
  g_free(content);
  lm_live_files_init(&state.files, path, false, 0);
  state.files.n_made = 1;
  *(char **)lm_vec_push(&state.files.names) = path;
  state.began_ns = g_get_real_time() * 1000;
  state.seen = seen;
  state.ended = true;
  g_assert_true(lm_live_folder_write(&folder, &state, &error));
  char *name = g_path_get_basename(folder.path);
  lm_live_state_clear(&state);
  lm_live_folder_close(&folder);
  return name;
}

static char *
make_capture(size_t bytes, bool seen)
{
  return make_capture_in(NULL, bytes, seen);
}

/* What the user keeps elsewhere takes no room in the folders, and makes none. */
static void
test_elsewhere(void)
{
  char *path = g_build_filename(g_getenv("XDG_STATE_HOME"), "elsewhere.pcapng", NULL);
  g_autofree char *elsewhere = g_strdup(path);
  g_autofree char *here = make_capture(1000, false), *there = make_capture_in(path, 100000, false);
  LmLiveCleaning cleaning = LM_LIVE_CLEANING;
  LmLiveFound *found;
  cleaning.most_bytes = 1500;
  LmLiveCleaned cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_unseen, ==, 0);
  cleaning.most_bytes = 500;
  cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_unseen, ==, 1);
  g_assert_cmpuint(cleaned.bytes, ==, 1000);
  size_t n = lm_live_found_all(&found);
  g_assert_cmpuint(n, ==, 1);
  g_assert_cmpstr(found[0].name, ==, there);
  lm_live_found_free(found, n);
  cleaning.unseen_ns = -1;
  cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_unseen, ==, 1);
  g_assert_cmpuint(cleaned.bytes, ==, 0);
  g_assert_cmpint(g_remove(elsewhere), ==, 0);
}

/* Too much: those that were seen go first; and what is empty goes whatever there is. */
static void
test_clean(void)
{
  g_autofree char *unseen = make_capture(1000, false), *seen = make_capture(1000, true),
                  *empty = make_capture(0, false);
  LmLiveCleaning cleaning = LM_LIVE_CLEANING;
  LmLiveFound *found;
  size_t n = lm_live_found(&found);
  g_assert_cmpuint(n, ==, 1);
  g_assert_cmpstr(found[0].name, ==, unseen);
  g_assert_false(found[0].running);
  g_assert_cmpuint(found[0].bytes, ==, 1000);
  lm_live_found_free(found, n);
  LmLiveCleaned cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_seen + cleaned.n_unseen, ==, 0);
  cleaning.most_bytes = 1500;
  cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_seen, ==, 1);
  g_assert_cmpuint(cleaned.n_unseen, ==, 0);
  n = lm_live_found_all(&found);
  g_assert_cmpuint(n, ==, 1);
  g_assert_cmpstr(found[0].name, ==, unseen);
  lm_live_found_free(found, n);
  cleaning.unseen_ns = -1;
  cleaned = lm_live_clean(&cleaning);
  g_assert_cmpuint(cleaned.n_unseen, ==, 1);
  g_assert_cmpuint(cleaned.bytes, ==, 1000);
  g_assert_cmpuint(lm_live_found_all(&found), ==, 0);
  lm_live_found_free(found, 0);
}

/* One that somebody watches is neither found nor removed. */
static void
test_watched(void)
{
  g_autofree char *name = make_capture(1000, false);
  LmLiveCleaning none = {0};
  LmLiveFound *found;
  LmLiveFolder folder;
  LmError error = {0};
  size_t n = lm_live_found(&found);
  g_assert_cmpuint(n, ==, 1);
  g_assert_true(lm_live_folder_open(&folder, found->folder, &error));
  g_assert_true(lm_live_folder_lock(&folder));
  g_assert_false(lm_live_found_discard(found, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  g_assert_cmpuint(lm_live_clean(&none).n_unseen, ==, 0);
  lm_live_found_free(found, n);
  g_assert_cmpuint(lm_live_found(&found), ==, 0);
  lm_live_found_free(found, 0);
  lm_live_folder_close(&folder);
  g_assert_cmpuint(lm_live_clean(&none).n_unseen, ==, 1);
}

/* A folder that others can write to is none of ours. */
static void
test_foreign(void)
{
  g_autofree char *name = make_capture(1000, false);
  g_autofree char *path =
      g_build_filename(g_getenv("XDG_STATE_HOME"), "linesman/captures", name, NULL);
  LmLiveFound *found;
  g_chmod(path, 0777);
  g_assert_cmpuint(lm_live_found_all(&found), ==, 0);
  lm_live_found_free(found, 0);
  g_chmod(path, 0700);
  g_assert_cmpuint(lm_live_found_all(&found), ==, 1);
  LmError error = {0};
  g_assert_true(lm_live_found_discard(found, &error));
  lm_live_found_free(found, 1);
}

int
main(int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp("live-state-XXXXXX", NULL);
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/live-state/round", test_round);
  g_test_add_func("/live-state/wrong", test_wrong);
  g_test_add_func("/live-state/process", test_process);
  g_test_add_func("/live-state/clean", test_clean);
  g_test_add_func("/live-state/elsewhere", test_elsewhere);
  g_test_add_func("/live-state/watched", test_watched);
  g_test_add_func("/live-state/foreign", test_foreign);
  int failed = g_test_run();
  g_autofree char *captures = g_build_filename(folder, "linesman/captures", NULL);
  g_autofree char *own = g_build_filename(folder, "linesman", NULL);
  g_rmdir(captures);
  g_rmdir(own);
  g_rmdir(folder);
  return failed;
}
