/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list model: what it announces, and that the selection stays with its rows. */

#include "ui/model/call-list.h"
#include "calls.h"
#include "ui/model/row-list.h"

typedef struct {
  guint n, position, removed, added;
} Changes;

static void
items_changed_cb(GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;
  *changes = (Changes){changes->n + 1, position, removed, added};
}

/* As if the engine had told of the rows from @first on. */
static void
add_calls(LmuSession *session, guint32 first, guint32 n)
{
  for (guint32 i = first; i < first + n; i++) {
    LmCallRow row = test_call(i, i % 2 ? "<sip:odd@example.net>" : "<sip:even@example.net>",
                              "<sip:b@example.net>", LM_CALL_COMPLETED, 1000 + i);
    lmu_call_store_update(lmu_session_get_call_store(session), &row, 1);
  }
  LmuRowList *calls = LMU_ROW_LIST(lmu_session_get_calls(session));
  guint n_before = g_list_model_get_n_items(G_LIST_MODEL(calls));
  lmu_row_list_set_length(calls, MAX(n_before, first + n));
  g_signal_emit_by_name(session, "calls-changed");
}

static void
test_changes(void)
{
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  Changes changes = {0};
  LmuCallQuery query;
  lmu_call_list_set_sort(list, LMU_SORT_START, FALSE);
  lmu_call_list_set_session(list, session);
  g_signal_connect(list, "items-changed", G_CALLBACK(items_changed_cb), &changes);
  add_calls(session, 0, 10);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, 10);
  add_calls(session, 10, 5);
  /* Only what is new is announced. */
  g_assert_cmpuint(changes.n, ==, 2);
  g_assert_cmpuint(changes.position, ==, 10);
  g_assert_cmpuint(changes.removed, ==, 0);
  g_assert_cmpuint(changes.added, ==, 5);
  /* Rows whose place is the same are not announced at all. */
  add_calls(session, 3, 1);
  g_assert_cmpuint(changes.n, ==, 2);
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, "odd");
  lmu_call_list_set_query(list, &query);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, 7);
  g_assert_cmpuint(lmu_call_list_n_unfiltered(list), ==, 15);
  g_assert_cmpuint(lmu_call_list_get_index(list, 1), ==, 3);
  g_assert_cmpuint(lmu_call_list_find(list, 3), ==, 1);
  g_assert_cmpuint(lmu_call_list_find(list, 4), ==, GTK_INVALID_LIST_POSITION);
  lmu_call_list_set_session(list, NULL);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, 0);
}

static void
test_selection(void)
{
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  GtkSelectionModel *model = GTK_SELECTION_MODEL(list);
  gsize n;
  lmu_call_list_set_session(list, session);
  add_calls(session, 0, 10);
  gtk_selection_model_select_item(model, 2, TRUE);
  gtk_selection_model_select_item(model, 7, FALSE);
  lmu_call_list_set_sort(list, LMU_SORT_START, TRUE);
  g_assert_true(gtk_selection_model_is_selected(model, 7));
  g_assert_true(gtk_selection_model_is_selected(model, 2));
  g_assert_false(gtk_selection_model_is_selected(model, 0));
  g_autofree guint32 *rows = lmu_call_list_get_selected(list, &n);
  g_assert_cmpuint(n, ==, 2);
  g_assert_cmpuint(rows[0], ==, 2);
  g_assert_cmpuint(rows[1], ==, 7);
  /* A new choice takes the place of the old one, also where the filter hides that. */
  LmuCallQuery query;
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, "odd");
  lmu_call_list_set_query(list, &query);
  gtk_selection_model_select_item(model, 0, TRUE);
  g_clear_pointer(&rows, g_free);
  rows = lmu_call_list_get_selected(list, &n);
  g_assert_cmpuint(n, ==, 1);
  g_assert_cmpuint(rows[0], ==, 9);
  gtk_selection_model_select_all(model);
  g_clear_pointer(&rows, g_free);
  rows = lmu_call_list_get_selected(list, &n);
  g_assert_cmpuint(n, ==, 5);
}

/* What a widget makes of the changes that it is told of: the rows, with those that have widgets. */
typedef struct {
  LmuCallList *list;
  GArray *rows;      /* guint32 */
  gpointer items[8]; /* the first ones, held as widgets hold them */
  guint n_replaced;
} Mirror;

static void
mirror_hold(Mirror *mirror)
{
  for (guint i = 0; i < G_N_ELEMENTS(mirror->items); i++) {
    g_clear_object(&mirror->items[i]);
    mirror->items[i] = g_list_model_get_item(G_LIST_MODEL(mirror->list), i * 3);
  }
}

