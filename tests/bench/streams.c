/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The graphs of the longest stream in a capture, in the window of the program: opens them, moves
 * the cursor, zooms, pans and steps through problems, and prints what that took as one JSON object.
 * It needs a display:
 *
 *     bench-streams [-o OUTPUT] FILE
 *
 * Services that a bus of its own starts may write to standard output too: -o keeps them apart.
 *
 *   n_packets   of the stream
 *   open_ms     from the selection of the stream to the frame with its graphs
 *
 * and the figures of frames_print() for each of "open", "cursor", "zoom", "pan", "problems" and
 * "list", which is the scrolling of the list of streams. */

#include <getopt.h>
#include <locale.h>
#include <unistd.h>

#include "base/vec.h"
#include "frames.h"
#include "home.h"
#include "ui/application.h"
#include "ui/graph/graph-stack.h"
#include "ui/streams/stream-quality.h"
#include "ui/window/window-private.h"

#define LIMIT_MS 60000
#define REST_MS 300
#define STEPS 200

typedef struct {
  LmuWindow *window;
  Frames *frames;
  LmuGraphStack *graphs;
  LmuStreamQuality *quality;
  guint stream;
} Bench;

static GtkWidget *
find_child(GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE(widget, type) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child(widget); child && !found;
       child = gtk_widget_get_next_sibling(child))
    found = find_child(child, type);
  return found;
}

static gboolean
is_read(gpointer data)
{
  Bench *bench = data;
  return bench->window->session && !lmu_session_is_reading(bench->window->session);
}

static gboolean
is_shown(gpointer data)
{
  Bench *bench = data;
  const LmStreamDetail *detail = lmu_stream_quality_get_detail(bench->quality);
  return detail && detail->whole && detail->stream == bench->stream;
}

static gboolean
open_longest(Bench *bench, const char *path)
{
  GActionGroup *actions = G_ACTION_GROUP(bench->window);
  const LmStreamRow *longest = NULL;
  g_action_group_activate_action(actions, "open-path", g_variant_new_string(path));
  frames_wait(is_read, bench, LIMIT_MS);
  frames_run(REST_MS);
  for (guint i = 0; i < lmu_session_n_stream_rows(bench->window->session); i++) {
    const LmStreamRow *row = lmu_session_get_stream_row(bench->window->session, i);
    if (row && (!longest || row->packets > longest->packets))
      longest = row;
  }
  if (!longest)
    return FALSE;
  bench->stream = longest->index;
  frames_reset(bench->frames);
  gint64 begin = g_get_monotonic_time();
  g_action_group_activate_action(actions, "show-view", g_variant_new_string("streams"));
  lmu_streams_view_select_stream(bench->window->streams, bench->stream);
  if (!frames_wait(is_shown, bench, LIMIT_MS))
    return FALSE;
  frames_draw(bench->frames);
  printf("  \"n_packets\": %u,\n  \"open_ms\": %.2f,\n",
         lmu_stream_quality_get_detail(bench->quality)->packets->n, frames_since_ms(begin));
  frames_run(REST_MS);
  frames_print(bench->frames, "open", stdout);
  return TRUE;
}

/* Through all of the list, whose rows ask for what they draw. */
static void
scroll_list(Bench *bench)
{
  GtkWidget *list = find_child(GTK_WIDGET(bench->window->streams), GTK_TYPE_COLUMN_VIEW);
  GtkAdjustment *place = gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(list));
  double end = gtk_adjustment_get_upper(place) - gtk_adjustment_get_page_size(place);
  frames_reset(bench->frames);
  for (guint i = 0; i < STEPS; i++) {
    /* Row by row at first, then in leaps. */
    gtk_adjustment_set_value(place, i < STEPS / 2 ? i * 27.0 : end * (i - STEPS / 2.0) / STEPS * 2);
    frames_draw(bench->frames);
  }
  frames_print(bench->frames, "list", stdout);
}

static void
measure(Bench *bench)
{
  LmuGraphAxis *axis = lmu_graph_stack_get_axis(bench->graphs);
  gint64 from = lmu_graph_axis_get_from(axis), to = lmu_graph_axis_get_to(axis);
  frames_reset(bench->frames);
  for (guint i = 0; i < STEPS; i++) {
    lmu_graph_axis_set_cursor(axis, from + (to - from) / STEPS * i);
    frames_draw(bench->frames);
  }
  frames_print(bench->frames, "cursor", stdout);
  frames_reset(bench->frames);
  for (guint i = 0; i < STEPS; i++) {
    lmu_graph_axis_zoom(axis, i < STEPS / 2 ? 0.93 : 1 / 0.93, 0.3);
    frames_draw(bench->frames);
  }
  frames_print(bench->frames, "zoom", stdout);
  lmu_graph_axis_reset(axis);
  lmu_graph_axis_zoom(axis, 0.3, 0);
  frames_reset(bench->frames);
  for (guint i = 0; i < STEPS; i++) {
    lmu_graph_axis_pan(axis, i < STEPS / 2 ? 0.02 : -0.02);
    frames_draw(bench->frames);
  }
  frames_print(bench->frames, "pan", stdout);
  frames_reset(bench->frames);
  for (guint i = 0; i < STEPS; i++) {
    g_action_group_activate_action(lmu_stream_quality_get_actions(bench->quality), "next-problem",
                                   NULL);
    frames_draw(bench->frames);
  }
  frames_print(bench->frames, "problems", stdout);
  scroll_list(bench);
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
  GtkWidget *streams = GTK_WIDGET(LMU_WINDOW(window)->streams);
  Bench bench = {.window = LMU_WINDOW(window), .frames = frames_new(window)};
  bench.quality = LMU_STREAM_QUALITY(find_child(streams, LMU_TYPE_STREAM_QUALITY));
  bench.graphs = LMU_GRAPH_STACK(find_child(streams, LMU_TYPE_GRAPH_STACK));
  frames_run(REST_MS);
  if (open_longest(&bench, path))
    measure(&bench);
  printf("  \"stream\": %u\n}\n", bench.stream + 1);
  frames_free(bench.frames);
  gtk_window_destroy(window);
  home_remove(home);
  return 0;
}
