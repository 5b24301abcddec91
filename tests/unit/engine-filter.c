/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A filter of calls, asked of the engine while it reads and when it has read. */

#include "engine/session.h"
#include "engines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char *sample, *legs;

static LmQuery *
query(const char *text)
{
  LmQuery *query = lm_query_new(lm_slice_str(text), NULL);
  g_assert_nonnull(query);
  return query;
}

/* Which calls, or streams, @text asks for when all of @path is read: a character a row. */
static char *
wanted_of(const char *path, LmQueryKind kind, const char *text)
{
  LmError error = {0};
  LmSession *session =
      lm_session_open(&(const char *){path}, 1, &(LmSessionOptions){0}, NULL, &error);
  while (lm_session_step(session))
    ;
  const LmTrace *trace = lm_session_trace(session);
  LmQuery *asked = query(text);
  LmQueryRun *run = lm_query_run_new(asked, trace);
  GString *found = g_string_new(NULL);
  uint32_t n = kind == LM_QUERY_STREAM ? lm_trace_n_streams(trace) : lm_trace_n_calls(trace);
  for (uint32_t i = 0; i < n; i++)
    g_string_append_c(found, lm_query_matches(run, kind, i) ? 'x' : '.');
  lm_query_run_free(run);
  lm_query_free(asked);
  lm_session_close(session);
  return g_string_free(found, FALSE);
}

static char *
wanted(const char *text)
{
  return wanted_of(sample, LM_QUERY_CALL, text);
}

/* What a list knows that takes the answer in and then the rows that come behind it. */
static void
note(GString *found, uint32_t row, bool is_found)
{
  while (found->len <= row)
    g_string_append_c(found, '?');
  found->str[row] = is_found ? 'x' : '.';
}

/* Takes in what @event says of rows of @kind; whether it answers the request @serial. */
static bool
take_in(GString *found, const LmEngineEvent *event, LmQueryKind kind, uint32_t serial)
{
  bool answer = event->kind == LM_ENGINE_FILTERED && event->serial == serial;
  for (size_t i = 0; kind == LM_QUERY_CALL && i < event->n_calls; i++)
    note(found, event->calls[i].index, !event->calls[i].left_out);
  for (size_t i = 0; kind == LM_QUERY_STREAM && i < event->n_streams; i++)
    note(found, event->streams[i].index, !event->streams[i].left_out);
  g_assert_true(!answer || event->filtered == kind);
  for (uint32_t i = 0; answer && i < event->n_found; i++)
    note(found, i, event->found[i / 32] >> i % 32 & 1);
  return answer;
}

/* Until all is read and the request @serial is answered. */
static char *
listen(LmEngine *engine, LmQueryKind kind, uint32_t serial, bool done)
{
  GString *found = g_string_new(NULL);
  bool answered = false;
  while (!done || !answered) {
    LmEngineEvent *event = next_event(engine);
    done |= event->kind == LM_ENGINE_DONE;
    if (take_in(found, event, kind, serial))
      answered = true;
    lm_engine_event_free(event);
  }
  return g_string_free(found, FALSE);
}

static void
test_while_reading(void)
{
  LmEngine *engine = open_engine(sample);
  g_autofree char *right = wanted("answered");
  g_autofree char *found =
      listen(engine, LM_QUERY_CALL, lm_engine_filter(engine, query("answered")), false);
  g_assert_cmpstr(found, ==, right);
  g_assert_nonnull(strchr(found, 'x'));
  g_assert_nonnull(strchr(found, '.'));
  lm_engine_free(engine);
}

static void
test_one_after_another(void)
{
  LmEngine *engine = open_engine(sample);
  g_free(listen(engine, LM_QUERY_CALL, lm_engine_filter(engine, NULL), false));
  /* The first may be overtaken; the second is answered. */
  lm_engine_filter(engine, query("answered"));
  g_autofree char *right = wanted("call.state == failed");
  uint32_t serial = lm_engine_filter(engine, query("call.state == failed"));
  g_autofree char *found = listen(engine, LM_QUERY_CALL, serial, true);
  g_assert_cmpstr(found, ==, right);
  g_autofree char *all = listen(engine, LM_QUERY_CALL, lm_engine_filter(engine, NULL), true);
  g_assert_null(strchr(all, '.'));
  lm_engine_free(engine);
}

/* Which calls belong together is known at the end alone: what was answered while the first part of
 * a capture was there is put right. */
static void
test_at_the_end(void)
{
  g_autofree char *folder = g_dir_make_tmp("linesman-filter-XXXXXX", NULL);
  g_autofree char *pipe = g_build_filename(folder, "pipe", NULL);
  g_autofree char *bytes = NULL;
  gsize len;
  g_assert_true(g_file_get_contents(legs, &bytes, &len, NULL));
  g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
  LmEngine *engine = open_engine(pipe);
  int fd = open(pipe, O_WRONLY);
  GString *found = g_string_new(NULL);
  g_assert_cmpint(write(fd, bytes, len / 8), ==, len / 8);
  while (found->len == 0) {
    LmEngineEvent *event = next_event(engine);
    take_in(found, event, LM_QUERY_CALL, 0);
    lm_engine_event_free(event);
  }
  uint32_t serial = lm_engine_filter(engine, query("call.legs > 1"));
  for (bool answered = false; !answered;) {
    LmEngineEvent *event = next_event(engine);
    answered = take_in(found, event, LM_QUERY_CALL, serial);
    lm_engine_event_free(event);
  }
  g_assert_cmpint(write(fd, bytes + len / 8, len - len / 8), ==, len - len / 8);
  close(fd);
  for (bool done = false; !done;) {
    LmEngineEvent *event = next_event(engine);
    done = event->kind == LM_ENGINE_DONE;
    take_in(found, event, LM_QUERY_CALL, serial);
    lm_engine_event_free(event);
  }
  g_autofree char *right = wanted_of(legs, LM_QUERY_CALL, "call.legs > 1");
  g_assert_cmpstr(found->str, ==, right);
  g_assert_nonnull(strchr(right, 'x'));
  g_string_free(found, TRUE);
  lm_engine_free(engine);
  g_unlink(pipe);
  g_rmdir(folder);
}

static void
test_streams(void)
{
  LmEngine *engine = open_engine(sample);
  static const char *const texts[] = {"sip.from.user == alice", "rtp.lost > 0", "call.number < 4"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    /* The first is asked while reading; its answer may be put right at the end. */
    uint32_t serial = lm_engine_filter_streams(engine, query(texts[i]));
    g_autofree char *right = wanted_of(sample, LM_QUERY_STREAM, texts[i]);
    g_autofree char *found = listen(engine, LM_QUERY_STREAM, serial, i > 0);
    g_assert_cmpstr(found, ==, right);
    g_assert_nonnull(strchr(found, 'x'));
    g_assert_nonnull(strchr(found, '.'));
  }
  lm_engine_free(engine);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  sample = g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  legs = g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests/captures/legs.pcapng", NULL);
  g_test_add_func("/engine-filter/while-reading", test_while_reading);
  g_test_add_func("/engine-filter/at-the-end", test_at_the_end);
  g_test_add_func("/engine-filter/streams", test_streams);
  g_test_add_func("/engine-filter/one-after-another", test_one_after_another);
  int status = g_test_run();
  g_free(sample);
  g_free(legs);
  return status;
}
