/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of the program, with a capture of any size: opens it, cancels, opens again, sorts by
 * every column, filters, changes looks and scrolls, through the window's own actions, and prints
 * what that took as one JSON object. It needs a display:
 *
 *     bench-window [--program LINESMAN] [-o OUTPUT] FILE
 *
 * Services that a bus of its own starts may write to standard output too: -o keeps them apart.
 *
 * All times are milliseconds, and end when the frame that shows the result was drawn:
 *
 *   start_ms, start_max_ms    exec of LINESMAN to the end of its first frame, the median and the
 *                             longest of five; null where there is no such program. By default it
 *                             is that of the same build
 *   first_rows_ms             the action that opens FILE to its first rows
 *   open_ms                   the same to the end of reading
 *   cancel_ms                 the action that cancels to the end of reading; null where all was
 *                             read before
 *   replace_ms                the action that opens FILE anew, while it is read, to its first rows
 *   n_calls, n_rows           rows of the list: calls, and all that are known
 *   sort_max_ms, sort_max     the slowest order and its name; "-" before a descending one
 *   sort_ID_ms                the slower direction of the column ID
 *   filter_max_ms, filter_max the slowest of the texts and looks, and its name
 *   scroll_max_ms             the slowest way through the list: a page, the end, the beginning
 *
 * and the figures of frames_print() for each of "opening", "cancel", "replace", "sort", "filter"
 * and "scroll": opening_frame_p99_ms, opening_blocked_max_ms, and so on. list_frame_p99_ms and
 * list_blocked_max_ms are the worst of the last three. */

#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "frames.h"
#include "home.h"
#include "start.h"
#include "ui/application.h"
#include "ui/calls/call-columns.h"
#include "ui/calls/call-view-private.h"
#include "ui/window/window-private.h"

#define LIMIT_MS 140000
/* Between two things that are asked for: what follows of the first comes to rest. */
#define REST_MS 40
#define STARTS 5
#define PAGES 60

typedef struct {
  LmuWindow *window;
  Frames *frames;
  double list_p99_ms, list_blocked_ms;
} Bench;

/* The slowest of several, with its name. */
typedef struct {
  double ms;
  char *name;
} Slowest;

static void
note(Slowest *slowest, double ms, char *name)
{
  if (ms < slowest->ms && slowest->name) {
    g_free(name);
    return;
  }
  g_free(slowest->name);
  *slowest = (Slowest){ms, name};
}

static void
print_slowest(const char *prefix, Slowest *slowest)
{
  printf("  \"%s_max_ms\": %.2f,\n  \"%s_max\": \"%s\",\n", prefix, slowest->ms, prefix,
         slowest->name);
  g_clear_pointer(&slowest->name, g_free);
}

/* A phase of the list ended. */
static void
end_list_phase(Bench *bench, const char *prefix)
{
  FramesFigures figures = frames_figures(bench->frames);
  bench->list_p99_ms = MAX(bench->list_p99_ms, figures.p99_ms);
  bench->list_blocked_ms = MAX(bench->list_blocked_ms, figures.blocked_max_ms);
  frames_print(bench->frames, prefix, stdout);
}

static LmuCallList *
call_list(Bench *bench)
{
  return lmu_call_view_get_list(bench->window->calls);
}

static guint
n_shown(Bench *bench)
{
  return lmu_call_list_n_shown(call_list(bench));
}

static gboolean
has_rows(gpointer data)
{
  Bench *bench = data;
  return n_shown(bench) > 0 || !lmu_session_is_reading(bench->window->session);
}

static gboolean
is_read(gpointer data)
{
  Bench *bench = data;
  return !lmu_session_is_reading(bench->window->session);
}

static gboolean
is_idle(gpointer data)
{
  Bench *bench = data;
  return !lmu_call_list_is_busy(call_list(bench));
}

static void
activate(Bench *bench, const char *action, const char *text)
{
  g_action_group_activate_action(G_ACTION_GROUP(bench->window), action,
                                 text ? g_variant_new_string(text) : NULL);
}

/* Opens @path; milliseconds until its first rows are seen. */
static double
open_path(Bench *bench, const char *path)
{
  gint64 begin = g_get_monotonic_time();
  activate(bench, "open-path", path);
  frames_wait(has_rows, bench, LIMIT_MS);
  frames_draw(bench->frames);
  return frames_since_ms(begin);
}

