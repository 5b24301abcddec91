/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"

#include <glib.h>

static void
check(const char *text, const char *const *wanted, size_t n)
{
  char **words;
  g_assert_cmpint(lm_words_split(text, &words), ==, LM_WORDS_DONE);
  g_assert_cmpuint(g_strv_length(words), ==, n);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpstr(words[i], ==, wanted[i]);
  lm_words_free(words);
}

#define CHECK(text, ...)                          \
  check(text, (const char *const[]){__VA_ARGS__}, \
        sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

static void
test_words(void)
{
  CHECK("true", "true");
  CHECK("  a\tb\n c ", "a", "b", "c");
  CHECK("'a b' \"c d\" e\\ f", "a b", "c d", "e f");
  CHECK("a'b'\"c\"d ''", "abcd", "");
  CHECK("\"\"", "");
}

/* XCU 2.2 of POSIX: what a backslash does depends on where it stands. */
static void
test_backslashes(void)
{
  CHECK("'a\\b'", "a\\b");
  CHECK("\"a\\b \\\" \\\\ \\$\"", "a\\b \" \\ $");
  CHECK("a\\\nb \"c\\\nd\"", "ab", "cd");
  CHECK("a\\", "a");
}

/* What a shell would make something of stays as it is. */
static void
test_nothing_else(void)
{
  CHECK("$HOME * ~ `x` $(y) # | > ; &", "$HOME", "*", "~", "`x`", "$(y)", "#", "|", ">", ";", "&");
}

static void
test_faults(void)
{
  static const char *const open[] = {"'", "a \"b", "\"a\\", "a 'b\\'c'"};
  char **words;
  for (size_t i = 0; i < G_N_ELEMENTS(open); i++) {
    g_assert_cmpint(lm_words_split(open[i], &words), ==, LM_WORDS_OPEN_QUOTE);
    g_assert_null(words);
  }
  g_assert_cmpint(lm_words_split(" \t", &words), ==, LM_WORDS_NONE);
  g_assert_null(words);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/words", test_words);
  g_test_add_func("/words/backslashes", test_backslashes);
  g_test_add_func("/words/nothing-else", test_nothing_else);
  g_test_add_func("/words/faults", test_faults);
  return g_test_run();
}
