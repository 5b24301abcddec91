/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a report as a list: order, filter, selection; and what its JSON says to people. */

#include "ui/report/report-list.h"
#include "base/vec.h"
#include "ui/report/report-looks.h"
#include "ui/report/report-steps.h"

#include "proto/body/json.h"

enum { NAME, NUMBER, N_COLUMNS };

static const LmReportColumn columns[N_COLUMNS] = {
    {.name = "name", .heading = "Name", .kind = LM_CELL_TEXT, .show = LM_REPORT_ALL},
    {.name = "number", .heading = "Number", .kind = LM_CELL_COUNT, .show = LM_REPORT_ALL},
};
static const LmReport report = {
    .name = "tests", .noun = "test", .columns = columns, .n_columns = N_COLUMNS};

/* Names "row 0" and on; every third row has no number, the others count down. */
static LmReportTable *
make_table(guint n)
{
  LmReportTable *table = lm_alloc(sizeof *table);
  table->report = &report;
  table->columns = lm_alloc(N_COLUMNS * sizeof *table->columns);
  table->rows = lm_alloc((n + 1) * sizeof *table->rows);
  table->cells = lm_alloc((size_t)(n + 1) * N_COLUMNS * sizeof *table->cells);
  table->n_columns = N_COLUMNS;
  table->n_rows = n;
  for (guint i = 0; i < N_COLUMNS; i++)
    table->columns[i] = &columns[i];
  for (guint i = 0; i < n; i++) {
    LmCell *cells = &table->cells[(size_t)i * N_COLUMNS];
    table->rows[i] = (LmReportTableRow){.call = i, .frame = i + 1};
    cells[NAME].kind = LM_CELL_TEXT;
    cells[NAME].text = lm_slice_str(lm_arena_printf(&table->arena, "row %u", i));
    if (i % 3 == 0)
      continue;
    cells[NUMBER].kind = LM_CELL_COUNT;
    cells[NUMBER].count = n - i;
  }
  return table;
}

/* Keeps a copy of what the list says that it holds: it must always be what it does. */
static void
follow_cb(GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  guint *n = data;
  g_assert_cmpuint(position + removed, <=, *n);
  *n = *n - removed + added;
  g_assert_cmpuint(*n, ==, g_list_model_get_n_items(model));
}

static LmuReportList *
new_list(LmuSession *session, guint n, guint *n_told)
{
  LmuReportList *list = lmu_report_list_new();
  *n_told = 0;
  g_signal_connect(list, "items-changed", G_CALLBACK(follow_cb), n_told);
  lmu_report_list_set_table(list, session, make_table(n));
  while (lmu_report_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  return list;
}

static void
test_sort(void)
{
  guint n_told;
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuReportList) list = new_list(session, 10, &n_told);
  g_assert_cmpuint(n_told, ==, 10);
  lmu_report_list_select(list, 4);
  lmu_report_list_set_sort(list, NUMBER, FALSE);
  /* What has no number comes last, either way. */
  static const guint ascending[] = {8, 7, 5, 4, 2, 1, 0, 3, 6, 9};
  static const guint descending[] = {1, 2, 4, 5, 7, 8, 0, 3, 6, 9};
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint(lmu_report_list_get_row(list, i), ==, ascending[i]);
  g_assert_true(gtk_selection_model_is_selected(GTK_SELECTION_MODEL(list), 3));
  lmu_report_list_set_sort(list, NUMBER, TRUE);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint(lmu_report_list_get_row(list, i), ==, descending[i]);
  g_assert_cmpuint(lmu_report_list_find(list, 4), ==, 2);
  g_assert_cmpuint(lmu_report_list_get_row(list, 10), ==, LM_NONE);
}

static void
test_filter(void)
{
  const guint32 bits[] = {1u << 1 | 1u << 5};
  guint n_told;
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuReportList) list = new_list(session, 12, &n_told);
  lmu_report_list_set_filter(list, NULL, "ROW 1");
  g_assert_cmpuint(n_told, ==, 3); /* 1, 10, 11 */
  LmuRowBits *found = lmu_row_bits_new(bits, 12);
  lmu_report_list_set_filter(list, found, "");
  lmu_row_bits_unref(found);
  g_assert_cmpuint(n_told, ==, 2);
  g_assert_cmpuint(lmu_report_list_get_row(list, 1), ==, 5);
  lmu_report_list_set_filter(list, NULL, "no such text");
  g_assert_cmpuint(n_told, ==, 0);
  lmu_report_list_set_filter(list, NULL, "");
  g_assert_cmpuint(n_told, ==, 12);
}

