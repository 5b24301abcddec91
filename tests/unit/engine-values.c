/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns of the call list, asked of the engine: the texts of the command line, and keys that keep
 * their order. */

#include "engine/session.h"
#include "engines.h"

static char *sample;

static LmEngine *
open_sample(void)
{
  LmEngine *engine = open_engine(sample);
  drop_until_done(engine);
  return engine;
}

static LmEngineValues *
ask(LmEngine *engine, const char *column, const uint32_t *calls, size_t n)
{
  LmEngineEvent *event =
      expect(engine, LM_ENGINE_VALUES, lm_engine_request_values(engine, column, calls, n));
  LmEngineValues *values = lm_engine_event_steal_values(event);
  lm_engine_event_free(event);
  return values;
}

static char *
text(const LmEngineValues *values, size_t i)
{
  uint32_t begin = i ? values->ends[i - 1] : 0;
  return g_strndup(values->texts ? values->texts + begin : "", values->ends[i] - begin);
}

/* Every field of the language has the texts that the query has, for calls in any order, and keys
 * where it says so. */
static void
test_all_fields(void)
{
  LmError error = {0};
  LmSession *session =
      lm_session_open(&(const char *){sample}, 1, &(LmSessionOptions){0}, NULL, &error);
  while (lm_session_step(session))
    ;
  LmEngine *engine = open_sample();
  const uint32_t calls[] = {3, 0, 5, 7, 1};
  LmText wanted = LM_TEXT_INIT;
  uint32_t n_some = 0, n_keys = 0;
  for (size_t field = 0; field < lm_query_n_fields(); field++) {
    LmQueryFieldInfo info;
    lm_query_field_info(field, &info);
    LmQueryColumn *column = lm_query_column_new(lm_slice_str(info.name), NULL);
    LmQueryRun *run = lm_query_run_new(NULL, lm_session_trace(session));
    LmEngineValues *values = ask(engine, info.name, calls, G_N_ELEMENTS(calls));
    g_assert_cmpuint(values->n, ==, G_N_ELEMENTS(calls));
    g_assert_true((values->keys != NULL) == lm_query_column_has_key(column));
    for (size_t i = 0; i < values->n; i++) {
      g_autofree char *found = text(values, i);
      lm_text_reset(&wanted);
      lm_query_column_text(run, column, LM_QUERY_CALL, calls[i], &wanted);
      g_assert_cmpuint(values->rows[i], ==, calls[i]);
      g_assert_true(g_str_has_prefix(wanted.str ? wanted.str : "", found));
      g_assert_cmpuint(strlen(found), ==, MIN(wanted.len, LM_ENGINE_VALUE_BYTES));
      if (values->keys)
        g_assert_true((values->keys[i] == UINT64_MAX) == (*found == '\0'));
      n_some += *found != '\0';
      n_keys += values->keys && values->keys[i] != UINT64_MAX;
    }
    lm_engine_values_free(values);
    lm_query_run_free(run);
    lm_query_column_free(column);
  }
  g_assert_cmpuint(n_some, >, 100);
  g_assert_cmpuint(n_keys, >, 50);
  lm_text_clear(&wanted);
  lm_session_close(session);
  lm_engine_free(engine);
}

/* Rows by the keys of @column are in the order of what lm_engine_take() said of them. */
static void
test_order(void)
{
  LmEngine *engine = open_engine(sample);
  LmEngineEvent *event = expect(engine, LM_ENGINE_CALLS, 0);
  size_t n = event->n_calls;
  uint32_t *rows = g_new(uint32_t, n);
  for (size_t i = 0; i < n; i++)
    rows[i] = event->calls[i].index;
  LmEngineValues *starts = ask(engine, "call.start", rows, n);
  LmEngineValues *durations = ask(engine, "call.duration", rows, n);
  LmEngineValues *messages = ask(engine, "call.messages", rows, n);
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < n; k++) {
      const LmCallRow *a = &event->calls[i], *b = &event->calls[k];
      g_assert_true((starts->keys[i] < starts->keys[k]) == (a->start_ns < b->start_ns));
      g_assert_true((messages->keys[i] < messages->keys[k]) == (a->n_messages < b->n_messages));
      if (a->duration_ns != LM_TIME_NONE && b->duration_ns != LM_TIME_NONE)
        g_assert_true((durations->keys[i] < durations->keys[k]) ==
                      (a->duration_ns < b->duration_ns));
    }
  lm_engine_values_free(starts);
  lm_engine_values_free(durations);
  lm_engine_values_free(messages);
  lm_engine_event_free(event);
  g_free(rows);
  lm_engine_free(engine);
}

/* Headers of any name, what is no column, and calls that are not there. */
static void
test_names(void)
{
  LmEngine *engine = open_sample();
  const uint32_t calls[] = {0, 4000000, 1};
  LmEngineValues *agents = ask(engine, "User-Agent", calls, 3);
  g_assert_cmpuint(agents->n, ==, 2);
  g_assert_null(agents->keys);
  g_autofree char *agent = text(agents, 0);
  g_assert_nonnull(strstr(agent, "/"));
  LmEngineValues *same = ask(engine, "sip.h.user-agent", calls, 1);
  g_autofree char *again = text(same, 0);
  g_assert_cmpstr(agent, ==, again);
  LmEngineValues *none = ask(engine, "no such thing", calls, 3);
  g_assert_cmpuint(none->n, ==, 0);
  lm_engine_values_free(agents);
  lm_engine_values_free(same);
  lm_engine_values_free(none);
  lm_engine_free(engine);
}

static void
test_headers(void)
{
  LmEngine *engine = open_sample();
  LmEngineEvent *event = expect(engine, LM_ENGINE_HEADERS, lm_engine_request_headers(engine));
  g_auto(GStrv) names = g_strsplit(event->text, "\n", -1);
  g_assert_true(g_strv_contains((const char *const *)names, "Call-ID"));
  g_assert_true(g_strv_contains((const char *const *)names, "User-Agent"));
  g_assert_false(g_strv_contains((const char *const *)names, "Diversion"));
  for (char **name = names; *name; name++)
    for (char **other = name + 1; *other; other++)
      g_assert_cmpint(g_ascii_strcasecmp(*name, *other), !=, 0);
  lm_engine_event_free(event);
  lm_engine_free(engine);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  sample = g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  g_test_add_func("/engine-values/all-fields", test_all_fields);
  g_test_add_func("/engine-values/order", test_order);
  g_test_add_func("/engine-values/names", test_names);
  g_test_add_func("/engine-values/headers", test_headers);
  int status = g_test_run();
  g_free(sample);
  return status;
}