static void
measure_opening(Bench *bench, const char *path)
{
  frames_reset(bench->frames);
  gint64 begin = g_get_monotonic_time();
  double first_rows_ms = open_path(bench, path);
  frames_wait(is_read, bench, LIMIT_MS);
  frames_wait(is_idle, bench, LIMIT_MS);
  frames_draw(bench->frames);
  printf("  \"first_rows_ms\": %.2f,\n  \"open_ms\": %.2f,\n", first_rows_ms,
         frames_since_ms(begin));
  frames_print(bench->frames, "opening", stdout);
  frames_run(500);
}

static void
measure_replacing(Bench *bench, const char *path)
{
  open_path(bench, path);
  frames_run(REST_MS);
  frames_reset(bench->frames);
  printf("  \"replace_ms\": %.2f,\n", open_path(bench, path));
  frames_run(500);
  frames_print(bench->frames, "replace", stdout);
}

static void
measure_cancelling(Bench *bench, const char *path)
{
  open_path(bench, path);
  frames_run(REST_MS);
  gboolean reading = lmu_session_is_reading(bench->window->session);
  frames_reset(bench->frames);
  gint64 begin = g_get_monotonic_time();
  if (reading) {
    activate(bench, "cancel", NULL);
    frames_wait(is_read, bench, LIMIT_MS);
    frames_draw(bench->frames);
    printf("  \"cancel_ms\": %.2f,\n", frames_since_ms(begin));
  } else {
    printf("  \"cancel_ms\": null,\n");
  }
  frames_print(bench->frames, "cancel", stdout);
  frames_run(500);
}

/* Milliseconds until the list shows what was asked for at @begin_us. */
static double
list_shown_ms(Bench *bench, gint64 begin_us)
{
  frames_wait(is_idle, bench, LIMIT_MS);
  frames_draw(bench->frames);
  double took = frames_since_ms(begin_us);
  frames_run(REST_MS);
  return took;
}

static void
measure_sorting(Bench *bench)
{
  Slowest slowest = {0};
  frames_reset(bench->frames);
  for (const LmuCallColumn *column = lmu_call_columns(); column->id; column++) {
    double column_ms = 0;
    for (guint descending = 0; descending < 2; descending++) {
      char *order = g_strconcat(descending ? "-" : "", column->id, NULL);
      gint64 begin = g_get_monotonic_time();
      activate(bench, "sort", order);
      double took = list_shown_ms(bench, begin);
      column_ms = MAX(column_ms, took);
      note(&slowest, took, order);
    }
    printf("  \"sort_%s_ms\": %.2f,\n", column->id, column_ms);
  }
  print_slowest("sort", &slowest);
  end_list_phase(bench, "sort");
}

/* What the entry holds; it passes on what is typed after a delay of its own. */
static gboolean
is_filtered(gpointer data)
{
  Bench *bench = data;
  const LmSearch *search = &bench->window->calls->query.search;
  const char *text = gtk_editable_get_text(bench->window->calls->search);
  return search->len == strlen(text) && memcmp(search->needle, text, search->len) == 0;
}

/* Types @text behind what the entry holds, or takes all of it back where @text is empty. */
static void
measure_typing(Bench *bench, const char *text, Slowest *slowest)
{
  GtkEditable *entry = bench->window->calls->search;
  gint64 begin = g_get_monotonic_time();
  int position = (int)strlen(gtk_editable_get_text(entry));
  if (*text)
    gtk_editable_insert_text(entry, text, -1, &position);
  else
    gtk_editable_delete_text(entry, 0, -1);
  frames_wait(is_filtered, bench, LIMIT_MS);
  char *name = g_strconcat("text ", gtk_editable_get_text(entry), NULL);
  note(slowest, list_shown_ms(bench, begin), name);
}

static void
measure_filters(Bench *bench)
{
  static const char *const texts[] = {
      "1", "2", "3", "", "sip:",      "example", "",
      "a", "l", "i", "", "completed", "",        "no such text at all",
      ""};
  Slowest slowest = {0};
  frames_reset(bench->frames);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    measure_typing(bench, texts[i], &slowest);
  for (guint i = 1; i <= LMU_N_LOOKS; i++) {
    const char *look = lmu_look_name(i % LMU_N_LOOKS);
    gint64 begin = g_get_monotonic_time();
    g_action_group_change_action_state(G_ACTION_GROUP(bench->window), "show-view",
                                       g_variant_new_string(look));
    note(&slowest, list_shown_ms(bench, begin), g_strdup_printf("look %s", look));
  }
  print_slowest("filter", &slowest);
  end_list_phase(bench, "filter");
}

static double
scroll_to(Bench *bench, GtkAdjustment *adjustment, double value)
{
  gint64 begin = g_get_monotonic_time();
  gtk_adjustment_set_value(adjustment, value);
  frames_draw(bench->frames);
  return frames_since_ms(begin);
}

