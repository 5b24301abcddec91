/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed to filter a list, and the rows that are found in the engine. */

#include "ui/model/filter-text.h"
#include "calls.h"
#include "ui/model/call-order.h"

static LmuFilterKind
kind_of(const char *text)
{
  LmQuery *query;
  LmQueryError error;
  LmuFilterKind kind = lmu_filter_text_read(text, &query, &error);
  g_assert_cmpint(kind == LMU_FILTER_QUERY, ==, query != NULL);
  if (kind == LMU_FILTER_FAULT)
    g_assert_cmpint(error.message[0], !=, '\0');
  lm_query_free(query);
  return kind;
}

static void
test_kinds(void)
{
  /* Names, numbers and identifiers are looked for as they stand. */
  const char *const words[] = {"",
                               "alice",
                               "+4930901820",
                               "sip:bob@example.net",
                               "a1b2-c3=d4@host",
                               "480 Temporarily",
                               "call.state",
                               "gtp teid 0x11",
                               "Land-Line",
                               "<sip:"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    g_assert_cmpint(kind_of(words[i]), ==, LMU_FILTER_WORDS);
  const char *const queries[] = {"call.state == failed",
                                 "problems",
                                 " failed ",
                                 "not answered",
                                 "sip.to.user ~ \"^44\"",
                                 "call.duration > 2 min",
                                 "(sip.Method == INVITE)"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++)
    g_assert_cmpint(kind_of(queries[i]), ==, LMU_FILTER_QUERY);
  const char *const faults[] = {"call.nothing == 1", "call.state ==", "call.state in {fai",
                                "sip.to.user contains", "a == b"};
  for (guint i = 0; i < G_N_ELEMENTS(faults); i++)
    g_assert_cmpint(kind_of(faults[i]), ==, LMU_FILTER_FAULT);
}

static void
test_bits(void)
{
  const guint32 words[] = {0x80000001, 0x2};
  LmuRowBits *bits = lmu_row_bits_new(words, 34);
  LmuRowBits *snapshot = lmu_row_bits_ref(bits);
  g_assert_true(lmu_row_bits_get(bits, 0) && lmu_row_bits_get(bits, 31));
  g_assert_true(lmu_row_bits_get(bits, 33) && !lmu_row_bits_get(bits, 32));
  g_assert_false(lmu_row_bits_get(bits, 34));
  bits = lmu_row_bits_set(bits, 100, TRUE);
  bits = lmu_row_bits_set(bits, 0, FALSE);
  /* A snapshot stays what it was. */
  g_assert_true(lmu_row_bits_get(snapshot, 0) && !lmu_row_bits_get(snapshot, 100));
  g_assert_true(!lmu_row_bits_get(bits, 0) && lmu_row_bits_get(bits, 100));
  g_assert_true(lmu_row_bits_get(bits, 33));
  LmuRowBits *own = lmu_row_bits_set(bits, 1, TRUE);
  g_assert_true(own == bits);
  lmu_row_bits_unref(own);
  lmu_row_bits_unref(snapshot);
}

static char *
shown(const LmuCallStore *store, const LmuCallQuery *query)
{
  gsize n;
  g_autofree guint32 *order =
      lmu_call_order_run(lmu_call_store_rows(store), NULL, query, LMU_SORT_NONE, FALSE, NULL, &n);
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf(text, "%u", order[i]);
  return g_string_free(text, FALSE);
}

/* The engine says which rows it found; rows that come later say it themselves. */
static void
test_found(void)
{
  LmCallRow rows[4];
  for (guint32 i = 0; i < 4; i++)
    rows[i] = test_call(i, "<sip:a@example.net>", "<sip:b@example.net>", LM_CALL_COMPLETED, i);
  g_autoptr(LmuCallStore) store = lmu_call_store_new();
  LmuCallQuery query;
  lmu_call_query_init(&query);
  lmu_call_query_set_expression(&query, "call.state == failed");
  lmu_call_store_update(store, rows, 3);
  g_autofree char *none = shown(store, &query);
  g_assert_cmpstr(none, ==, "012");
  const guint32 found = 0x5;
  lmu_call_store_set_found(store, &found, 3);
  g_autofree char *some = shown(store, &query);
  g_assert_cmpstr(some, ==, "02");
  rows[0].left_out = true;
  lmu_call_store_update(store, rows, 1);
  lmu_call_store_update(store, rows + 3, 1);
  g_autofree char *later = shown(store, &query);
  g_assert_cmpstr(later, ==, "23");
  /* Words are looked for in all rows. */
  lmu_call_query_set_text(&query, "example");
  g_autofree char *all = shown(store, &query);
  g_assert_cmpstr(all, ==, "0123");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/filter-text/kinds", test_kinds);
  g_test_add_func("/filter-text/bits", test_bits);
  g_test_add_func("/filter-text/found", test_found);
  return g_test_run();
}
