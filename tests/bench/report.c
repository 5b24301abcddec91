/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window with a report of a capture of any size: works it out, sorts by every column, filters
 * and scrolls, and prints what that took as one JSON object. It needs a display:
 *
 *     bench-report [-o OUTPUT] FILE REPORT
 *
 * All times are milliseconds, and end when the frame that shows the result was drawn: table_ms from
 * choosing the view to its rows, sort_max_ms, filter_max_ms and scroll_max_ms the slowest of each,
 * with the figures of frames_print() for "table", "sort", "filter" and "scroll". */

#include <getopt.h>
#include <locale.h>
#include <stdlib.h>

#include "frames.h"
#include "home.h"
#include "ui/application.h"
#include "ui/report/report-view-private.h"
#include "ui/window/window-private.h"

#define LIMIT_MS 140000
#define PAGES 60

typedef struct {
  LmuWindow *window;
  Frames *frames;
  double slowest_ms;
} Bench;

static gboolean
is_read(gpointer data)
{
  Bench *bench = data;
  return !lmu_session_is_reading(bench->window->session);
}

static gboolean
is_shown(gpointer data)
{
  Bench *bench = data;
  LmuReportView *view = bench->window->report;
  return view && view->serial == 0 && lmu_report_list_get_table(view->list) &&
         !lmu_report_list_is_busy(view->list);
}

/* Runs until what was asked for at @begin_us is shown. */
static void
note(Bench *bench, gint64 begin_us)
{
  frames_wait(is_shown, bench, LIMIT_MS);
  frames_draw(bench->frames);
  bench->slowest_ms = MAX(bench->slowest_ms, frames_since_ms(begin_us));
  frames_run(60);
}

static void
begin(Bench *bench)
{
  bench->slowest_ms = 0;
  frames_reset(bench->frames);
}

static void
end(Bench *bench, const char *phase)
{
  printf("  \"%s_max_ms\": %.2f,\n", phase, bench->slowest_ms);
  frames_print(bench->frames, phase, stdout);
}

static void
measure_table(Bench *bench, const char *path, const char *report)
{
  g_action_group_activate_action(G_ACTION_GROUP(bench->window), "open-path",
                                 g_variant_new_string(path));
  frames_run(100);
  frames_wait(is_read, bench, LIMIT_MS);
  /* The counts beside the views. */
  frames_run(3000);
  begin(bench);
  gint64 start = g_get_monotonic_time();
  g_action_group_activate_action(G_ACTION_GROUP(bench->window), "show-view",
                                 g_variant_new_string(report));
  note(bench, start);
  end(bench, "table");
}

static void
measure_sorting(Bench *bench)
{
  GtkColumnView *view = bench->window->report->column_view;
  GListModel *columns = gtk_column_view_get_columns(view);
  begin(bench);
  for (guint i = 0; i < 2 * g_list_model_get_n_items(columns); i++) {
    g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item(columns, i / 2);
    gint64 start = g_get_monotonic_time();
    gtk_column_view_sort_by_column(view, column, i % 2 ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    note(bench, start);
  }
  end(bench, "sort");
}

static void
measure_filters(Bench *bench)
{
  static const char *const texts[] = {"9", "", "99", "example", "no such text", ""};
  begin(bench);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    gint64 start = g_get_monotonic_time();
    lmu_report_view_set_search(bench->window->report, texts[i]);
    frames_run(40); /* the entry passes on what is typed after a delay of its own */
    note(bench, start);
  }
  end(bench, "filter");
}

static void
measure_scrolling(Bench *bench)
{
  GtkScrolledWindow *scroller = bench->window->report->scroller;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment(scroller);
  double page = gtk_adjustment_get_page_size(adjustment);
  begin(bench);
  for (guint i = 0; i < PAGES + 3; i++) {
    double upper = gtk_adjustment_get_upper(adjustment);
    gint64 start = g_get_monotonic_time();
    gtk_adjustment_set_value(adjustment, i < PAGES ? i * page : upper * (i - PAGES) / 2);
    frames_draw(bench->frames);
    bench->slowest_ms = MAX(bench->slowest_ms, frames_since_ms(start));
  }
  end(bench, "scroll");
}

int
main(int argc, char **argv)
{
  const char *output = NULL;
  for (int c; (c = getopt(argc, argv, "o:")) != -1;)
    output = c == 'o' ? optarg : NULL;
  if (optind != argc - 2 || (output && !freopen(output, "w", stdout))) {
    fprintf(stderr, "usage: %s [-o OUTPUT] FILE REPORT\n", argv[0]);
    return 2;
  }
  setlocale(LC_ALL, "");
  g_autofree char *path = g_canonicalize_filename(argv[optind], NULL);
  char *home = home_make();
  g_autoptr(LmuApplication) application = lmu_application_new(TRUE);
  if (!gtk_init_check() || !g_application_register(G_APPLICATION(application), NULL, NULL)) {
    fprintf(stderr, "%s: there is no display\n", argv[0]);
    return 1;
  }
  g_application_activate(G_APPLICATION(application));
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(application));
  Bench bench = {.window = LMU_WINDOW(window), .frames = frames_new(window)};
  frames_run(500);
  printf("{\n");
  measure_table(&bench, path, argv[optind + 1]);
  measure_sorting(&bench);
  measure_filters(&bench);
  measure_scrolling(&bench);
  printf("  \"n_rows\": %u\n}\n", lmu_report_list_get_table(bench.window->report->list)->n_rows);
  frames_free(bench.frames);
  gtk_window_destroy(window);
  lmu_session_wait_freed();
  home_remove(home);
  return 0;
}
