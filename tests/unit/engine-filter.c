/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A filter of calls, asked of the engine while it reads and when it has read. */

#include "engine/engine.h"
#include "engine/session.h"

#include <glib.h>

/* A machine may be busy. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

static char *sample;

static void
wake_cb(void *data)
{
}

static LmEngineEvent *
next_event(LmEngine *engine)
{
  for (int64_t end = g_get_monotonic_time() + PATIENCE_US; g_get_monotonic_time() < end;) {
    LmEngineEvent *event = lm_engine_take(engine);
    if (event)
      return event;
    g_usleep(200);
  }
  g_assert_not_reached();
}

static LmQuery *
query(const char *text)
{
  LmQuery *query = lm_query_new(lm_slice_str(text), NULL);
  g_assert_nonnull(query);
  return query;
}

/* Which calls @text asks for when all is read: a character a row. */
static char *
wanted(const char *text)
{
  LmError error = {0};
  LmSession *session =
      lm_session_open(&(const char *){sample}, 1, &(LmSessionOptions){0}, NULL, &error);
  while (lm_session_step(session))
    ;
  const LmTrace *trace = lm_session_trace(session);
  LmQuery *asked = query(text);
  LmQueryRun *run = lm_query_run_new(asked, trace);
  GString *found = g_string_new(NULL);
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++)
    g_string_append_c(found, lm_query_matches(run, LM_QUERY_CALL, i) ? 'x' : '.');
  lm_query_run_free(run);
  lm_query_free(asked);
  lm_session_close(session);
  return g_string_free(found, FALSE);
}

/* What a list knows that takes the answer in and then the rows that come behind it. */
static void
note(GString *found, uint32_t row, bool is_found)
{
  while (found->len <= row)
    g_string_append_c(found, '?');
  found->str[row] = is_found ? 'x' : '.';
}

/* Until all is read and the request @serial is answered. */
static char *
listen(LmEngine *engine, uint32_t serial, bool done)
{
  GString *found = g_string_new(NULL);
  bool answered = false;
  while (!done || !answered) {
    LmEngineEvent *event = next_event(engine);
    done |= event->kind == LM_ENGINE_DONE;
    for (size_t i = 0; i < event->n_calls; i++)
      note(found, event->calls[i].index, !event->calls[i].left_out);
    if (event->kind == LM_ENGINE_FILTERED && event->serial == serial) {
      answered = true;
      for (uint32_t i = 0; i < event->n_found; i++)
        note(found, i, event->found[i / 32] >> i % 32 & 1);
    }
    lm_engine_event_free(event);
  }
  return g_string_free(found, FALSE);
}

static void
test_while_reading(void)
{
  LmEngine *engine = lm_engine_new(wake_cb, NULL);
  lm_engine_open(engine, &(const char *){sample}, 1, NULL);
  g_autofree char *right = wanted("answered");
  g_autofree char *found = listen(engine, lm_engine_filter(engine, query("answered")), false);
  g_assert_cmpstr(found, ==, right);
  g_assert_nonnull(strchr(found, 'x'));
  g_assert_nonnull(strchr(found, '.'));
  lm_engine_free(engine);
}

static void
test_one_after_another(void)
{
  LmEngine *engine = lm_engine_new(wake_cb, NULL);
  lm_engine_open(engine, &(const char *){sample}, 1, NULL);
  g_free(listen(engine, lm_engine_filter(engine, NULL), false));
  /* The first may be overtaken; the second is answered. */
  lm_engine_filter(engine, query("answered"));
  g_autofree char *right = wanted("call.state == failed");
  uint32_t serial = lm_engine_filter(engine, query("call.state == failed"));
  g_autofree char *found = listen(engine, serial, true);
  g_assert_cmpstr(found, ==, right);
  g_autofree char *all = listen(engine, lm_engine_filter(engine, NULL), true);
  g_assert_null(strchr(all, '.'));
  lm_engine_free(engine);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  sample = g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  g_test_add_func("/engine-filter/while-reading", test_while_reading);
  g_test_add_func("/engine-filter/one-after-another", test_one_after_another);
  int status = g_test_run();
  g_free(sample);
  return status;
}
