/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-quality.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/graph/graph-stack.h"
#include "ui/model/format.h"
#include "ui/streams/packets-page.h"
#include "ui/streams/score-page.h"
#include "ui/streams/spread-page.h"
#include "ui/streams/stream-loader.h"
#include "ui/streams/stream-text.h"
#include "ui/window/accessible.h"

#define MAX_STREAMS MIN(LMU_STREAM_LOADER_MAX, LMU_GRAPH_MAX_STREAMS)

struct _LmuStreamQuality {
  AdwBin parent_instance;

  GtkStack *outer, *pages;
  GtkLabel *empty_label, *legend_label, *problem_label;
  LmuGraphStack *graphs;
  LmuSpreadPage *spread;
  LmuPacketsPage *packets;
  LmuScorePage *score;
  AdwBin *sound_place;
  LmuSoundPanel *sound;

  LmuSession *session;
  LmuStreamLoader *loader;
  GSimpleActionGroup *actions;
  guint32 chosen[MAX_STREAMS]; /* by whoever uses this */
  guint n_chosen;
  guint32 shown[MAX_STREAMS]; /* these and their other directions */
  guint n_shown;
  gboolean both;
  gboolean fresh;   /* what comes is of other streams than what is shown */
  gint64 wanted_ns; /* where the cursor is to be when they are known; LM_TIME_NONE */
};

G_DEFINE_FINAL_TYPE(LmuStreamQuality, lmu_stream_quality, ADW_TYPE_BIN)

enum { CAME, LADDER_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const graph_actions[LMU_N_GRAPHS] = {
    [LMU_GRAPH_DELAY] = "graph-delay", [LMU_GRAPH_SKEW] = "graph-skew",
    [LMU_GRAPH_LOSS] = "graph-loss",   [LMU_GRAPH_RATE] = "graph-rate",
    [LMU_GRAPH_LEVEL] = "graph-level", [LMU_GRAPH_SCORE] = "graph-score",
};

/* The first of the streams; NULL while it is not known. */
static LmuSeries *
main_series(LmuStreamQuality *self)
{
  return self->n_chosen > 0 ? lmu_stream_loader_get(self->loader, self->chosen[0]) : NULL;
}

static gboolean
is_shown(LmuStreamQuality *self, guint stream)
{
  for (guint i = 0; i < self->n_shown; i++)
    if (self->shown[i] == stream)
      return TRUE;
  return FALSE;
}

static void
add_shown(LmuStreamQuality *self, guint stream)
{
  if (stream != LM_NONE && self->n_shown < MAX_STREAMS && !is_shown(self, stream))
    self->shown[self->n_shown++] = stream;
}

/* Which streams are to be seen; the other direction of one is known when it is. */
static void
choose(LmuStreamQuality *self)
{
  self->n_shown = 0;
  for (guint i = 0; i < self->n_chosen; i++) {
    LmuSeries *series = lmu_stream_loader_get(self->loader, self->chosen[i]);

    add_shown(self, self->chosen[i]);
    if (self->both && series)
      add_shown(self, series->detail->reverse);
  }
  lmu_stream_loader_set_streams(self->loader, self->shown, self->n_shown);
  lmu_sound_panel_set_streams(self->sound, self->shown, self->n_shown);
}

/* What the colours mean, where there are several. */
static void
show_legend(LmuStreamQuality *self, LmuSeries *const *series, guint n)
{
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; i < n; i++) {
    LmColour colour = lmu_graph_colours(dark)[i];
    g_autofree char *words = lmu_stream_ends_text(&series[i]->detail->row);
    g_autofree char *name = g_markup_escape_text(words, -1);

    g_string_append_printf(text, "%s<span foreground='#%02x%02x%02x'>■</span>\302\240%s",
                           i > 0 ? "     " : "", colour.red, colour.green, colour.blue, name);
  }
  gtk_label_set_markup(self->legend_label, text->str);
  gtk_widget_set_visible(GTK_WIDGET(self->legend_label), n > 1);
}

