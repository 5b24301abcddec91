/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is offered as a column for what somebody typed. */

#include "ui/model/column-offers.h"

static const char *const seen[] = {"Via", "User-Agent", "X-Trunk", "Call-ID", NULL};

/* The place of @name among the offers for @typed, or -1. */
static int
place(const char *typed, const char *name)
{
  g_autoptr(GPtrArray) offers = lmu_column_offers(typed, seen, 40);
  for (guint i = 0; i < offers->len; i++) {
    const LmuColumnOffer *offer = g_ptr_array_index(offers, i);
    if (g_strcmp0(offer->name, name) == 0)
      return (int)i;
  }
  return -1;
}

static void
test_nothing_typed(void)
{
  /* What the capture has comes first, what every message has does not come. */
  g_assert_cmpint(place("", "sip.h.User-Agent"), ==, 0);
  g_assert_cmpint(place("", "sip.h.X-Trunk"), ==, 1);
  g_assert_cmpint(place("", "sip.h.Via"), ==, -1);
  g_assert_cmpint(place(" ", "sip.h.Diversion"), >, 1);
  g_assert_cmpint(place("", "call.legs"), >, 1);
  /* All of them are columns, and none comes twice. */
  g_autoptr(GPtrArray) offers = lmu_column_offers("", seen, 40);
  for (guint i = 0; i < offers->len; i++) {
    const LmuColumnOffer *offer = g_ptr_array_index(offers, i);
    g_autofree char *name = lmu_column_name(offer->name);
    g_assert_cmpstr(name, ==, offer->name);
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr(((LmuColumnOffer *)g_ptr_array_index(offers, k))->name, !=, name);
  }
  g_assert_cmpuint(offers->len, >, 12);
}

static void
test_typed(void)
{
  g_assert_cmpint(place("x-tr", "sip.h.X-Trunk"), ==, 0);
  g_assert_cmpint(place("sip.h.x-tr", "sip.h.X-Trunk"), ==, 0);
  g_assert_cmpint(place("via", "sip.h.Via"), ==, 0);
  g_assert_cmpint(place("dive", "sip.h.Diversion"), >=, 0);
  g_assert_cmpint(place("identity", "sip.h.P-Asserted-Identity"), >=, 0);
  g_assert_cmpint(place("rtp.lo", "rtp.loss"), >=, 0);
  g_assert_cmpint(place("mos", "rtp.mos"), >=, 0);
  /* Any header, and nothing for what is none. */
  g_assert_cmpint(place("X-Never-Seen", "sip.h.X-Never-Seen"), ==, 0);
  g_assert_cmpint(place("no such thing", "sip.h.no such thing"), ==, -1);
  g_autoptr(GPtrArray) few = lmu_column_offers("s", seen, 5);
  g_assert_cmpuint(few->len, ==, 5);
}

static void
test_names(void)
{
  g_autofree char *header = lmu_column_name(" User-Agent ");
  g_autofree char *any = lmu_column_name("sip.h.X-Foo");
  g_autofree char *field = lmu_column_name("rtp.loss");
  g_assert_cmpstr(header, ==, "sip.h.User-Agent");
  g_assert_cmpstr(any, ==, "sip.h.X-Foo");
  g_assert_cmpstr(field, ==, "rtp.loss");
  g_assert_null(lmu_column_name(""));
  g_assert_null(lmu_column_name("rtp.loss > 2"));
  g_assert_null(lmu_column_name("X-Foo"));
  g_assert_cmpstr(lmu_column_title("sip.h.X-Foo"), ==, "X-Foo");
  g_assert_cmpstr(lmu_column_title("rtp.loss"), ==, "rtp.loss");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/column-offers/nothing-typed", test_nothing_typed);
  g_test_add_func("/column-offers/typed", test_typed);
  g_test_add_func("/column-offers/names", test_names);
  return g_test_run();
}
