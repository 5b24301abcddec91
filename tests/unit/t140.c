/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of T.140: what is shown of it, whatever the blocks are cut like. */
#include "proto/t140.h"

#include <glib.h>

static void
assert_shown(const char *bytes, const char *shown)
{
  size_t n = strlen(bytes);
  /* In one block, and a byte each. */
  for (size_t step = 1; step <= n; step += n > 1 ? n - 1 : 1) {
    LmT140 t140 = LM_T140_INIT;
    for (size_t at = 0; at < n; at += step)
      lm_t140_add(&t140, lm_slice_sub(lm_slice(bytes, n), at, step));
    g_assert_cmpstr(t140.shown.str ? t140.shown.str : "", ==, shown);
    lm_t140_clear(&t140);
  }
}

static void
test_text(void)
{
  assert_shown("Hello", "Hello");
  assert_shown("\xef\xbb\xbfGr\xc3\xbc\xc3\x9f", "Gr\xc3\xbc\xc3\x9f");
  assert_shown("a\xe2\x80\xa8"
               "b\r\nc",
               "a\nb\nc");
  assert_shown("ab\b\b\bc", "c");
  assert_shown("a\xe2\x9d\xa4\b", "a");
  assert_shown("\b", "");
}

/* Colours (CSI ... m), strings for applications (SOS ... ST), "interrupt", the bell. */
static void
test_controls(void)
{
  assert_shown("a\xc2\x9b"
               "31mred\xc2\x9b"
               "0m",
               "ared");
  assert_shown("x\xc2\x98hidden\xc2\x9cy", "xy");
  assert_shown("x\x1b"
               "ay",
               "xy");
  assert_shown("a\ab", "ab");
}

static void
test_bad(void)
{
  LmT140 t140 = LM_T140_INIT;
  lm_t140_add(&t140, LM_SLICE_LITERAL("a\xff\x80"
                                      "b\xc3"
                                      "c\xed\xa0\x80"));
  g_assert_cmpstr(t140.shown.str, ==, "abc");
  g_assert_cmpuint(t140.malformed, ==, 6);
  /* What was begun before a loss does not go on behind it. */
  lm_t140_add(&t140, LM_SLICE_LITERAL("\xc2\x98\xe2\x9d"));
  lm_t140_add_loss(&t140);
  lm_t140_add(&t140, LM_SLICE_LITERAL("\xa4"
                                      "d\b\be"));
  g_assert_cmpstr(t140.shown.str, ==, "abce");
  g_assert_cmpuint(t140.erased, ==, 2);
  lm_t140_clear(&t140);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/t140/text", test_text);
  g_test_add_func("/t140/controls", test_controls);
  g_test_add_func("/t140/bad", test_bad);
  return g_test_run();
}
