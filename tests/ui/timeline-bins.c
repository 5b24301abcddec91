/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls.h"
#include "ui/timeline/bins.h"

static void
test_count(void)
{
  g_autoptr(LmuCallStore) store = lmu_call_store_new();
  LmuBins bins = {0};
  lmu_bins_count(&bins, lmu_call_store_rows(store), FALSE, 10);
  g_assert_cmpuint(bins.n_bins, ==, 0);
  for (guint i = 0; i < 100; i++) {
    LmCallRow row = test_call(i, "<sip:a@example.net>", "<sip:b@example.net>",
                              i == 99 ? LM_CALL_FAILED : LM_CALL_COMPLETED, 1000 + i);
    lmu_call_store_update(store, &row, 1);
  }
  lmu_bins_count(&bins, lmu_call_store_rows(store), FALSE, 10);
  g_assert_cmpuint(bins.n_bins, ==, 10);
  g_assert_cmpuint(bins.calls, ==, 100);
  g_assert_cmpuint(bins.failed, ==, 1);
  g_assert_cmpuint(bins.bins[0].calls, ==, 10);
  g_assert_cmpuint(bins.bins[9].failed, ==, 1);
  g_assert_cmpint(lmu_bins_time(&bins, 0), ==, 1000);
  g_assert_cmpint(lmu_bins_time(&bins, 10), >, 1099);
  g_assert_cmpuint(lmu_bins_at(&bins, 0), ==, 0);
  g_assert_cmpuint(lmu_bins_at(&bins, G_MAXINT64), ==, 9);
  lmu_bins_count(&bins, lmu_call_store_rows(store), TRUE, 10);
  g_assert_cmpuint(bins.n_bins, ==, 0);
  lmu_bins_clear(&bins);
}

/* Times at the ends of what a number holds, as a damaged file may have them. */
static void
test_extremes(void)
{
  g_autoptr(LmuCallStore) store = lmu_call_store_new();
  LmCallRow rows[] = {
      test_call(0, "<sip:a@example.net>", "<sip:b@example.net>", LM_CALL_COMPLETED, G_MININT64 + 1),
      test_call(1, "<sip:a@example.net>", "<sip:b@example.net>", LM_CALL_COMPLETED, G_MAXINT64),
  };
  LmuBins bins = {0};
  lmu_call_store_update(store, rows, G_N_ELEMENTS(rows));
  lmu_bins_count(&bins, lmu_call_store_rows(store), FALSE, 7);
  g_assert_cmpuint(bins.calls, ==, 2);
  g_assert_cmpuint(bins.bins[0].calls, ==, 1);
  g_assert_cmpuint(bins.bins[6].calls, ==, 1);
  lmu_bins_clear(&bins);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/timeline-bins/count", test_count);
  g_test_add_func("/timeline-bins/extremes", test_extremes);
  return g_test_run();
}
