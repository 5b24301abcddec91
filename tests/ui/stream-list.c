/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list behind the streams view: which rows words and expressions leave. */

#include "ui/streams/stream-list.h"

static LmuSession *
read_sample(void)
{
  g_autofree char *path =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  LmuSession *session = lmu_session_new();
  lmu_session_open(session, &(const char *){path}, 1, NULL);
  while (lmu_session_is_reading(session))
    g_main_context_iteration(NULL, TRUE);
  return session;
}

static guint
n_shown(LmuStreamList *list)
{
  return g_list_model_get_n_items(lmu_stream_list_get_model(list));
}

static void
test_words(void)
{
  g_autoptr(LmuSession) session = read_sample();
  LmuStreamList *list = lmu_stream_list_new();
  g_assert_cmpuint(lmu_stream_list_n_unfiltered(list), ==, 0);
  lmu_stream_list_set_session(list, session);
  guint all = lmu_session_n_stream_rows(session);
  const LmStreamRow *row = lmu_session_get_stream_row(session, 2);
  g_autofree char *ssrc = g_strdup_printf("0x%08x", row->ssrc);
  char end[LM_ENDPOINT_TEXT_SIZE];
  lm_endpoint_format(&row->dst, end);
  g_assert_cmpuint(n_shown(list), ==, all);
  lmu_stream_list_set_words(list, ssrc);
  g_assert_cmpuint(n_shown(list), ==, 1);
  g_assert_cmpuint(lmu_stream_list_find(list, 2), ==, 0);
  lmu_stream_list_set_words(list, end);
  g_assert_cmpuint(lmu_stream_list_find(list, 2), !=, GTK_INVALID_LIST_POSITION);
  g_assert_cmpuint(n_shown(list), <, all);
  lmu_stream_list_set_words(list, "pcmu");
  g_assert_cmpuint(n_shown(list), >, 0);
  g_assert_cmpuint(n_shown(list), <, all);
  lmu_stream_list_set_words(list, "no such stream");
  g_assert_cmpuint(n_shown(list), ==, 0);
  g_assert_cmpuint(lmu_stream_list_n_unfiltered(list), ==, all);
  /* Of one call: words and its streams alone. */
  lmu_stream_list_set_words(list, "");
  lmu_stream_list_set_calls(list, &row->call, 1);
  guint of_call = n_shown(list);
  g_assert_cmpuint(of_call, >, 0);
  g_assert_cmpuint(of_call, <, all);
  g_assert_cmpuint(lmu_stream_list_n_unfiltered(list), ==, of_call);
  lmu_stream_list_set_session(list, NULL);
  g_assert_cmpuint(n_shown(list), ==, 0);
  lmu_stream_list_free(list);
}

static void
filtered_cb(LmuSession *session, guint serial, gpointer data)
{
  guint *answered = data;
  *answered = serial;
}

static void
test_expression(void)
{
  g_autoptr(LmuSession) session = read_sample();
  LmuStreamList *list = lmu_stream_list_new();
  guint answered = 0, n_lossy = 0;
  lmu_stream_list_set_session(list, session);
  g_signal_connect(session, "filtered", G_CALLBACK(filtered_cb), &answered);
  LmQuery *query = lm_query_new(lm_slice_str("rtp.lost > 0"), NULL);
  guint serial = lm_engine_filter_streams(lmu_session_get_engine(session), query);
  while (answered != serial)
    g_main_context_iteration(NULL, TRUE);
  for (guint i = 0; i < lmu_session_n_stream_rows(session); i++)
    n_lossy += lmu_session_get_stream_row(session, i)->lost > 0;
  lmu_stream_list_set_expression(list);
  g_assert_cmpuint(n_lossy, >, 0);
  g_assert_cmpuint(n_shown(list), ==, n_lossy);
  lmu_stream_list_set_words(list, "");
  g_assert_cmpuint(n_shown(list), ==, lmu_session_n_stream_rows(session));
  lmu_stream_list_free(list);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/stream-list/words", test_words);
  g_test_add_func("/stream-list/expression", test_expression);
  int status = g_test_run();
  lmu_session_wait_freed();
  return status;
}