static void
measure_scrolling(Bench *bench)
{
  GtkWidget *list = GTK_WIDGET(bench->window->calls->column_view);
  GtkWidget *scroller = gtk_widget_get_ancestor(list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scroller));
  Slowest slowest = {0};
  frames_reset(bench->frames);
  for (guint page = 0; page < PAGES; page++)
    note(&slowest, scroll_to(bench, adjustment, page * gtk_adjustment_get_page_size(adjustment)),
         g_strdup("page"));
  note(&slowest, scroll_to(bench, adjustment, gtk_adjustment_get_upper(adjustment)),
       g_strdup("end"));
  note(&slowest, scroll_to(bench, adjustment, gtk_adjustment_get_upper(adjustment) / 2),
       g_strdup("middle"));
  note(&slowest, scroll_to(bench, adjustment, 0), g_strdup("beginning"));
  print_slowest("scroll", &slowest);
  end_list_phase(bench, "scroll");
}

static void
print_start(const char *program)
{
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(self ? self : ".");
  g_autofree char *probe = g_build_filename(folder, "first-frame.so", NULL);
  g_autofree char *found = program ? g_canonicalize_filename(program, NULL)
                                   : g_build_filename(folder, "..", "..", "ui", "linesman", NULL);
  double max_ms = 0, median_ms = -1;
  if (g_file_test(found, G_FILE_TEST_IS_EXECUTABLE) && g_file_test(probe, G_FILE_TEST_EXISTS))
    median_ms = start_measure(found, probe, STARTS, &max_ms);
  if (median_ms < 0)
    printf("  \"start_ms\": null,\n  \"start_max_ms\": null,\n");
  else
    printf("  \"start_ms\": %.2f,\n  \"start_max_ms\": %.2f,\n", median_ms, max_ms);
}

static void
measure(Bench *bench, const char *path)
{
  measure_opening(bench, path);
  measure_cancelling(bench, path);
  measure_replacing(bench, path);
  frames_wait(is_read, bench, LIMIT_MS);
  frames_wait(is_idle, bench, LIMIT_MS);
  frames_run(500);
  guint n_calls = n_shown(bench), n_rows = lmu_session_n_call_rows(bench->window->session);
  measure_sorting(bench);
  activate(bench, "sort", "start");
  list_shown_ms(bench, g_get_monotonic_time());
  measure_filters(bench);
  measure_scrolling(bench);
  printf("  \"list_frame_p99_ms\": %.2f,\n  \"list_blocked_max_ms\": %.2f,\n", bench->list_p99_ms,
         bench->list_blocked_ms);
  printf("  \"n_calls\": %u,\n  \"n_rows\": %u\n}\n", n_calls, n_rows);
}

/* Fills in what the options say and returns the capture's name; NULL for a usage that is none. */
static const char *
parse_options(int argc, char **argv, const char **program, const char **output)
{
  static const struct option options[] = {
      {"program", required_argument, NULL, 'p'}, {"output", required_argument, NULL, 'o'}, {NULL}};
  for (int c; (c = getopt_long(argc, argv, "o:p:", options, NULL)) != -1;)
    if (c == 'p')
      *program = optarg;
    else if (c == 'o')
      *output = optarg;
    else
      return NULL;
  return optind == argc - 1 ? argv[optind] : NULL;
}

int
main(int argc, char **argv)
{
  const char *program = NULL, *output = NULL;
  const char *name = parse_options(argc, argv, &program, &output);
  if (!name || (output && !freopen(output, "w", stdout))) {
    fprintf(stderr, "usage: %s [--program LINESMAN] [-o OUTPUT] FILE\n", argv[0]);
    return 2;
  }
  setlocale(LC_ALL, "");
  g_set_application_name("Linesman");
  g_autofree char *path = g_canonicalize_filename(name, NULL);
  char *home = home_make();
  g_autoptr(GError) error = NULL;
  /* What was measured is there even where what follows is not. */
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("{\n");
  print_start(program);
  g_autoptr(LmuApplication) application = lmu_application_new(TRUE);
  if (!gtk_init_check() || !g_application_register(G_APPLICATION(application), NULL, &error)) {
    fprintf(stderr, "%s: %s\n", argv[0], error ? error->message : "there is no display");
    return 1;
  }
  g_application_activate(G_APPLICATION(application));
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(application));
  Bench bench = {.window = LMU_WINDOW(window), .frames = frames_new(window)};
  frames_run(500);
  measure(&bench, path);
  frames_free(bench.frames);
  gtk_window_destroy(window);
  lmu_session_wait_freed();
  home_remove(home);
  return 0;
}
