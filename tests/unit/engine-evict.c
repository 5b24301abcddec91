/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows that go while an engine has them shown, and that nothing that goes through a trace stumbles
 * over those that went. */

#include "engine/session.h"
#include "engines.h"
#include "ladder/ladder.h"
#include "relate/legs.h"
#include "relate/roles.h"
#include "report/reports.h"
#include "track/evict.h"

#include <fcntl.h>

static char *folder;

typedef struct {
  GHashTable *there; /* rows of calls */
  uint32_t n_gone;
  LmTraceCounters counters;
} Seen;

static void
take(Seen *seen, const LmEngineEvent *event)
{
  for (size_t i = 0; i < event->n_calls; i++)
    g_hash_table_add(seen->there, GUINT_TO_POINTER(event->calls[i].index));
  for (size_t i = 0; i < event->n_gone_calls; i++) {
    g_assert_true(i == 0 || event->gone_calls[i - 1] < event->gone_calls[i]);
    g_hash_table_remove(seen->there, GUINT_TO_POINTER(event->gone_calls[i]));
  }
  seen->n_gone += (uint32_t)event->n_gone_calls;
  if (event->kind == LM_ENGINE_PROGRESS)
    seen->counters = event->counters;
}

/* Up to the next event of @kind, which is not freed. */
static LmEngineEvent *
take_until(LmEngine *engine, LmEngineEventKind kind, Seen *seen)
{
  for (;;) {
    LmEngineEvent *event = next_event(engine);
    take(seen, event);
    if (event->kind == kind)
      return event;
    lm_engine_event_free(event);
  }
}

static void
test_events(void)
{
  enum { N = 60000 };
  Seen seen = {.there = g_hash_table_new(NULL, NULL)};
  g_autofree char *large = make_large(folder, N);
  const LmEngineOptions options = {.budget_bytes = 1ull << 30};
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  lm_engine_open(engine, (const char *const *)&large, 1, &options);
  lm_engine_event_free(take_until(engine, LM_ENGINE_DONE, &seen));
  g_assert_cmpuint(g_hash_table_size(seen.there), ==, N);
  /* What was answered before it goes is not known any more after. */
  const uint32_t calls[] = {0, N - 1};
  lm_engine_request_ladder(engine, calls, 2, &LM_LADDER_OPTIONS_DEFAULT);
  lm_engine_event_free(take_until(engine, LM_ENGINE_LADDER, &seen));
  lm_engine_evict_finished(engine);
  lm_engine_event_free(take_until(engine, LM_ENGINE_EVICTED, &seen));
  lm_engine_event_free(take_until(engine, LM_ENGINE_PROGRESS, &seen));
  /* Of 60 s of INVITEs those that came in the last 32 may still be answered. */
  g_assert_cmpuint(seen.n_gone, >=, N * 27 / 60);
  g_assert_cmpuint(seen.n_gone, <=, N * 28 / 60);
  g_assert_cmpuint(seen.counters.evicted_calls, ==, seen.n_gone);
  g_assert_cmpuint(g_hash_table_size(seen.there) + seen.n_gone, ==, N);
  lm_engine_request_ladder(engine, calls, 2, &LM_LADDER_OPTIONS_DEFAULT);
  LmEngineEvent *event = take_until(engine, LM_ENGINE_LADDER, &seen);
  g_assert_cmpuint(event->ladder->n_rows, ==, 1);
  lm_engine_event_free(event);
  lm_engine_request_message(engine, 0);
  event = take_until(engine, LM_ENGINE_MESSAGE, &seen);
  g_assert_true(event->message.evicted);
  lm_engine_event_free(event);
  lm_engine_request_message(engine, N - 1);
  event = take_until(engine, LM_ENGINE_MESSAGE, &seen);
  g_assert_false(event->message.evicted);
  g_assert_cmpuint(event->message.bytes.len, >, 0);
  lm_engine_event_free(event);
  lm_engine_free(engine);
  g_hash_table_unref(seen.there);
}

/* Nothing goes that was not told before, however little room there is. */
static void
test_told(void)
{
  enum { N = 60000 };
  g_autofree char *large = make_large(folder, N);
  g_autofree bool *told = g_new0(bool, N);
  uint32_t n_told = 0, n_gone = 0;
  const LmEngineOptions options = {.budget_bytes = 8 << 20};
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  lm_engine_open(engine, (const char *const *)&large, 1, &options);
  for (bool done = false; !done;) {
    LmEngineEvent *event = next_event(engine);
    for (size_t i = 0; i < event->n_calls; i++) {
      n_told += !told[event->calls[i].index];
      told[event->calls[i].index] = true;
    }
    for (size_t i = 0; i < event->n_gone_calls; i++)
      g_assert_true(told[event->gone_calls[i]]);
    n_gone += (uint32_t)event->n_gone_calls;
    done = event->kind == LM_ENGINE_DONE;
    lm_engine_event_free(event);
  }
  g_assert_cmpuint(n_told, ==, N);
  g_assert_cmpuint(n_gone, >, N / 2);
  lm_engine_free(engine);
}

static void
look_at_report(const LmReport *report, const LmTrace *trace)
{
  LmReportRows *rows = lm_report_rows_new(report, trace, NULL);
  LmReportRow row;
  lm_report_row_open(&row, rows);
  for (uint32_t i = 0; i < lm_report_rows_n(rows); i++) {
    lm_report_row_go(&row, i);
    g_assert_true(row.call == LM_NONE || lm_trace_has_call(trace, row.call));
    for (unsigned column = 0; column < report->n_columns; column++) {
      LmCell cell;
      lm_report_cell(&row, &report->columns[column], &cell);
    }
  }
  lm_report_row_close(&row);
  lm_report_rows_free(rows);
}