static void
mirror_changed_cb(GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Mirror *mirror = data;
  g_assert_cmpuint(position + removed, <=, mirror->rows->len);
  g_array_remove_range(mirror->rows, position, removed);
  for (guint i = position; i < position + added; i++) {
    guint32 row = lmu_call_list_get_index(mirror->list, i);
    g_array_insert_val(mirror->rows, i, row);
  }
  g_assert_cmpuint(mirror->rows->len, ==, g_list_model_get_n_items(model));
  for (guint i = 0; i < mirror->rows->len; i += 1 + mirror->rows->len / 64)
    g_assert_cmpuint(g_array_index(mirror->rows, guint32, i), ==,
                     lmu_call_list_get_index(mirror->list, i));
}

static void
mirror_replaced_cb(Mirror *mirror)
{
  mirror->n_replaced++;
  mirror_hold(mirror);
}

static void
settle(Mirror *mirror)
{
  while (lmu_call_list_is_busy(mirror->list))
    g_main_context_iteration(NULL, TRUE);
  for (guint i = 0; i < mirror->rows->len; i++) {
    guint32 row = g_array_index(mirror->rows, guint32, i);
    g_assert_cmpuint(row, ==, lmu_call_list_get_index(mirror->list, i));
    gboolean shown = i < lmu_call_list_n_shown(mirror->list);
    g_assert_cmpuint(lmu_call_list_find(mirror->list, row), ==,
                     shown ? i : GTK_INVALID_LIST_POSITION);
  }
  g_assert_cmpuint(mirror->rows->len, ==, g_list_model_get_n_items(G_LIST_MODEL(mirror->list)));
  mirror_hold(mirror);
}

/* However a list of any length is sorted, filtered and added to, what is told adds up to what is
 * there. */
static void
test_mirror(gconstpointer data)
{
  guint n = GPOINTER_TO_UINT(data);
  static const char *const texts[] = {"odd", "", "even", "no such", "", "b@"};
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
  Mirror mirror = {.list = list, .rows = rows};
  lmu_call_list_set_session(list, session);
  g_signal_connect(list, "items-changed", G_CALLBACK(mirror_changed_cb), &mirror);
  g_signal_connect_swapped(list, "replaced", G_CALLBACK(mirror_replaced_cb), &mirror);
  for (guint i = 0; i < 24; i++) {
    LmuCallQuery query;
    lmu_call_query_init(&query);
    lmu_call_query_set_text(&query, texts[i % G_N_ELEMENTS(texts)]);
    lmu_call_list_set_query(list, &query);
    if (i % 3)
      settle(&mirror);
    lmu_call_list_set_sort(list, i % 4 < 2 ? LMU_SORT_START : LMU_SORT_FROM, i % 4 == 1);
    if (i % 2)
      settle(&mirror);
    add_calls(session, i * n / 24, n / 24 + 1);
    if (i % 5)
      settle(&mirror);
  }
  settle(&mirror);
  g_assert_cmpuint(rows->len, ==, lmu_session_n_call_rows(session));
  g_assert_true((mirror.n_replaced > 0) == (n > 100));
  for (guint i = 0; i < G_N_ELEMENTS(mirror.items); i++)
    g_clear_object(&mirror.items[i]);
}

static void
query_text(LmuCallList *list, const char *text)
{
  LmuCallQuery query;
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, text);
  lmu_call_list_set_query(list, &query);
}

/* Where nothing is shown, rows rest in the model for their widgets, and nothing else knows them. */
static void
test_resting(void)
{
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
  Mirror mirror = {.list = list, .rows = rows};
  gsize n;
  lmu_call_list_set_session(list, session);
  g_signal_connect(list, "items-changed", G_CALLBACK(mirror_changed_cb), &mirror);
  add_calls(session, 0, 1000);
  settle(&mirror);
  gtk_selection_model_select_item(GTK_SELECTION_MODEL(list), 2, TRUE);
  for (guint i = 0; i < 2; i++) {
    query_text(list, i ? "nor this" : "no such");
    settle(&mirror);
    g_assert_cmpuint(lmu_call_list_n_shown(list), ==, 0);
    g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), >, 200);
    g_free(lmu_call_list_get_selected(list, &n));
    g_assert_cmpuint(n, ==, 0);
    add_calls(session, 1000 + i, 1);
    settle(&mirror);
    g_assert_cmpuint(lmu_call_list_n_shown(list), ==, 0);
  }
  query_text(list, "odd");
  settle(&mirror);
  g_assert_cmpuint(lmu_call_list_n_shown(list), ==, 501);
  g_assert_cmpuint(rows->len, ==, 501);
  query_text(list, "no such");
  lmu_call_list_set_session(list, NULL);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, 0);
}

