/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wait.h"

#include "base/time.h"

#include <glib.h>

#define SPAN_NS (30 * LM_NS_PER_MS)

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition;
static bool woken;

static void *
wake(void *unused)
{
  pthread_mutex_lock(&mutex);
  woken = true;
  pthread_cond_signal(&condition);
  pthread_mutex_unlock(&mutex);
  return unused;
}

/* It ends after the span, and neither before nor never. */
static void
test_time(void)
{
  int64_t from_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  pthread_mutex_lock(&mutex);
  while (lm_wait_until(&condition, &mutex, from_ns + SPAN_NS))
    ;
  pthread_mutex_unlock(&mutex);
  g_assert_cmpint(lm_time_now_ns(CLOCK_MONOTONIC) - from_ns, >=, SPAN_NS);
}

static void
test_woken(void)
{
  pthread_t thread;
  bool in_time = true;
  pthread_mutex_lock(&mutex);
  g_assert_cmpint(pthread_create(&thread, NULL, wake, NULL), ==, 0);
  while (!woken && in_time)
    in_time = lm_wait_until(&condition, &mutex, lm_time_now_ns(CLOCK_MONOTONIC) + 60 * LM_NS_PER_S);
  pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
  g_assert_true(woken && in_time);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  lm_wait_init(&condition);
  g_test_add_func("/wait/time", test_time);
  g_test_add_func("/wait/woken", test_woken);
  int failed = g_test_run();
  pthread_cond_destroy(&condition);
  return failed;
}
