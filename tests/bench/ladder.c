/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder of the largest call in a capture, in the window of the program: opens it, scrolls,
 * jumps and searches, and prints what that took as one JSON object. It needs a display:
 *
 *     bench-ladder [-o OUTPUT] FILE
 *
 * Services that a bus of its own starts may write to standard output too: -o keeps them apart.
 *
 * All times are milliseconds, and end when the frame that shows the result was drawn:
 *
 *   n_rows, n_columns    of the ladder
 *   open_ms              the selection of the call to the first frame with the ladder's rows
 *   ladder_new_ms        of that: until the engine has made the ladder
 *   jump_to_end_ms       the key End to the last row, selected and drawn
 *   search_ms            the slowest of four texts to the first message with it, selected and drawn
 *   search_found_0 to 3  how many messages hold each: all, some, none, few
 *   search_next_ms       the slowest step to the next one
 *
 * and the figures of frames_print() for each of "open", "steady" (scrolling at the same speed),
 * "scroll" (that, page by page, from one end to the other, sideways), "jump" and "search":
 * scroll_frame_p99_ms, scroll_frame_max_ms, scroll_blocked_max_ms, and so on. blocked_max_ms is the
 * worst of all. */

#include <getopt.h>
#include <locale.h>
#include <unistd.h>

#include "frames.h"
#include "home.h"
#include "ui/application.h"
#include "ui/ladder/ladder-find.h"
#include "ui/window/window-private.h"

#define LIMIT_MS 60000
/* Between two things that are asked for: what follows of the first comes to rest. */
#define REST_MS 300
#define STEADY_FRAMES 500
#define STEADY_ROWS 7 /* a frame */
#define SIDEWAYS_FRAMES 150
#define PAGES 60
#define JUMPS 40
#define STEPS 40

typedef struct {
  LmuWindow *window;
  Frames *frames;
  GtkWidget *list;
  LmuLadderFind *find;
  gint64 ladder_us; /* when the engine's ladder came */
  double blocked_max_ms;
} Bench;

static void
end_phase(Bench *bench, const char *prefix)
{
  FramesFigures figures = frames_figures(bench->frames);
  bench->blocked_max_ms = MAX(bench->blocked_max_ms, figures.blocked_max_ms);
  frames_print(bench->frames, prefix, stdout);
}

static GtkWidget *
find_child(GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE(widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child(widget); child;
       child = gtk_widget_get_next_sibling(child)) {
    GtkWidget *found = find_child(child, type);
    if (found)
      return found;
  }
  return NULL;
}

static GtkAdjustment *
adjustment(Bench *bench, GtkOrientation orientation)
{
  GtkScrollable *scrollable = GTK_SCROLLABLE(bench->list);
  return orientation == GTK_ORIENTATION_HORIZONTAL ? gtk_scrollable_get_hadjustment(scrollable)
                                                   : gtk_scrollable_get_vadjustment(scrollable);
}

static gboolean
is_read(gpointer data)
{
  Bench *bench = data;
  return bench->window->session && !lmu_session_is_reading(bench->window->session);
}

static gboolean
has_ladder(gpointer data)
{
  Bench *bench = data;
  const LmLadder *ladder = lmu_ladder_view_get_ladder(bench->window->ladder);
  return ladder && ladder->n_rows > 0;
}

static gboolean
has_no_ladder(gpointer data)
{
  return !has_ladder(data);
}

static void
ladder_cb(Bench *bench)
{
  bench->ladder_us = g_get_monotonic_time();
}

static const LmCallRow *
largest_call(Bench *bench)
{
  const LmCallRow *largest = NULL;
  for (guint i = 0; i < lmu_session_n_call_rows(bench->window->session); i++) {
    const LmCallRow *row = lmu_session_get_call_row(bench->window->session, i);
    if (row && row->number && (!largest || row->n_messages > largest->n_messages))
      largest = row;
  }
  return largest;
}

static gboolean
measure_opening(Bench *bench, const char *path)
{
  GActionGroup *actions = G_ACTION_GROUP(bench->window);
  g_action_group_activate_action(actions, "open-path", g_variant_new_string(path));
  frames_wait(is_read, bench, LIMIT_MS);
  frames_run(REST_MS);
  const LmCallRow *call = largest_call(bench);
  if (!call)
    return FALSE;
  guint32 number = call->number;
  gtk_selection_model_unselect_all(
      GTK_SELECTION_MODEL(lmu_call_view_get_list(bench->window->calls)));
  frames_wait(has_no_ladder, bench, LIMIT_MS);
  frames_run(REST_MS);
  g_signal_connect_swapped(bench->window->session, "ladder", G_CALLBACK(ladder_cb), bench);
  frames_reset(bench->frames);
  gint64 begin = g_get_monotonic_time();
  g_action_group_activate_action(actions, "select-call", g_variant_new_uint32(number));
  if (!frames_wait(has_ladder, bench, LIMIT_MS))
    return FALSE;
  frames_draw(bench->frames);
  const LmLadder *ladder = lmu_ladder_view_get_ladder(bench->window->ladder);
  printf(
      "  \"n_rows\": %u,\n  \"n_columns\": %u,\n  \"open_ms\": %.2f,\n  \"ladder_new_ms\": %.2f,\n",
      ladder->n_rows, ladder->n_columns, frames_since_ms(begin),
      (double)(bench->ladder_us - begin) / 1000);
  frames_run(REST_MS);
  end_phase(bench, "open");
  return TRUE;
}

static void
scroll_to(Bench *bench, GtkOrientation orientation, double value)
{
  gtk_adjustment_set_value(adjustment(bench, orientation), value);
  frames_draw(bench->frames);
}

