/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filtering and sorting of calls, which a wrong key or a wrong skip would show. */

#include "ui/model/call-order.h"
#include "calls.h"
#include "ui/model/sort-keys.h"

static LmuCallStore *
five_calls(void)
{
  LmCallRow rows[] = {
      test_call(0, "\"Bob\" <sip:bob@example.net>;tag=1", "<sip:carol@example.net>",
                LM_CALL_COMPLETED, 500),
      test_call(1, "<sip:alice@example.net>;tag=2", "<sip:bob@example.net>", LM_CALL_FAILED, 100),
      test_call(2, "<sip:192.0.2.1>;tag=3", "<tel:+4930901820>", LM_CALL_BUSY, 300),
      test_call(3, "<sip:ALICE2@example.net>;tag=4", "<sip:bob@example.net>", LM_CALL_COMPLETED,
                300),
      test_call(4, "<sip:reg@example.net>;tag=5", "<sip:reg@example.net>", LM_CALL_COMPLETED, 50),
  };
  rows[0].duration_ns = 10;
  rows[3].duration_ns = 5;
  rows[3].mos = 2.5;
  rows[3].quality = LM_QUALITY_POOR;
  rows[4].number = 0;
  rows[4].method = LM_SIP_METHOD_REGISTER;
  LmuCallStore *store = lmu_call_store_new();
  lmu_call_store_update(store, rows, G_N_ELEMENTS(rows));
  return store;
}

/* Runs and checks: @expected is one digit a row. */
static void
check(const LmuCallStore *store, const LmuCallQuery *query, LmuCallSort sort, gboolean descending,
      const char *expected)
{
  gsize n;
  g_autofree guint32 *order =
      lmu_call_order_run(lmu_call_store_rows(store), NULL, query, sort, descending, NULL, &n);
  g_autoptr(GString) found = g_string_new(NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(found, "%u", order[i]);
  g_assert_cmpstr(found->str, ==, expected);
}

static void
test_sort(void)
{
  g_autoptr(LmuCallStore) store = five_calls();
  LmuCallQuery query;
  lmu_call_query_init(&query);
  check(store, &query, LMU_SORT_NONE, FALSE, "0123");
  check(store, &query, LMU_SORT_START, FALSE, "1230");
  /* Rows 2 and 3 began at the same time: they keep their order both ways. */
  check(store, &query, LMU_SORT_START, TRUE, "0231");
  check(store, &query, LMU_SORT_FROM, FALSE, "2130");
  check(store, &query, LMU_SORT_FROM, TRUE, "0312");
  /* What is not known stands last both ways. */
  check(store, &query, LMU_SORT_DURATION, FALSE, "3012");
  check(store, &query, LMU_SORT_DURATION, TRUE, "0312");
  check(store, &query, LMU_SORT_MOS, TRUE, "3012");
}

/* By the transports of a call and by the way of its packets, but not by what every way has. */
static void
test_ways(void)
{
  g_autoptr(LmuCallStore) store = five_calls();
  LmPath way = lm_path_common;
  LmCallRow row = test_call(2, "<sip:x@y>", "<sip:z@y>", LM_CALL_BUSY, 1);
  LmuCallQuery query;
  way.steps[way.n] = way.steps[way.n - 1];
  way.n++;
  row.path = &way;
  row.transports = 1 << LM_TRANSPORT_TLS;
  lmu_call_store_update(store, &row, 1);
  row = test_call(3, "<sip:x@y>", "<sip:z@y>", LM_CALL_BUSY, 1);
  row.path = &lm_path_common;
  row.transports = 1 << LM_TRANSPORT_UDP;
  lmu_call_store_update(store, &row, 1);
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, "tls");
  check(store, &query, LMU_SORT_NONE, FALSE, "2");
  lmu_call_query_set_text(&query, "udp / udp");
  check(store, &query, LMU_SORT_NONE, FALSE, "2");
  lmu_call_query_set_text(&query, "udp");
  check(store, &query, LMU_SORT_NONE, FALSE, "3");
  lmu_call_query_set_text(&query, "eth");
  check(store, &query, LMU_SORT_NONE, FALSE, "");
}