static void
show_problems(LmuStreamQuality *self)
{
  const LmuSeries *series = main_series(self);
  guint n = series ? series->n_problems : 0;
  g_autofree char *count = lmu_format_count(n);
  g_autofree char *text = NULL;
  static const char *const names[] = {"next-problem", "previous-problem"};

  text = n > 0 ? g_strdup_printf(LM_NGETTEXT("%s problem", "%s problems", n), count)
               : g_strdup(_("no problems"));
  gtk_label_set_label(self->problem_label, text);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    g_simple_action_set_enabled(
        G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(self->actions), names[i])), n > 0);
}

/* Pages that nobody sees are made when somebody does. */
static void
show_page(LmuStreamQuality *self)
{
  LmuSeries *series = main_series(self);
  const LmStreamDetail *detail = series ? series->detail : NULL;
  const char *name = gtk_stack_get_visible_child_name(self->pages);

  if (g_strcmp0(name, "distribution") == 0) {
    lmu_spread_page_set_detail(self->spread, detail);
  } else if (g_strcmp0(name, "score") == 0) {
    lmu_score_page_set_detail(self->score, detail);
  } else if (g_strcmp0(name, "packets") == 0) {
    lmu_packets_page_set_series(self->packets, series);
    lmu_packets_page_set_cursor(self->packets, lmu_graph_stack_get_placed(self->graphs));
  }
}

static void
place_wanted(LmuStreamQuality *self)
{
  LmuGraphAxis *axis = lmu_graph_stack_get_axis(self->graphs);

  if (self->wanted_ns == LM_TIME_NONE || !main_series(self))
    return;
  lmu_graph_stack_place_cursor(
      self->graphs, lmu_graph_axis_holds(axis, self->wanted_ns) ? self->wanted_ns : LM_TIME_NONE);
  self->wanted_ns = LM_TIME_NONE;
}

static void
show(LmuStreamQuality *self)
{
  LmuSeries *series[MAX_STREAMS];
  guint n = 0;

  for (guint i = 0; i < self->n_shown; i++) {
    series[n] = lmu_stream_loader_get(self->loader, self->shown[i]);
    n += series[n] != NULL;
  }
  /* What was shown stays until the first of the new streams is there. */
  if (self->n_shown > 0 && !main_series(self))
    return;
  lmu_show_page(self->outer, n > 0 ? "streams" : "empty");
  lmu_graph_stack_set_series(self->graphs, series, n, self->fresh);
  self->fresh = FALSE;
  show_legend(self, series, n);
  show_problems(self);
  place_wanted(self);
  show_page(self);
}

static void
came_cb(gpointer data)
{
  LmuStreamQuality *self = data;

  if (self->both)
    choose(self);
  show(self);
  g_signal_emit(self, signals[CAME], 0);
}

static void
cursor_placed_cb(LmuStreamQuality *self)
{
  if (g_strcmp0(gtk_stack_get_visible_child_name(self->pages), "packets") == 0)
    lmu_packets_page_set_cursor(self->packets, lmu_graph_stack_get_placed(self->graphs));
}

static void
packet_selected_cb(LmuStreamQuality *self, gint64 time_ns)
{
  lmu_graph_stack_place_cursor(self->graphs, time_ns);
}

static void
step_to_problem(LmuStreamQuality *self, int by)
{
  const LmuSeries *series = main_series(self);
  gint64 cursor = lmu_graph_stack_get_placed(self->graphs);
  const LmRtpPacket *packet;

  if (!series || series->n_problems == 0)
    return;
  if (cursor == LM_TIME_NONE)
    cursor = by > 0 ? G_MININT64 : G_MAXINT64;
  packet = lmu_series_next_problem(series, cursor, by);
  /* Round and round. */
  if (!packet)
    packet = lmu_series_next_problem(series, by > 0 ? G_MININT64 : G_MAXINT64, by);
  lmu_graph_stack_place_cursor(self->graphs, packet->time_ns);
}

