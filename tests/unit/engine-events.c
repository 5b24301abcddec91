/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps of other protocols as the engine hands them out: as a message, in a search, in a ladder. */

#include "engine/event_detail.h"
#include "engine/rows.h"
#include "engine/session.h"

#include <glib.h>
#include <string.h>

static LmSession *session;
static const LmTrace *trace;

static uint32_t
find_event(const char *label)
{
  for (uint32_t i = 0; i < lm_trace_n_events(trace); i++)
    if (strcmp(lm_trace_event(trace, i)->label, label) == 0)
      return i;
  g_assert_not_reached();
}

static void
test_view(void)
{
  uint32_t row = find_event("101 Switching Protocols");
  LmMessageView view;
  lm_event_view_fill(trace, row, &view);
  g_assert_true(view.is_event);
  g_assert_cmpuint(view.index, ==, row);
  g_assert_cmpstr(view.transport, ==, "HTTP");
  g_assert_cmpstr(view.event.label, ==, "101 Switching Protocols");
  g_assert_cmpuint(view.event.outcome, ==, LM_EVENT_GOOD);
  g_assert_cmpuint(view.event.call_number, ==, 1);
  g_assert_true(lm_slice_starts_with(view.bytes, LM_SLICE_LITERAL("HTTP/1.1 101 ")));
  g_assert_cmpstr(view.path, ==, "");
}

static void
test_tree(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmMessageView view;
  lm_event_view_fill(trace, find_event("101 Switching Protocols"), &view);
  const LmDetail *tree = lm_event_view_detail(&view, &arena);
  g_assert_cmpstr(tree->first_child->name, ==, "Start line");
  g_assert_true(lm_slice_starts_with(tree->first_child->value, LM_SLICE_LITERAL("HTTP/1.1 101")));
  /* Without bytes there is what is known. */
  view.bytes = LM_SLICE_EMPTY;
  tree = lm_event_view_detail(&view, &arena);
  g_assert_cmpstr(tree->first_child->name, ==, "Protocol");
  g_assert_true(lm_slice_equal(tree->first_child->value, LM_SLICE_LITERAL("HTTP")));
  g_assert_cmpstr(tree->last_child->name, ==, "Destination");
  view.event.protocol = 255;
  g_assert_nonnull(lm_event_view_detail(&view, &arena)->first_child);
  lm_arena_clear(&arena);
}

static bool
has(uint32_t message, uint32_t event, const char *text)
{
  LmEngineSought sought = {message, event};
  LmSearch search;
  lm_search_init(&search, text);
  return lm_sought_has(trace, &sought, &search);
}

static void
test_search(void)
{
  uint32_t row = find_event("101 Switching Protocols");
  g_assert_true(has(LM_NONE, row, "http 101 switching"));
  g_assert_true(has(LM_NONE, row, "sec-websocket-accept"));
  g_assert_true(has(LM_NONE, row, "protocols sip"));
  g_assert_false(has(LM_NONE, row, "INVITE"));
  g_assert_false(has(LM_NONE, LM_NONE, "http"));
  g_assert_false(has(LM_NONE, lm_trace_n_events(trace), ""));
  g_assert_true(has(0, row, "SIP/2.0"));
}

static void
test_call_row(void)
{
  LmCallRow row;
  lm_call_row_fill(trace, lm_trace_call_by_number(trace, 1), &row);
  g_assert_cmpuint(row.n_events, ==, lm_trace_n_events(trace));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autofree char *path =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests", "captures", "ws.pcapng", NULL);
  const char *const paths[] = {path};
  LmError error = {0};
  LmCancel cancel = {0};
  const LmSessionOptions options = {0};
  session = lm_session_open(paths, 1, &options, &cancel, &error);
  g_assert_nonnull(session);
  while (lm_session_step(session))
    continue;
  trace = lm_session_trace(session);
  g_test_add_func("/engine/events/view", test_view);
  g_test_add_func("/engine/events/tree", test_tree);
  g_test_add_func("/engine/events/search", test_search);
  g_test_add_func("/engine/events/call-row", test_call_row);
  int result = g_test_run();
  lm_session_close(session);
  return result;
}
