/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture in which the numbers of frames begin again is understood as any other. */

#include "engine/session.h"

#include <glib.h>

#define BEFORE 700 /* frames that still have large numbers */

static LmSession *
read_sample(uint32_t first_frame, const char *const *paths, size_t n)
{
  LmError error = {0};
  const LmSessionOptions options = {.first_frame = first_frame};
  LmSession *session = lm_session_open(paths, n, &options, NULL, &error);
  g_assert_nonnull(session);
  while (lm_session_step(session))
    ;
  g_assert_cmpint(lm_session_damage(session)->code, ==, LM_ERROR_NONE);
  return session;
}

/* The number that frame @number has where the first is not 1. */
static uint32_t
moved(uint32_t number)
{
  return number <= BEFORE ? UINT32_MAX - BEFORE + number : number - BEFORE;
}

static void
compare_messages(const LmTrace *usual, const LmTrace *turned)
{
  unsigned n_before = 0;
  g_assert_cmpuint(lm_trace_n_messages(turned), ==, lm_trace_n_messages(usual));
  for (uint32_t i = 0; i < lm_trace_n_messages(usual); i++) {
    const LmMessage *a = lm_trace_message(usual, i), *b = lm_trace_message(turned, i);
    g_assert_cmpuint(b->frame, ==, moved(a->frame));
    g_assert_cmpint(b->time_ns, ==, a->time_ns);
    g_assert_cmpuint(b->call, ==, a->call);
    g_assert_cmpuint(b->transaction, ==, a->transaction);
    g_assert_cmpuint(b->dialog, ==, a->dialog);
    g_assert_cmpuint(b->original, ==, a->original);
    g_assert_cmpuint(lm_trace_message_by_frame(turned, b->frame), ==,
                     lm_trace_message_by_frame(usual, a->frame));
    n_before += a->frame <= BEFORE;
  }
  /* There are some on both sides. */
  g_assert_cmpuint(n_before, >, 0);
  g_assert_cmpuint(n_before, <, lm_trace_n_messages(usual));
}

static void
compare(LmSession *usual, LmSession *turned)
{
  const LmTrace *a = lm_session_trace(usual), *b = lm_session_trace(turned);
  LmCaptureProgress progress;
  lm_session_progress(usual, &progress);
  g_assert_cmpuint(progress.n_turns, ==, 0);
  lm_session_progress(turned, &progress);
  g_assert_cmpuint(progress.n_turns, ==, 1);
  g_assert_cmpmem(lm_trace_counters(b), sizeof(LmTraceCounters), lm_trace_counters(a),
                  sizeof(LmTraceCounters));
  compare_messages(a, b);
  g_assert_cmpuint(lm_trace_message_by_frame(b, moved(1) - 1), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_n_calls(b), ==, lm_trace_n_calls(a));
  for (uint32_t i = 0; i < lm_trace_n_calls(a); i++)
    g_assert_cmpint(lm_trace_call(b, i)->state, ==, lm_trace_call(a, i)->state);
  g_assert_cmpuint(lm_trace_n_streams(b), ==, lm_trace_n_streams(a));
  for (uint32_t i = 0; i < lm_trace_n_streams(a); i++)
    g_assert_cmpuint(lm_trace_stream(b, i)->first_frame, ==,
                     moved(lm_trace_stream(a, i)->first_frame));
}

/* One file, and two that are merged. */
static void
test_turn(gconstpointer data)
{
  g_autofree char *path =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  const char *paths[] = {path, path};
  size_t n = GPOINTER_TO_SIZE(data);
  LmSession *usual = read_sample(0, paths, n), *turned = read_sample(moved(1), paths, n);
  compare(usual, turned);
  lm_session_close(usual);
  lm_session_close(turned);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/engine/turn/one", GSIZE_TO_POINTER(1), test_turn);
  g_test_add_data_func("/engine/turn/merged", GSIZE_TO_POINTER(2), test_turn);
  return g_test_run();
}