static void
next_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_to_problem(data, 1);
}

static void
previous_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_to_problem(data, -1);
}

static void
problem_wanted_cb(LmuStreamQuality *self, int by)
{
  step_to_problem(self, by);
}

static void
play_cb(LmuStreamQuality *self)
{
  lmu_graph_axis_set_play(lmu_graph_stack_get_axis(self->graphs),
                          lmu_sound_panel_get_play_ns(self->sound));
}

static void
ladder_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuStreamQuality *self = data;

  g_signal_emit(self, signals[LADDER_WANTED], 0, lmu_graph_stack_get_placed(self->graphs));
}

static void
decoded_cb(LmuStreamQuality *self)
{
  guint n;
  LmuLevels *const *levels = lmu_sound_panel_get_levels(self->sound, &n);

  lmu_graph_stack_set_levels(self->graphs, levels, n);
}

static void
both_changed(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuStreamQuality *self = data;

  g_simple_action_set_state(action, value);
  self->both = g_variant_get_boolean(value);
  choose(self);
  show(self);
}

static void
graph_changed(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuStreamQuality *self = data;

  g_simple_action_set_state(action, value);
  for (guint i = 0; i < LMU_N_GRAPHS; i++)
    if (g_str_equal(graph_actions[i], g_action_get_name(G_ACTION(action))))
      lmu_graph_stack_set_graph_visible(self->graphs, (LmuGraphWhat)i,
                                        g_variant_get_boolean(value));
}

static void
page_changed(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuStreamQuality *self = data;
  const char *name = g_variant_get_string(value, NULL);

  if (!gtk_stack_get_child_by_name(self->pages, name))
    return;
  g_simple_action_set_state(action, value);
  gtk_stack_set_visible_child_name(self->pages, name);
}

static void
page_cb(LmuStreamQuality *self)
{
  const char *name = gtk_stack_get_visible_child_name(self->pages);
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self->actions), "page");

  if (name)
    g_simple_action_set_state(G_SIMPLE_ACTION(action), g_variant_new_string(name));
  show_page(self);
}

static void
zoom_in_cb(LmuStreamQuality *self)
{
  gtk_widget_activate_action(GTK_WIDGET(self->graphs), "graph.zoom-in", NULL);
}

static void
zoom_out_cb(LmuStreamQuality *self)
{
  gtk_widget_activate_action(GTK_WIDGET(self->graphs), "graph.zoom-out", NULL);
}

static void
zoom_fit_cb(LmuStreamQuality *self)
{
  gtk_widget_activate_action(GTK_WIDGET(self->graphs), "graph.zoom-fit", NULL);
}

static void
lmu_stream_quality_dispose(GObject *object)
{
  LmuStreamQuality *self = LMU_STREAM_QUALITY(object);

  g_clear_pointer(&self->loader, lmu_stream_loader_free);
  g_clear_object(&self->session);
  g_clear_object(&self->actions);
  G_OBJECT_CLASS(lmu_stream_quality_parent_class)->dispose(object);
}

static void
lmu_stream_quality_class_init(LmuStreamQualityClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_stream_quality_dispose;
  signals[CAME] = g_signal_new("came", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  signals[LADDER_WANTED] =
      g_signal_new("ladder-wanted", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  g_type_ensure(LMU_TYPE_GRAPH_STACK);
  g_type_ensure(LMU_TYPE_SPREAD_PAGE);
  g_type_ensure(LMU_TYPE_PACKETS_PAGE);
  g_type_ensure(LMU_TYPE_SCORE_PAGE);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/streams/stream-quality.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, outer);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, pages);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, empty_label);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, legend_label);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, problem_label);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, graphs);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, sound_place);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, spread);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, packets);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamQuality, score);
  gtk_widget_class_bind_template_callback(widget_class, cursor_placed_cb);
  gtk_widget_class_bind_template_callback(widget_class, packet_selected_cb);
  gtk_widget_class_bind_template_callback(widget_class, zoom_in_cb);
  gtk_widget_class_bind_template_callback(widget_class, zoom_out_cb);
  gtk_widget_class_bind_template_callback(widget_class, zoom_fit_cb);
}

