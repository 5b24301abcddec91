/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts that somebody types, and the same amounts written out again. */

#include "ui/capture/amount.h"

static void
test_parse(void)
{
  static const struct {
    LmuAmount kind;
    const char *text;
    guint64 most, amount;
    gboolean good;
    const char *again;
  } rows[] = {
      {LMU_AMOUNT_SIZE, "", G_MAXINT64, 0, TRUE, ""},
      {LMU_AMOUNT_SIZE, "  ", G_MAXINT64, 0, TRUE, ""},
      {LMU_AMOUNT_SIZE, "100MB", G_MAXINT64, 100000000, TRUE, "100 MB"},
      {LMU_AMOUNT_SIZE, "64 kib", G_MAXINT64, 65536, TRUE, "65536 B"},
      {LMU_AMOUNT_SIZE, "1500 MB", G_MAXINT64, 1500000000, TRUE, "1500 MB"},
      {LMU_AMOUNT_SIZE, "3 GiB", G_MAXINT64, (guint64)3 << 30, TRUE, "3 GiB"},
      {LMU_AMOUNT_SIZE, "100", G_MAXINT64, 0, FALSE, NULL},
      {LMU_AMOUNT_SIZE, "1 MB", 262144, 0, FALSE, NULL},
      {LMU_AMOUNT_MEBIBYTES, "64 MiB", 2047, 64, TRUE, "64 MiB"},
      {LMU_AMOUNT_MEBIBYTES, "1 GiB", 2047, 1024, TRUE, "1 GiB"},
      {LMU_AMOUNT_MEBIBYTES, "1 B", 2047, 1, TRUE, "1 MiB"},
      {LMU_AMOUNT_MEBIBYTES, "2 GiB", 2047, 0, FALSE, NULL},
      {LMU_AMOUNT_SPAN, "90", G_MAXINT64, 90000000000, TRUE, "90 s"},
      {LMU_AMOUNT_SPAN, "2h", G_MAXINT64, 7200000000000, TRUE, "2 h"},
      {LMU_AMOUNT_SPAN, "0 s", G_MAXINT64, 0, FALSE, NULL},
      {LMU_AMOUNT_SPAN, "-1 h", G_MAXINT64, 0, FALSE, NULL},
      {LMU_AMOUNT_SPAN, "soon", G_MAXINT64, 0, FALSE, NULL},
      {LMU_AMOUNT_NUMBER, "20", 100000, 20, TRUE, "20"},
      {LMU_AMOUNT_NUMBER, "20 calls", 100000, 0, FALSE, NULL},
      {LMU_AMOUNT_NUMBER, "100001", 100000, 0, FALSE, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    guint64 amount = 0;
    gboolean good = lmu_amount_parse(rows[i].kind, rows[i].text, rows[i].most, &amount);
    g_assert_cmpint(good, ==, rows[i].good);
    g_assert_cmpuint(amount, ==, rows[i].amount);
    g_autofree char *again = good ? lmu_amount_format(rows[i].kind, amount) : NULL;
    g_assert_cmpstr(again, ==, rows[i].again);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/amount/parse", test_parse);
  return g_test_run();
}