static void
test_filter(void)
{
  g_autoptr(LmuCallStore) store = five_calls();
  LmuCallQuery query;
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, "aLiCe");
  check(store, &query, LMU_SORT_NONE, FALSE, "13");
  lmu_call_query_set_text(&query, "+4930");
  check(store, &query, LMU_SORT_NONE, FALSE, "2");
  lmu_call_query_set_text(&query, lm_call_state_text(LM_CALL_BUSY));
  check(store, &query, LMU_SORT_NONE, FALSE, "2");
  lmu_call_query_set_text(&query, "nobody");
  check(store, &query, LMU_SORT_FROM, FALSE, "");
  lmu_call_query_init(&query);
  query.look = LMU_LOOK_OTHER;
  check(store, &query, LMU_SORT_START, FALSE, "4");
  lmu_call_query_set_text(&query, "register");
  check(store, &query, LMU_SORT_START, FALSE, "4");
  lmu_call_query_init(&query);
  query.look = LMU_LOOK_FAILED;
  check(store, &query, LMU_SORT_START, FALSE, "1");
  query.look = LMU_LOOK_POOR;
  check(store, &query, LMU_SORT_START, FALSE, "3");
  query.look = LMU_LOOK_PROBLEMS;
  check(store, &query, LMU_SORT_START, FALSE, "13");
  query.look = LMU_LOOK_CALLS;
  query.from_ns = 300;
  query.to_ns = 500;
  check(store, &query, LMU_SORT_START, FALSE, "23");
}

static void
test_names(void)
{
  static const struct {
    const char *value, *name;
  } cases[] = {
      {"\"Alice A.\" <sip:alice@example.net>;tag=1", "Alice A."},
      {"<sip:alice@example.net>", "alice"},
      {"sip:alice@example.net;tag=1", "alice"},
      {"<sip:example.net>", "example.net"},
      {"<tel:+4930901820>", "+4930901820"},
      {"", ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmSlice name = lmu_party_name(lm_slice_str(cases[i].value));
    g_autofree char *text = g_strndup((const char *)name.data, name.len);
    g_assert_cmpstr(text, ==, cases[i].name);
  }
}

/* Many texts, with a long common beginning and many that are equal. */
static LmSlice
text_of_row(guint32 row, gconstpointer data)
{
  GPtrArray *const *texts = data;
  return lm_slice_str(g_ptr_array_index(*texts, row));
}

static int
compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
  const LmuSortKey *key_a = a, *key_b = b;
  GPtrArray *texts = data;
  int order = strcmp(g_ptr_array_index(texts, key_a->row), g_ptr_array_index(texts, key_b->row));
  return order ? order : (key_a->row > key_b->row) - (key_a->row < key_b->row);
}

static void
test_text_sort(void)
{
  enum { N = 3000 };
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  g_autofree LmuSortKey *keys = g_new(LmuSortKey, N), *expected = g_new(LmuSortKey, N);
  for (guint i = 0; i < N; i++) {
    g_ptr_array_add(texts, g_strdup_printf("+49 30 90182%d%s", g_rand_int_range(rand, 0, 100000),
                                           g_rand_boolean(rand) ? "" : " and so on and so on"));
    keys[i] = expected[i] = (LmuSortKey){0, i};
  }
  lmu_sort_keys_by_text(keys, N, text_of_row, &texts, FALSE);
  g_qsort_with_data(expected, N, sizeof *expected, compare_rows, texts);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint(keys[i].row, ==, expected[i].row);
}

static void
test_snapshot(void)
{
  g_autoptr(LmuCallStore) store = five_calls();
  g_autoptr(LmuCallRows) before = lmu_call_store_snapshot(store);
  LmCallRow changed =
      test_call(1, "<sip:alice@example.net>", "<sip:bob@example.net>", LM_CALL_COMPLETED, 100);
  LmCallRow far = test_call(5000, "<sip:z@example.net>", "<sip:z@example.net>", LM_CALL_BUSY, 1);
  lmu_call_store_update(store, &changed, 1);
  lmu_call_store_update(store, &far, 1);
  g_assert_cmpint(lmu_call_rows_get(before, 1)->row.state, ==, LM_CALL_FAILED);
  g_assert_cmpint(lmu_call_rows_get(lmu_call_store_rows(store), 1)->row.state, ==,
                  LM_CALL_COMPLETED);
  g_assert_cmpuint(before->n_rows, ==, 5);
  g_assert_cmpuint(lmu_call_store_rows(store)->n_rows, ==, 5001);
  /* What is between was never told: it is in no list. */
  LmuCallQuery query;
  gsize n;
  lmu_call_query_init(&query);
  g_autofree guint32 *order =
      lmu_call_order_run(lmu_call_store_rows(store), NULL, &query, LMU_SORT_START, FALSE, NULL, &n);
  g_assert_cmpuint(n, ==, 5);
  g_assert_cmpuint(order[0], ==, 5000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/call-order/sort", test_sort);
  g_test_add_func("/call-order/filter", test_filter);
  g_test_add_func("/call-order/ways", test_ways);
  g_test_add_func("/call-order/names", test_names);
  g_test_add_func("/call-order/text-sort", test_text_sort);
  g_test_add_func("/call-order/snapshot", test_snapshot);
  return g_test_run();
}