static void
add_actions(LmuStreamQuality *self)
{
  static const GActionEntry entries[] = {
      {.name = "page", .parameter_type = "s", .state = "'graphs'", .change_state = page_changed},
      {.name = "both-directions", .state = "false", .change_state = both_changed},
      {.name = "next-problem", .activate = next_action},
      {.name = "previous-problem", .activate = previous_action},
      {.name = "show-in-ladder", .activate = ladder_action},
  };

  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries),
                                  self);
  for (guint i = 0; i < LMU_N_GRAPHS; i++) {
    const GActionEntry entry = {
        .name = graph_actions[i], .state = "true", .change_state = graph_changed};

    g_action_map_add_action_entries(G_ACTION_MAP(self->actions), &entry, 1, self);
  }
}

static void
lmu_stream_quality_init(LmuStreamQuality *self)
{
  self->wanted_ns = LM_TIME_NONE;
  self->loader = lmu_stream_loader_new(came_cb, self);
  add_actions(self);
  gtk_widget_init_template(GTK_WIDGET(self));
  self->sound = g_object_new(LMU_TYPE_SOUND_PANEL, NULL);
  lmu_sound_panel_set_axis(self->sound, lmu_graph_stack_get_axis(self->graphs));
  g_signal_connect_object(self->sound, "problem-wanted", G_CALLBACK(problem_wanted_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(self->sound, "decoded", G_CALLBACK(decoded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->sound, "notify::play-ns", G_CALLBACK(play_cb), self,
                          G_CONNECT_SWAPPED);
  adw_bin_set_child(self->sound_place, GTK_WIDGET(self->sound));
  g_signal_connect_object(self->pages, "notify::visible-child-name", G_CALLBACK(page_cb), self,
                          G_CONNECT_SWAPPED);
  show(self);
}

void
lmu_stream_quality_set_session(LmuStreamQuality *self, LmuSession *session)
{
  g_set_object(&self->session, session);
  lmu_stream_loader_set_session(self->loader, session);
  lmu_sound_panel_set_session(self->sound, session);
  self->n_chosen = self->n_shown = 0;
  self->fresh = TRUE;
  show(self);
}

void
lmu_stream_quality_set_streams(LmuStreamQuality *self, const guint32 *streams, guint n)
{
  n = MIN(n, MAX_STREAMS);
  if (n == self->n_chosen && memcmp(streams, self->chosen, n * sizeof *streams) == 0)
    return;
  self->fresh |= n == 0 || self->n_chosen == 0 || !is_shown(self, streams[0]);
  memcpy(self->chosen, streams, n * sizeof *streams);
  self->n_chosen = n;
  choose(self);
  show(self);
}

void
lmu_stream_quality_refresh(LmuStreamQuality *self)
{
  lmu_stream_loader_refresh(self->loader);
}

const LmStreamDetail *
lmu_stream_quality_get_detail(LmuStreamQuality *self)
{
  const LmuSeries *series = main_series(self);

  return series ? series->detail : NULL;
}

void
lmu_stream_quality_set_cursor(LmuStreamQuality *self, gint64 time_ns)
{
  self->wanted_ns = time_ns;
  place_wanted(self);
}

LmuGraphAxis *
lmu_stream_quality_get_axis(LmuStreamQuality *self)
{
  return lmu_graph_stack_get_axis(self->graphs);
}

LmuSoundPanel *
lmu_stream_quality_get_sound(LmuStreamQuality *self)
{
  return self->sound;
}

GActionGroup *
lmu_stream_quality_get_actions(LmuStreamQuality *self)
{
  return G_ACTION_GROUP(self->actions);
}