static void
updated_cb(LmuCallList *list, gpointer data)
{
  guint *n = data;
  ++*n;
}

/* A long table is left to a worker; of two wishes the last one wins. */
static void
test_worker(void)
{
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  LmuCallQuery query;
  guint n_updated = 0;
  lmu_call_list_set_session(list, session);
  add_calls(session, 0, 60000);
  g_assert_true(lmu_call_list_is_busy(list));
  g_signal_connect(list, "updated", G_CALLBACK(updated_cb), &n_updated);
  lmu_call_query_init(&query);
  lmu_call_query_set_text(&query, "odd");
  lmu_call_list_set_query(list, &query);
  lmu_call_list_set_sort(list, LMU_SORT_START, TRUE);
  while (lmu_call_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(n_updated, ==, 1);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, 30000);
  g_assert_cmpuint(lmu_call_list_get_index(list, 0), ==, 59999);
  /* The runs that were given up let the session go, too. */
  lmu_call_list_set_session(list, NULL);
  gpointer watched = session;
  g_object_add_weak_pointer(G_OBJECT(session), &watched);
  g_clear_object(&session);
  while (watched)
    g_main_context_iteration(NULL, TRUE);
}

typedef struct {
  guint begin, end, n_items;
  guint32 behind;
} Leaving;

static void
leaving_cb(LmuCallList *list, guint begin, guint end, gpointer data)
{
  *(Leaving *)data = (Leaving){begin, end, g_list_model_get_n_items(G_LIST_MODEL(list)),
                               lmu_call_list_get_index(list, end)};
}

/* Rows that went to make room are in no list any more, but in a snapshot that was taken before. */
static void
test_evicted(void)
{
  enum { N = 3000, GONE = 2500 };
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuCallList) list = lmu_call_list_new();
  LmuCallStore *store = lmu_session_get_call_store(session);
  guint32 rows[GONE + 1];
  lmu_call_list_set_sort(list, LMU_SORT_START, FALSE);
  lmu_call_list_set_session(list, session);
  add_calls(session, 0, N);
  while (lmu_call_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  g_autoptr(LmuCallRows) before = lmu_call_store_snapshot(store);
  for (guint32 i = 0; i < GONE; i++)
    rows[i] = i < 10 ? i : i + 1;
  rows[GONE] = N + 100000; /* one that was never told */
  lmu_call_store_evict(store, rows, GONE + 1);
  Leaving leaving = {0};
  gpointer held = g_list_model_get_item(G_LIST_MODEL(list), 10);
  g_signal_connect(list, "leaving", G_CALLBACK(leaving_cb), &leaving);
  g_signal_emit_by_name(session, "calls-changed");
  while (lmu_call_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(list)), ==, N - GONE);
  g_assert_cmpuint(lmu_call_list_n_unfiltered(list), ==, N - GONE);
  /* A widget could scroll away, to what comes behind them, while they were still there. */
  g_assert_cmpuint(leaving.begin, ==, 11);
  g_assert_cmpuint(leaving.end, ==, GONE + 1);
  g_assert_cmpuint(leaving.behind, ==, GONE + 1);
  g_assert_cmpuint(leaving.n_items, ==, N);
  g_object_unref(held);
  g_assert_cmpuint(lmu_call_list_get_index(list, 0), ==, 10);
  g_assert_cmpuint(lmu_call_list_get_index(list, 1), ==, GONE + 1);
  g_assert_null(lmu_session_get_call_row(session, 9));
  g_assert_nonnull(lmu_session_get_call_row(session, 10));
  g_assert_cmpuint(lmu_call_rows_get(before, 9)->row.index, ==, 9);
  g_assert_cmpuint(lmu_call_rows_get(before, 1500)->row.index, ==, 1500);
  /* Nothing is changed by what comes later. */
  add_calls(session, N, 100);
  while (lmu_call_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(lmu_call_list_n_unfiltered(list), ==, N - GONE + 100);
  lmu_call_list_set_session(list, NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/call-list/changes", test_changes);
  g_test_add_func("/call-list/selection", test_selection);
  g_test_add_data_func("/call-list/mirror/tiny", GUINT_TO_POINTER(20), test_mirror);
  g_test_add_data_func("/call-list/mirror/short", GUINT_TO_POINTER(150), test_mirror);
  g_test_add_data_func("/call-list/mirror/long", GUINT_TO_POINTER(1500), test_mirror);
  g_test_add_data_func("/call-list/mirror/worker", GUINT_TO_POINTER(12000), test_mirror);
  g_test_add_func("/call-list/resting", test_resting);
  g_test_add_func("/call-list/worker", test_worker);
  g_test_add_func("/call-list/evicted", test_evicted);
  return g_test_run();
}
