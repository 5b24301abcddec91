/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shows that the time a parser takes grows with its input and not with its square: an input that
 * is four times as long may take eight times as long, where a square would take sixteen. Time is
 * that of the processor, the best of some runs, so that a busy machine does not matter. */

#include <glib.h>
#include <stdint.h>
#include <time.h>

/* Four times as much may take so many times as long: more than four, as less of it fits into the
 * caches, but a square would take sixteen. */
#define LINEAR_FOURFOLD 8.0

static inline int64_t
linear_cpu_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* @run is called with @head, many times @part, and @tail. */
static inline void
assert_linear(void (*run)(const char *text, size_t len), const char *head, const char *part,
              const char *tail)
{
  int64_t best[2] = {INT64_MAX, INT64_MAX};
  for (int longer = 0; longer < 2; longer++) {
    g_autoptr(GString) text = g_string_new(head);
    while (text->len < (longer ? 4u << 17 : 1u << 17))
      g_string_append(text, part);
    g_string_append(text, tail);
    for (int i = 0; i < 5; i++) {
      int64_t start = linear_cpu_ns();
      run(text->str, text->len);
      best[longer] = MIN(best[longer], linear_cpu_ns() - start);
    }
  }
  g_autofree char *shown = g_strescape(part, NULL);
  g_test_message("%s: %" G_GINT64_FORMAT " us, four times as much %" G_GINT64_FORMAT " us", shown,
                 best[0] / 1000, best[1] / 1000);
  g_assert_cmpint(best[1], <, best[0] * (int64_t)LINEAR_FOURFOLD + 2000000);
}
