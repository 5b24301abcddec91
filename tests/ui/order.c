/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where one order is cut to become another: the pieces add up, and rows with widgets stay between
 * them where they can. */

#include "ui/model/order.h"

#include <string.h>

static LmuOrder *
new_order(const guint32 *rows, gsize n)
{
  return lmu_order_new(g_memdup2(rows, n * sizeof *rows), n, 100);
}

static void
test_find(void)
{
  const guint32 rows[] = {7, 3, 99};
  g_autoptr(LmuOrder) order = new_order(rows, G_N_ELEMENTS(rows));
  g_assert_cmpuint(lmu_order_find(order, 3), ==, 1);
  g_assert_cmpuint(lmu_order_find(order, 99), ==, 2);
  g_assert_cmpuint(lmu_order_find(order, 0), ==, G_MAXUINT32);
  g_assert_cmpuint(lmu_order_find(order, 100), ==, G_MAXUINT32);
}

/* Whether @row is a piece of its own in both orders. */
static gboolean
stays(GArray *cuts, gsize from, gsize to)
{
  for (guint i = 0; i + 1 < cuts->len; i++) {
    LmuCut behind = g_array_index(cuts, LmuCut, i), before = g_array_index(cuts, LmuCut, i + 1);
    if (before.from == from && before.to == to && behind.from == from + 1 && behind.to == to + 1)
      return TRUE;
  }
  return FALSE;
}

static void
test_stay(void)
{
  const guint32 from[] = {1, 2, 3, 4, 5, 6}, to[] = {6, 1, 10, 3, 2, 5, 11};
  const guint32 live[] = {5, 3, 1, 6, 77};
  g_autoptr(LmuOrder) before = new_order(from, G_N_ELEMENTS(from));
  g_autoptr(LmuOrder) after = new_order(to, G_N_ELEMENTS(to));
  g_autoptr(GArray) cuts = lmu_order_cuts(before, before->n, after, after->n, live, 5);
  g_assert_true(stays(cuts, 0, 1));  /* 1 */
  g_assert_true(stays(cuts, 2, 3));  /* 3 */
  g_assert_true(stays(cuts, 4, 5));  /* 5 */
  g_assert_false(stays(cuts, 5, 0)); /* 6 goes to the front: the others are more */
}

static void
shuffle(GRand *rand, guint32 *rows, guint n)
{
  for (guint i = n; i > 1; i--) {
    guint at = (guint)g_rand_int_range(rand, 0, (gint32)i);
    guint32 row = rows[at];
    rows[at] = rows[i - 1];
    rows[i - 1] = row;
  }
}

static void
test_any(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  for (guint round = 0; round < 500; round++) {
    guint32 from[100], to[100], live[100];
    for (guint32 i = 0; i < 100; i++)
      from[i] = to[i] = live[i] = i;
    shuffle(rand, live, 100);
    shuffle(rand, to, round % 2 ? 100 : 10);
    gsize n_from = (gsize)g_rand_int_range(rand, 0, 101),
          n_to = (gsize)g_rand_int_range(rand, 0, 101);
    g_autoptr(LmuOrder) before = new_order(from, 100), after = new_order(to, 100);
    g_autoptr(GArray) cuts = lmu_order_cuts(before, n_from, after, n_to, live, round % 30);
    LmuCut last = {n_from, n_to};
    for (guint i = 0; i < cuts->len; i++) {
      LmuCut cut = g_array_index(cuts, LmuCut, i);
      g_assert_cmpuint(cut.from, <=, last.from);
      g_assert_cmpuint(cut.to, <=, last.to);
      last = cut;
    }
    g_assert_cmpuint(last.from, ==, 0);
    g_assert_cmpuint(last.to, ==, 0);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/order/find", test_find);
  g_test_add_func("/order/stay", test_stay);
  g_test_add_func("/order/any", test_any);
  return g_test_run();
}
