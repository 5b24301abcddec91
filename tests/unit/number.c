/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/number.h"

#include <glib.h>

static LmNumber
number(const char *user)
{
  LmNumber number;
  g_assert_true(lm_number_read(lm_slice_str(user), &number));
  return number;
}

static unsigned
agree(const char *a, const char *b)
{
  LmNumber x = number(a), y = number(b);
  unsigned n = lm_number_agree(&x, &y);
  g_assert_cmpuint(lm_number_agree(&y, &x), ==, n);
  return n;
}

static void
test_forms(void)
{
  g_assert_cmpuint(agree("+493012345678", "03012345678"), ==, 10);
  g_assert_cmpuint(agree("+49-30-1234.5678", "00493012345678"), ==, 12);
  g_assert_cmpuint(agree("9003012345678", "3012345678"), ==, 10);
  g_assert_cmpuint(agree("+1(555)0100", "5550100;phone-context=+1"), ==, 7);
  g_assert_cmpuint(agree("2101", "101"), ==, 3);
  g_assert_cmpuint(agree("7", "7"), ==, 1);
}

static void
test_others(void)
{
  g_assert_cmpuint(agree("+493012345678", "+493012345679"), ==, 0);
  g_assert_cmpuint(agree("1000001", "2000001"), ==, 0);
  g_assert_cmpuint(agree("101", "102"), ==, 0);
  g_assert_cmpuint(agree("7", "17"), ==, 0);
  g_assert_cmpuint(agree("alice", "101"), ==, 0);
  g_assert_cmpuint(agree("alice", "bob"), ==, 0);
  g_assert_cmpuint(agree("alice", "ALICE"), ==, 255);
}

static void
test_long(void)
{
  /* What is longer than any number is compared by its end. */
  g_assert_cmpuint(agree("99999999999999999999123456789012345", "123456789012345"), ==, 15);
}

static void
test_nobody(void)
{
  static const char *const names[] = {"", "anonymous", "Anonymous", "unavailable", ";x=y"};
  LmNumber number;
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    g_assert_false(lm_number_read(lm_slice_str(names[i]), &number));
  g_assert_true(lm_number_read(lm_slice_str("0000"), &number));
  g_assert_cmpuint(number.n_digits, ==, 0);
}

static void
test_key(void)
{
  LmNumber a = number("+493012345678"), b = number("12345678");
  g_assert_cmpuint(lm_number_key(&a), ==, lm_number_key(&b));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/number/forms", test_forms);
  g_test_add_func("/number/others", test_others);
  g_test_add_func("/number/long", test_long);
  g_test_add_func("/number/nobody", test_nobody);
  g_test_add_func("/number/key", test_key);
  return g_test_run();
}
