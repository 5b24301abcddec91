/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/steps_back.h"

#include <glib.h>

static LmFrame
frame(double seconds, uint16_t interface)
{
  return (LmFrame){.time_ns = (int64_t)(seconds * 1e9), .interface = interface};
}

static LmStepsBackSum
look(const LmFrame *frames, size_t n)
{
  LmStepsBack steps;
  lm_steps_back_init(&steps);
  /* In two parts, as a capture is read. */
  lm_steps_back_look(&steps, frames, n / 2);
  lm_steps_back_look(&steps, frames + n / 2, n - n / 2);
  LmStepsBackSum sum = lm_steps_back_sum(&steps);
  lm_steps_back_clear(&steps);
  return sum;
}

/* A clock that was set back is one step, however many packets come after it. */
static void
test_set_back(void)
{
  LmFrame frames[] = {frame(5000, 0), frame(5001, 0), frame(1401, 0), frame(1402, 0),
                      frame(1403, 0), frame(1300, 0), frame(1301, 0)};
  LmStepsBackSum sum = look(frames, G_N_ELEMENTS(frames));
  g_assert_cmpuint(sum.n, ==, 2);
  g_assert_cmpint(sum.most_ns, ==, 3600 * LM_NS_PER_S);
  g_assert_cmpint(sum.first_ns, ==, 5001 * LM_NS_PER_S);
}

/* Queues that are emptied in turns bring packets late, and two probes have two clocks. */
static void
test_usual(void)
{
  LmFrame late[] = {frame(10, 0), frame(9.2, 0), frame(10.1, 0), frame(9.1, 0)};
  g_assert_cmpuint(look(late, G_N_ELEMENTS(late)).n, ==, 0);
  LmFrame probes[] = {frame(10, 0), frame(5000, 7), frame(10.5, 0), frame(5001, 7)};
  g_assert_cmpuint(look(probes, G_N_ELEMENTS(probes)).n, ==, 0);
  LmFrame ends[] = {frame(0, 0), {.time_ns = INT64_MAX}, {.time_ns = INT64_MIN + 1}};
  LmStepsBackSum sum = look(ends, G_N_ELEMENTS(ends));
  g_assert_cmpuint(sum.n, ==, 1);
  g_assert_cmpint(sum.most_ns, ==, INT64_MAX);
}

static void
test_join(void)
{
  LmStepsBackSum sum = {0};
  const LmStepsBackSum none = {0}, one = {1, 5, 100}, two = {2, 3, 50};
  lm_steps_back_join(&sum, &one);
  lm_steps_back_join(&sum, &none);
  lm_steps_back_join(&sum, &two);
  g_assert_cmpuint(sum.n, ==, 3);
  g_assert_cmpint(sum.most_ns, ==, 5);
  g_assert_cmpint(sum.first_ns, ==, 50);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/steps-back/set-back", test_set_back);
  g_test_add_func("/steps-back/usual", test_usual);
  g_test_add_func("/steps-back/join", test_join);
  return g_test_run();
}
