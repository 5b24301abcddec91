/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the title says of a session. */

#include "ui/model/summary.h"

#include <string.h>

/* What stands in the line about @progress alone. */
static char *
summary_of(const LmCaptureProgress *progress)
{
  const LmTraceCounters nothing = {0};
  return lmu_summary(&nothing, progress, 3, 0, NULL);
}

static void
test_turns(void)
{
  LmCaptureProgress progress = {.n_turns = 0};
  g_autofree char *none = summary_of(&progress);
  progress.n_turns = 1;
  g_autofree char *one = summary_of(&progress);
  progress.n_turns = 3;
  g_autofree char *three = summary_of(&progress);
  g_assert_cmpstr(none, ==, "3 calls");
  g_assert_cmpstr(one, ==, "3 calls · frame numbers began again at 1");
  g_assert_cmpstr(three, ==, "3 calls · frame numbers began again at 1, 3 times");
}

static void
test_order(void)
{
  const LmTraceCounters counters = {.packets = 2, .evicted_calls = 7, .last_ns = 3 * LM_NS_PER_S};
  const LmCaptureProgress progress = {.bytes_read = 2000};
  g_autofree char *text = lmu_summary(&counters, &progress, 1, 1, "4 lost");
  g_assert_true(g_str_has_prefix(text, "1 call · 7 only on disk · 4 lost · 1 failed · 3.0 s · 2"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/summary/turns", test_turns);
  g_test_add_func("/summary/order", test_order);
  return g_test_run();
}
