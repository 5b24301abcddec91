/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/search.h"

#include <glib.h>

static bool
finds(const char *needle, const char *text)
{
  LmSearch search;
  lm_search_init(&search, needle);
  return lm_search_find(&search, lm_slice_str(text));
}

static void
test_found(void)
{
  g_assert_true(finds("abcab", "xxABCabcabxx"));
  g_assert_true(finds("abcab", "abcab"));
  g_assert_true(finds("b", "aB"));
  g_assert_true(finds("[ö]", "x[ö]"));
  g_assert_true(finds("", ""));
  g_assert_true(finds(NULL, "abc"));
}

static void
test_not_found(void)
{
  g_assert_false(finds("abcab", "abcaabca"));
  g_assert_false(finds("abcab", "abc"));
  g_assert_false(finds("abcab", ""));
  /* Only letters have two cases: these differ in the same bit. */
  g_assert_false(finds("[", "{"));
  g_assert_false(finds("@", "`"));
}

/* At every place of texts with many likenesses, beside a search that looks everywhere. */
static void
test_everywhere(void)
{
  GRand *rand = g_rand_new_with_seed(3);
  for (int round = 0; round < 20000; round++) {
    char text[90], needle[20];
    int len = g_rand_int_range(rand, 0, sizeof text), n = g_rand_int_range(rand, 1, sizeof needle);
    for (int i = 0; i < len; i++)
      text[i] = "abAB"[g_rand_int_range(rand, 0, 4)];
    for (int i = 0; i < n; i++)
      needle[i] = "abAB"[g_rand_int_range(rand, 0, 4)];
    /* Half of them are there, in the other case. */
    if (n <= len && g_rand_boolean(rand))
      for (int i = 0, at = g_rand_int_range(rand, 0, len - n + 1); i < n; i++)
        needle[i] = (char)(text[at + i] ^ 0x20);
    text[len] = '\0';
    needle[n] = '\0';
    bool expected = false;
    for (int at = 0; at + n <= len && !expected; at++)
      expected = g_ascii_strncasecmp(text + at, needle, (gsize)n) == 0;
    g_assert_cmpint(finds(needle, text), ==, expected);
  }
  g_rand_free(rand);
}

/* A text that is longer than what is kept of it is found by what is. */
static void
test_long(void)
{
  g_autofree char *needle = g_strnfill(400, 'n');
  g_autofree char *text = g_strnfill(1000, 'n');
  g_assert_true(finds(needle, text));
  text[300] = '\0';
  text[100] = text[200] = 'x';
  g_assert_false(finds(needle, text));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/search/found", test_found);
  g_test_add_func("/base/search/not-found", test_not_found);
  g_test_add_func("/base/search/everywhere", test_everywhere);
  g_test_add_func("/base/search/long", test_long);
  return g_test_run();
}
