/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns that somebody added: their values come by themselves, first those that are in sight, and
 * the list is sorted by them. */

#include "ui/model/call-fields.h"
#include "ui/model/call-list.h"
#include "ui/model/row-item.h"

static LmuSession *
open_sample(void)
{
  g_autofree char *path =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  LmuSession *session = lmu_session_new();
  lmu_session_open(session, &(const char *){path}, 1, NULL);
  return session;
}

static void
read_all(LmuSession *session)
{
  while (lmu_session_is_reading(session))
    g_main_context_iteration(NULL, TRUE);
}

static void
wait_complete(LmuSession *session, guint slot)
{
  while (!lmu_call_fields_is_complete(lmu_session_get_call_fields(session), slot))
    g_main_context_iteration(NULL, TRUE);
}

static void
changed_cb(LmuRowItem *item, gpointer data)
{
  guint *n = data;
  ++*n;
}

/* What is not known is asked for, and the row's item says when it is. */
static void
test_in_sight(void)
{
  g_autoptr(LmuSession) session = open_sample();
  LmuCallFields *fields = lmu_session_get_call_fields(session);
  guint n_changed = 0;
  read_all(session);
  lmu_call_fields_set(fields, 3, "sip.h.User-Agent");
  g_assert_null(lmu_call_fields_text(fields, 3, 2));
  g_assert_null(lmu_call_fields_text(fields, 4, 2));
  g_autoptr(LmuRowItem) item = g_list_model_get_item(lmu_session_get_calls(session), 2);
  g_signal_connect(item, "changed", G_CALLBACK(changed_cb), &n_changed);
  while (n_changed == 0)
    g_main_context_iteration(NULL, TRUE);
  g_autofree char *text = lmu_call_fields_text(fields, 3, 2);
  g_assert_nonnull(text);
  g_assert_cmpuint(strlen(text), >, 0);
  wait_complete(session, 3);
  g_autofree char *again = lmu_call_fields_text(fields, 3, 2);
  g_assert_cmpstr(text, ==, again);
  /* Another column in the same place begins anew. */
  lmu_call_fields_set(fields, 3, "call.messages");
  g_assert_null(lmu_call_fields_text(fields, 3, 2));
  wait_complete(session, 3);
  g_autofree char *count = lmu_call_fields_text(fields, 3, 2);
  g_autofree char *wanted = g_strdup_printf("%u", lmu_session_get_call_row(session, 2)->n_messages);
  g_assert_cmpstr(count, ==, wanted);
  lmu_call_fields_set(fields, 3, NULL);
  g_assert_true(lmu_call_fields_is_complete(fields, 3));
}

/* Texts in the order of the list, "|" behind each. */
static char *
texts(LmuSession *session, LmuCallList *list, guint slot)
{
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(list)); i++) {
    g_autofree char *text = lmu_call_fields_text(lmu_session_get_call_fields(session), slot,
                                                 lmu_call_list_get_index(list, i));
    g_string_append_printf(all, "%s|", text);
  }
  return g_string_free(all, FALSE);
}

static void
assert_ordered(LmuSession *session, LmuCallList *list, guint slot, gboolean numbers)
{
  g_autofree char *all = texts(session, list, slot);
  g_auto(GStrv) each = g_strsplit(all, "|", -1);
  g_assert_cmpuint(g_strv_length(each), ==, g_list_model_get_n_items(G_LIST_MODEL(list)) + 1);
  for (guint i = 1; each[i] && *each[i]; i++)
    if (numbers)
      g_assert_cmpint(atoll(each[i - 1]), <=, atoll(each[i]));
    else
      g_assert_cmpint(g_ascii_strcasecmp(each[i - 1], each[i]), <=, 0);
}

/* By texts and by numbers, also where the list was sorted before anything was known. */
static void
test_sorted(void)
{
  g_autoptr(LmuSession) session = open_sample();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  LmuCallFields *fields = lmu_session_get_call_fields(session);
  lmu_call_fields_set(fields, 0, "sip.h.From");
  lmu_call_fields_set(fields, 1, "call.messages");
  lmu_call_list_set_sort(list, LMU_SORT_FIELD, FALSE);
  lmu_call_list_set_session(list, session);
  read_all(session);
  wait_complete(session, 0);
  while (lmu_call_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  assert_ordered(session, list, 0, FALSE);
  wait_complete(session, 1);
  lmu_call_list_set_sort(list, LMU_SORT_FIELD + 1, FALSE);
  assert_ordered(session, list, 1, TRUE);
  g_autofree char *up = texts(session, list, 1);
  lmu_call_list_set_sort(list, LMU_SORT_FIELD + 1, TRUE);
  g_autofree char *down = texts(session, list, 1);
  g_assert_cmpstr(up, !=, down);
  /* Sorted by a column that went, the rows are in the trace's order. */
  lmu_call_fields_set(fields, 1, NULL);
  lmu_call_list_set_sort(list, LMU_SORT_FIELD + 1, FALSE);
  for (guint i = 1; i < g_list_model_get_n_items(G_LIST_MODEL(list)); i++)
    g_assert_cmpuint(lmu_call_list_get_index(list, i - 1), <, lmu_call_list_get_index(list, i));
}

static LmEngineValues *
answer(guint32 first, guint n)
{
  LmEngineValues *values = lm_alloc(sizeof *values);
  values->rows = lm_alloc(n * sizeof *values->rows);
  values->ends = lm_alloc(n * sizeof *values->ends);
  values->texts = lm_alloc(n);
  for (guint i = 0; i < n; i++) {
    values->rows[i] = first + i;
    values->texts[i] = (char)('a' + (first + i) % 26);
    values->ends[i] = i + 1;
  }
  values->n = n;
  return values;
}

/* A snapshot keeps what it was made of. */
static void
test_snapshot(void)
{
  g_autoptr(LmuCallValues) values = lmu_call_values_new();
  lmu_call_values_take(values, 2, answer(2 * LMU_CALL_BLOCK_ROWS, 10));
  g_autoptr(LmuCallValues) before = lmu_call_values_snapshot(values);
  lmu_call_values_take(values, 2, answer(2 * LMU_CALL_BLOCK_ROWS + 1, 20));
  lmu_call_values_take(values, 5, answer(5 * LMU_CALL_BLOCK_ROWS, 1));
  guint32 row = 2 * LMU_CALL_BLOCK_ROWS + 9;
  g_assert_true(lmu_call_values_has(before, row));
  g_assert_false(lmu_call_values_has(before, row + 1));
  g_assert_true(lmu_call_values_has(values, row + 1));
  g_assert_false(lmu_call_values_has(values, 0));
  g_assert_false(lmu_call_values_has(values, G_MAXUINT32));
  g_assert_cmpint(lmu_call_values_text(before, row).data[0], ==, 'a' + row % 26);
  g_assert_cmpint(lmu_call_values_text(values, row).data[0], ==, 'a' + (row + 1) % 26);
  g_assert_true(lmu_call_values_by_text(values));
  g_assert_cmpuint(lmu_call_values_text(before, 5 * LMU_CALL_BLOCK_ROWS).len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/call-fields/in-sight", test_in_sight);
  g_test_add_func("/call-fields/sorted", test_sorted);
  g_test_add_func("/call-fields/snapshot", test_snapshot);
  int status = g_test_run();
  lmu_session_wait_freed();
  return status;
}