/* Another table of the same capture: what was selected is, by its call and frame. */
static void
test_again(void)
{
  guint n_told;
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuReportList) list = new_list(session, 8, &n_told);
  LmReportTable *next = make_table(9);
  lmu_report_list_select(list, 2);
  next->rows[2].call = 100;
  next->rows[7] = (LmReportTableRow){.call = 2, .frame = 3};
  lmu_report_list_set_table(list, session, next);
  g_assert_cmpuint(lmu_report_list_get_selected(list), ==, 7);
  lmu_report_list_set_table(list, session, make_table(0));
  g_assert_cmpuint(lmu_report_list_get_selected(list), ==, LM_NONE);
  g_assert_cmpuint(n_told, ==, 0);
}

static void
fewest_cb(GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  guint *fewest = data;
  *fewest = MIN(*fewest, g_list_model_get_n_items(model));
}

/* While one table takes the place of another, as each second of a live capture, the list is never
 * empty: GTK would drop its widgets, and make them again. */
static void
test_kept(void)
{
  guint n_told, fewest = G_MAXUINT;
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuReportList) list = new_list(session, 300, &n_told);
  g_signal_connect(list, "items-changed", G_CALLBACK(fewest_cb), &fewest);
  for (guint i = 0; i < 3; i++) {
    static const guint n_rows[] = {310, 250, 320};
    lmu_report_list_set_table(list, session, make_table(n_rows[i]));
    while (lmu_report_list_is_busy(list))
      g_main_context_iteration(NULL, TRUE);
    g_assert_cmpuint(n_told, ==, n_rows[i]);
    g_assert_cmpuint(lmu_report_list_get_row(list, n_rows[i] - 1), ==, n_rows[i] - 1);
  }
  g_assert_cmpuint(fewest, >=, 250);
  lmu_report_list_set_table(list, NULL, NULL);
  g_assert_cmpuint(n_told, ==, 0);
}

static void
test_worker(void)
{
  guint n_told;
  g_autoptr(LmuSession) session = lmu_session_new();
  g_autoptr(LmuReportList) list = new_list(session, 20000, &n_told);
  g_assert_cmpuint(n_told, ==, 20000);
  lmu_report_list_set_sort(list, NUMBER, FALSE);
  g_assert_true(lmu_report_list_is_busy(list));
  /* One that another overtakes is not waited for. */
  lmu_report_list_set_filter(list, NULL, "row 1999");
  while (lmu_report_list_is_busy(list))
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(n_told, ==, 11);
  g_assert_cmpuint(lmu_report_list_get_row(list, 0), ==, 19999);
  /* The one that was overtaken lets the list go here, and not on its own thread. */
  while (G_OBJECT(list)->ref_count > 1)
    g_main_context_iteration(NULL, TRUE);
}

static void
test_steps(void)
{
  LmArena arena = LM_ARENA_INIT;
  const char *json = "[{\"step\":\"registered\",\"time_ns\":1000000,\"frame\":7,\"status\":null,"
                     "\"expires_s\":20,\"none\":\"\"}]";
  const LmDetail *step = lm_json_tree(lm_slice_str(json), &arena)->first_child;
  g_assert_true(lmu_report_is_step(step));
  g_autofree char *time = lmu_report_step_time(step), *name = lmu_report_step_name(step);
  g_autofree char *rest = lmu_report_step_rest(step);
  g_assert_cmpstr(time, ==, "00:00:00.001");
  g_assert_cmpstr(name, ==, "registered");
  g_assert_cmpstr(rest, ==, "frame\u00a07 · expires\u00a020\u202fs");
  g_autofree char *list = lmu_report_list_text(lm_slice_str("[1,\"b\",3]"));
  g_assert_cmpstr(list, ==, "1, b, 3");
  g_autofree char *object = lmu_report_list_text(lm_slice_str("[{\"a\":1}]"));
  g_assert_cmpstr(object, ==, "[{\"a\":1}]");
  lm_arena_clear(&arena);
}

static void
test_looks(void)
{
  g_assert_cmpstr(lmu_report_word_tone(LM_SLICE_LITERAL("FAILED")), ==, "bad");
  g_assert_cmpstr(lmu_report_word_tone(LM_SLICE_LITERAL("anything")), ==, "plain");
  g_assert_cmpstr(lmu_report_role_icon(LM_SLICE_LITERAL("user agent, registrar")), ==,
                  "x-office-address-book-symbolic");
  g_assert_null(lmu_report_role_icon(LM_SLICE_LITERAL("juggler")));
  for (guint i = 0; lm_reports[i]; i++)
    g_assert_nonnull(lmu_report_look(lm_reports[i])->icon);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/report-list/sort", test_sort);
  g_test_add_func("/report-list/filter", test_filter);
  g_test_add_func("/report-list/again", test_again);
  g_test_add_func("/report-list/kept", test_kept);
  g_test_add_func("/report-list/worker", test_worker);
  g_test_add_func("/report-list/steps", test_steps);
  g_test_add_func("/report-list/looks", test_looks);
  int status = g_test_run();
  lmu_session_wait_freed();
  return status;
}
