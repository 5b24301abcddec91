/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filters with names: kept in order, replaced by name, and the same after they were kept. */

#include "ui/model/saved-filters.h"

static char *
all(void)
{
  g_auto(GStrv) pairs = lmu_saved_filters_to_strv();
  return g_strjoinv("|", pairs);
}

static void
assert_all(const char *wanted)
{
  g_autofree char *found = all();
  g_assert_cmpstr(found, ==, wanted);
}

static void
test_add_and_remove(void)
{
  assert_all("");
  g_assert_true(lmu_saved_filters_add("Trunk", "calls", "ip.addr == 192.0.2.1"));
  g_assert_true(lmu_saved_filters_add(" Busy ", "other", "busy "));
  assert_all("Busy|other|busy|Trunk|calls|ip.addr == 192.0.2.1");
  g_assert_true(lmu_saved_filters_add("Trunk", "failed", "failed"));
  assert_all("Busy|other|busy|Trunk|failed|failed");
  g_assert_false(lmu_saved_filters_add("  ", "calls", "failed"));
  g_assert_false(lmu_saved_filters_add("None", "calls", " "));
  g_assert_false(lmu_saved_filters_remove("None"));
  g_assert_null(lmu_saved_filters_find("None"));
  LmuSavedFilter *trunk = lmu_saved_filters_find("Trunk");
  g_assert_cmpstr(lmu_saved_filter_get_text(trunk), ==, "failed");
  g_assert_true(lmu_saved_filters_remove("Busy"));
  assert_all("Trunk|failed|failed");
  g_assert_true(lmu_saved_filters_remove("Trunk"));
  assert_all("");
}

/* What was kept may have been changed by hand. */
static void
test_kept(void)
{
  const char *const odd[] = {"B", "",      "busy", "A", "other", "failed",
                             "",  "calls", "x",    "C", "D",     NULL};
  lmu_saved_filters_from_strv(odd);
  assert_all("A|other|failed|B||busy");
  g_auto(GStrv) kept = lmu_saved_filters_to_strv();
  lmu_saved_filters_from_strv((const char *const[]){NULL});
  assert_all("");
  lmu_saved_filters_from_strv((const char *const *)kept);
  assert_all("A|other|failed|B||busy");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/saved-filters/add-and-remove", test_add_and_remove);
  g_test_add_func("/saved-filters/kept", test_kept);
  return g_test_run();
}