static void
measure_scrolling(Bench *bench)
{
  GtkOrientation down = GTK_ORIENTATION_VERTICAL, sideways = GTK_ORIENTATION_HORIZONTAL;
  double page = gtk_adjustment_get_page_size(adjustment(bench, down));
  double end = gtk_adjustment_get_upper(adjustment(bench, down)) - page;
  double n_rows = lmu_ladder_view_get_ladder(bench->window->ladder)->n_rows;
  double row = (end + page) / n_rows;
  frames_reset(bench->frames);
  for (guint i = 0; i < STEADY_FRAMES; i++)
    scroll_to(bench, down, i * STEADY_ROWS * row);
  end_phase(bench, "steady");
  for (guint i = 0; i < PAGES; i++)
    scroll_to(bench, down, end / 2 + i * page);
  for (guint i = 0; i < JUMPS; i++)
    scroll_to(bench, down, end * ((i * 7919 + 13) % JUMPS) / JUMPS);
  double wide = gtk_adjustment_get_upper(adjustment(bench, sideways)) -
                gtk_adjustment_get_page_size(adjustment(bench, sideways));
  for (guint i = 0; i < SIDEWAYS_FRAMES; i++)
    scroll_to(bench, sideways, wide * i / SIDEWAYS_FRAMES);
  for (guint i = 0; i < JUMPS; i++)
    scroll_to(bench, sideways, wide * ((i * 7919 + 13) % JUMPS) / JUMPS);
  scroll_to(bench, sideways, 0);
  scroll_to(bench, down, 0);
  end_phase(bench, "scroll");
}

static void
measure_jump(Bench *bench)
{
  guint last = lmu_ladder_view_get_ladder(bench->window->ladder)->n_rows - 1;
  frames_run(REST_MS);
  frames_reset(bench->frames);
  gint64 begin = g_get_monotonic_time();
  gtk_widget_activate_action(bench->list, "list.select-item", "(ubb)", last, FALSE, FALSE);
  gtk_widget_activate_action(bench->list, "list.scroll-to-item", "u", last);
  frames_draw(bench->frames);
  printf("  \"jump_to_end_ms\": %.2f,\n", frames_since_ms(begin));
  frames_run(REST_MS);
  end_phase(bench, "jump");
}

static gboolean
is_found(gpointer data)
{
  Bench *bench = data;
  guint n;
  return lmu_ladder_find_get_n_found(bench->find, &n);
}

static void
measure_search(Bench *bench)
{
  /* In every message; in some; in none. */
  static const char *const texts[] = {"Call-ID", "sendrecv", "no such text at all", "ack sip:"};
  double slowest_ms = 0, next_ms = 0;
  guint n = 0;
  gtk_widget_activate_action(bench->list, "list.select-item", "(ubb)", 0, FALSE, FALSE);
  gtk_widget_activate_action(bench->list, "list.scroll-to-item", "u", 0);
  frames_run(REST_MS);
  frames_reset(bench->frames);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    gint64 begin = g_get_monotonic_time();
    lmu_ladder_find_set_text(bench->find, texts[i]);
    frames_wait(is_found, bench, LIMIT_MS);
    frames_draw(bench->frames);
    slowest_ms = MAX(slowest_ms, frames_since_ms(begin));
    frames_run(REST_MS);
    lmu_ladder_find_get_n_found(bench->find, &n);
    printf("  \"search_found_%zu\": %u,\n", i, n);
  }
  for (guint i = 0; i < STEPS; i++) {
    gint64 begin = g_get_monotonic_time();
    lmu_ladder_find_step(bench->find, i % 3 == 2);
    frames_draw(bench->frames);
    next_ms = MAX(next_ms, frames_since_ms(begin));
  }
  printf("  \"search_ms\": %.2f,\n  \"search_next_ms\": %.2f,\n", slowest_ms, next_ms);
  frames_run(REST_MS);
  end_phase(bench, "search");
}

static void
measure(Bench *bench, const char *path)
{
  if (!measure_opening(bench, path))
    return;
  measure_scrolling(bench);
  measure_jump(bench);
  measure_search(bench);
  printf("  \"blocked_max_ms\": %.2f\n}\n", bench->blocked_max_ms);
}

int
main(int argc, char **argv)
{
  const char *output = NULL;
  int c;
  while ((c = getopt(argc, argv, "o:")) == 'o')
    output = optarg;
  if (c != -1 || optind != argc - 1 || (output && !freopen(output, "w", stdout))) {
    fprintf(stderr, "usage: %s [-o OUTPUT] FILE\n", argv[0]);
    return 2;
  }
  setlocale(LC_ALL, "");
  g_set_application_name("Linesman");
  g_autofree char *path = g_canonicalize_filename(argv[optind], NULL);
  char *home = home_make();
  g_autoptr(GError) error = NULL;
  g_autoptr(LmuApplication) application = lmu_application_new(TRUE);
  if (!gtk_init_check() || !g_application_register(G_APPLICATION(application), NULL, &error)) {
    fprintf(stderr, "%s: %s\n", argv[0], error ? error->message : "there is no display");
    home_remove(home);
    return 1;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("{\n");
  g_application_activate(G_APPLICATION(application));
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(application));
  Bench bench = {.window = LMU_WINDOW(window), .frames = frames_new(window)};
  bench.list = find_child(GTK_WIDGET(bench.window->ladder), GTK_TYPE_LIST_VIEW);
  bench.find = LMU_LADDER_FIND(find_child(GTK_WIDGET(bench.window->ladder), LMU_TYPE_LADDER_FIND));
  frames_run(REST_MS);
  measure(&bench, path);
  frames_free(bench.frames);
  gtk_window_destroy(window);
  home_remove(home);
  return 0;
}