static void
look_at_all(const LmTrace *trace)
{
  LmArena arena = LM_ARENA_INIT;
  for (size_t i = 0; lm_reports[i]; i++)
    if (!lm_reports[i]->listens)
      look_at_report(lm_reports[i], trace);
  lm_legs_free(lm_legs_new(trace, NULL, 0));
  lm_roles_free(lm_roles_new(trace));
  uint32_t n = lm_trace_n_calls(trace), *calls = lm_arena_alloc(&arena, n * sizeof *calls);
  for (uint32_t i = 0; i < n; i++)
    calls[i] = i;
  lm_ladder_free(lm_ladder_new(trace, calls, n, &LM_LADDER_OPTIONS_DEFAULT));
  lm_arena_clear(&arena);
}

/* With relations that were found before rows went. */
static void
look_at_ladder(const LmTrace *trace, const LmLegs *legs, const LmRoles *roles)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  options.legs = true;
  for (uint32_t i = 0; i < lm_trace_n_calls(trace) && i < 20; i++)
    lm_ladder_free(lm_ladder_new_with(trace, &i, 1, &options,
                                      &(LmLadderExtras){.legs = legs, .roles = roles}));
}

/* Whoever looks between two of its pieces finds nothing amiss. */
static void
evict(LmSession *session, double share)
{
  const LmTrace *trace = lm_session_trace(session);
  LmLegs *legs = lm_legs_new(trace, NULL, 0);
  LmRoles *roles = lm_roles_new(trace);
  LmKeep keep = LM_KEEP_INIT;
  const LmEviction eviction = {.share = share, .unfinished = true};
  LmEvicting *evicting = lm_tracker_evict(lm_session_tracker(session), &eviction, &keep);
  while (lm_evicting_go_on(evicting)) {
    look_at_all(lm_session_trace(session));
    look_at_ladder(trace, legs, roles);
  }
  lm_evicting_free(evicting);
  lm_legs_free(legs);
  lm_roles_free(roles);
  lm_keep_end(&keep);
  look_at_all(lm_session_trace(session));
}

/* Every capture of the tests, with a part of it gone, then all. */
static void
test_captures(gconstpointer path)
{
  LmError error = {0};
  const char *paths[] = {path};
  const LmSessionOptions options = {.budget_bytes = 1ull << 40};
  LmSession *session = lm_session_open(paths, 1, &options, NULL, &error);
  g_assert_nonnull(session);
  for (int n = 1; lm_session_step(session);)
    if (n++ % 3 == 0)
      lm_session_evict_finished(session);
  const LmTraceCounters *counters = lm_trace_counters(lm_session_trace(session));
  for (int part = 0; part < 3; part++)
    evict(session, part < 2 ? 0.4 : 1);
  const LmTrace *trace = lm_session_trace(session);
  g_assert_cmpuint(counters->evicted_call_ids, ==, lm_trace_n_calls(trace));
  g_assert_cmpuint(counters->evicted_streams, ==, lm_trace_n_streams(trace));
  g_assert_cmpuint(counters->evicted_messages, ==, lm_trace_n_messages(trace));
  lm_session_close(session);
}

/* What goes on for so long that rows have no more numbers is read no further, and nothing breaks.
 */
static void
test_full(void)
{
  LmError error = {0};
  g_autofree char *path =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  LmFollow *follow = lm_follow_new(&error);
  g_assert_true(lm_follow_add(follow, open(path, O_RDONLY | O_CLOEXEC), &error));
  const LmSessionOptions options = {.follow = follow, .follow_name = "live", .max_rows = 2};
  LmSession *session = lm_session_open(NULL, 0, &options, NULL, &error);
  g_assert_nonnull(session);
  while (lm_session_step(session))
    ;
  g_assert_false(lm_session_step(session));
  g_assert_cmpint(lm_session_damage(session)->code, ==, LM_ERROR_LIMIT);
  g_assert_nonnull(strstr(lm_session_full(session)->message, "2 rows"));
  look_at_all(lm_session_trace(session));
  g_assert_cmpuint(lm_trace_n_messages(lm_session_trace(session)), >=, 2);
  lm_session_close(session);
  lm_follow_free(follow);
}

static void
add_captures(const char *name)
{
  g_autofree char *captures = g_build_filename(g_getenv("LINESMAN_SOURCE"), name, NULL);
  g_autoptr(GDir) dir = g_dir_open(captures, 0, NULL);
  g_assert_nonnull(dir);
  for (const char *file; (file = g_dir_read_name(dir));) {
    g_autofree char *test = g_strdup_printf("/engine/evict/%s", file);
    if (g_str_has_suffix(file, ".pcapng"))
      g_test_add_data_func_full(test, g_build_filename(captures, file, NULL), test_captures,
                                g_free);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("linesman-evict-XXXXXX", NULL);
  g_test_add_func("/engine/evict/events", test_events);
  g_test_add_func("/engine/evict/told", test_told);
  g_test_add_func("/engine/evict/full", test_full);
  add_captures("tests/captures");
  add_captures("data/samples");
  int status = g_test_run();
  g_autofree char *large = g_build_filename(folder, "large.pcap", NULL);
  g_unlink(large);
  g_rmdir(folder);
  g_free(folder);
  return status;
}
