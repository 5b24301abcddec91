/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-view.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/ladder/ladder-copy.h"
#include "ui/ladder/ladder-filter.h"
#include "ui/ladder/ladder-find.h"
#include "ui/ladder/ladder-focus.h"
#include "ui/ladder/ladder-header.h"
#include "ui/ladder/ladder-legs.h"
#include "ui/ladder/ladder-loader.h"
#include "ui/ladder/ladder-options.h"
#include "ui/ladder/ladder-row.h"
#include "ui/ladder/ladder-sideways.h"
#include "ui/window/accessible.h"

#define SEPARATOR_HEIGHT 1

struct _LmuLadderView {
  AdwBin parent_instance;

  GtkLabel *count_label;
  GtkMenuButton *time_button;
  GtkStack *stack;
  GtkWidget *strip;
  LmuLadderFind *find;
  LmuLadderFilter *filter;
  LmuLadderPlay *play;
  LmuLadderLegs *legs;
  LmuLadderHeader *header;
  GtkScrolledWindow *scroller;
  GtkListView *list;

  LmuLadderPainter *painter;
  LmuLadderSideways *sideways;
  LmuLadderModel *model;
  LmuLadderLoader *loader;
  LmuLadderOptions *options;
  GtkSingleSelection *selection;
  GSimpleActionGroup *actions;
  guint message;  /* the selected one, or LM_NONE */
  guint event;    /* the same */
  gboolean quiet; /* a selection that is ours to make: no signals */
};

G_DEFINE_FINAL_TYPE(LmuLadderView, lmu_ladder_view, ADW_TYPE_BIN)

enum {
  MESSAGE_SELECTED,
  EVENT_SELECTED,
  STREAM_ACTIVATED,
  OPTIONS_CHANGED,
  HEAD_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update_counts(LmuLadderView *self)
{
  LmuLadderCounts counts = lmu_ladder_model_get_counts(self->model);
  g_autofree char *text = lmu_ladder_counts_text(&counts);

  gtk_label_set_label(self->count_label, lmu_ladder_model_get_ladder(self->model) ? text : "");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->count_label),
                              gtk_label_get_label(self->count_label));
}

static void
scroll_to(LmuLadderView *self, guint position)
{
  gtk_widget_activate_action(GTK_WIDGET(self->list), "list.scroll-to-item", "u", position);
  lmu_ladder_sideways_show(self->sideways, position);
}

/* Moves the selection without telling anybody. */
static void
select_quietly(LmuLadderView *self, guint position)
{
  self->quiet = TRUE;
  gtk_single_selection_set_selected(self->selection,
                                    position == LM_NONE ? GTK_INVALID_LIST_POSITION : position);
  self->quiet = FALSE;
  if (position != LM_NONE)
    scroll_to(self, position);
}

static const LmLadderRow *
row_at(LmuLadderView *self, guint position)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);

  return ladder && position < ladder->n_rows ? &ladder->rows[position] : NULL;
}

/* Of a message or an event; media, keys in them and pauses have no text. */
static void
tell_selected(LmuLadderView *self, const LmLadderRow *row)
{
  gboolean event = row->kind == LM_LADDER_EVENT;

  if (event ? row->event == LM_NONE : row->kind != LM_LADDER_MESSAGE || row->message == LM_NONE)
    return;
  self->message = event ? LM_NONE : row->message;
  self->event = event ? row->event : LM_NONE;
  g_signal_emit(self, signals[event ? EVENT_SELECTED : MESSAGE_SELECTED], 0,
                event ? row->event : row->message);
}

static void
selected_cb(LmuLadderView *self)
{
  const LmLadderRow *row = row_at(self, gtk_single_selection_get_selected(self->selection));

  if (self->quiet || !row)
    return;
  lmu_ladder_sideways_show(self->sideways, gtk_single_selection_get_selected(self->selection));
  tell_selected(self, row);
}

static void
activate_cb(LmuLadderView *self, guint position)
{
  const LmLadderRow *row = row_at(self, position);

  if (row && row->stream != LM_NONE)
    g_signal_emit(self, signals[STREAM_ACTIVATED], 0, row->stream);
  else if (row)
    tell_selected(self, row);
}

static void
set_find_enabled(LmuLadderView *self, gboolean enabled)
{
  static const char *const names[] = {"find", "find-next", "find-previous"};

  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    g_simple_action_set_enabled(
        G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(self->actions), names[i])),
        enabled);
}

static void
loaded_cb(LmuLadderView *self, gboolean fresh)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);
  gboolean any = ladder && ladder->n_rows > 0;
  gboolean left_out = ladder && !any && ladder->n_all_rows > 0;
  guint position = self->event == LM_NONE
                       ? lmu_ladder_model_find_message(self->model, self->message)
                       : lmu_ladder_model_find_event(self->model, self->event);

  if (!fresh && any && lmu_ladder_loader_follows(self->loader, self->scroller))
    scroll_to(self, ladder->n_rows - 1);
  set_find_enabled(self, any);
  lmu_show_page(self->stack, any ? "ladder" : left_out ? "filtered" : "empty");
  update_counts(self);
  lmu_ladder_filter_tell(self->filter, ladder);
  lmu_ladder_legs_set_ladder(
      self->legs, ladder && ladder->n_legs ? lmu_ladder_model_share_ladder(self->model) : NULL);
  if (position != LM_NONE) {
    if (position != gtk_single_selection_get_selected(self->selection))
      select_quietly(self, position);
  } else if (fresh && any) {
    position = lmu_ladder_model_first_message(self->model);
    if (position != LM_NONE) {
      select_quietly(self, position);
      selected_cb(self);
    }
  }
  if (any)
    lmu_ladder_focus_pass_on(self->list);
}

/* The options are others now. */
static void
options_changed_cb(LmuLadderView *self)
{
  gtk_menu_button_set_label(self->time_button, lmu_ladder_options_time_text(self->options));
  g_signal_emit(self, signals[OPTIONS_CHANGED], 0);
}

static void
copy_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuLadderView *self = data;
  LmLadder *ladder = lmu_ladder_model_share_ladder(self->model);

  if (ladder)
    lmu_ladder_copy(ladder, GTK_WIDGET(self));
}

static void
find_next_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuLadderView *self = data;

  if (gtk_widget_get_mapped(GTK_WIDGET(self)))
    lmu_ladder_find_step(self->find,
                         g_str_equal(g_action_get_name(G_ACTION(action)), "find-previous"));
}

static void
show_all_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_ladder_filter_close(LMU_LADDER_VIEW(data)->filter);
}

/* Search, filter and legs open where they are seen. */
static void
open_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuLadderView *self = data;
  const char *name = g_action_get_name(G_ACTION(action));

  if (!gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  if (g_str_equal(name, "find"))
    lmu_ladder_find_open(self->find);
  else if (g_str_equal(name, "filter"))
    lmu_ladder_filter_open(self->filter);
  else
    lmu_ladder_legs_open(self->legs);
}

static void
filter_changed_cb(LmuLadderView *self)
{
  lmu_ladder_loader_set_filter(self->loader, lmu_ladder_filter_get_text(self->filter));
}

static void
pinned_cb(LmuLadderView *self)
{
  lmu_ladder_loader_reload(self->loader);
}

static void
leg_activated_cb(LmuLadderView *self, guint leg)
{
  guint position = lmu_ladder_model_find_leg(self->model, leg);

  if (position == LM_NONE)
    return;
  gtk_single_selection_set_selected(self->selection, position);
  scroll_to(self, position);
}

static void
found_cb(LmuLadderView *self, guint position)
{
  scroll_to(self, position);
}

static void
head_changed_cb(LmuLadderView *self)
{
  g_signal_emit(self, signals[HEAD_CHANGED], 0);
}

static void
find_closed_cb(LmuLadderView *self)
{
  head_changed_cb(self);
  lmu_ladder_focus_selected(self->list);
}

static void
lmu_ladder_view_dispose(GObject *object)
{
  LmuLadderView *self = LMU_LADDER_VIEW(object);

  if (self->sideways)
    lmu_ladder_sideways_stop(self->sideways);
  if (self->loader)
    g_signal_handlers_disconnect_by_data(self->loader, self);
  if (self->selection)
    g_signal_handlers_disconnect_by_data(self->selection, self);
  if (self->options)
    g_signal_handlers_disconnect_by_data(self->options, self);
  g_clear_object(&self->options);
  g_clear_object(&self->loader);
  g_clear_object(&self->sideways);
  g_clear_object(&self->painter);
  g_clear_object(&self->selection);
  g_clear_object(&self->model);
  g_clear_object(&self->actions);
  G_OBJECT_CLASS(lmu_ladder_view_parent_class)->dispose(object);
}

/* Who goes to the ladder means its rows, and not the buttons above them. */
static gboolean
lmu_ladder_view_grab_focus(GtkWidget *widget)
{
  return lmu_ladder_focus_selected(LMU_LADDER_VIEW(widget)->list);
}

static void
lmu_ladder_view_class_init(LmuLadderViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_view_dispose;
  widget_class->grab_focus = lmu_ladder_view_grab_focus;

  signals[MESSAGE_SELECTED] =
      g_signal_new("message-selected", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[EVENT_SELECTED] =
      g_signal_new("event-selected", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[STREAM_ACTIVATED] =
      g_signal_new("stream-activated", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPTIONS_CHANGED] = g_signal_new("options-changed", G_TYPE_FROM_CLASS(class),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[HEAD_CHANGED] = g_signal_new("head-changed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure(LMU_TYPE_LADDER_FIND);
  g_type_ensure(LMU_TYPE_LADDER_FILTER);
  g_type_ensure(LMU_TYPE_LADDER_LEGS);
  g_type_ensure(LMU_TYPE_LADDER_PLAY);
  g_type_ensure(LMU_TYPE_LADDER_HEADER);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/ladder/ladder-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, count_label);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, time_button);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, strip);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, find);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, filter);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, legs);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, play);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, header);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, scroller);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderView, list);
  gtk_widget_class_bind_template_callback(widget_class, found_cb);
  gtk_widget_class_bind_template_callback(widget_class, head_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, find_closed_cb);
  gtk_widget_class_bind_template_callback(widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, pinned_cb);
  gtk_widget_class_bind_template_callback(widget_class, leg_activated_cb);
  gtk_widget_class_add_binding_action(widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "ladder.copy",
                                      NULL);
}

static void
init_list(LmuLadderView *self)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment(self->scroller);
  GtkListItemFactory *factory;

  self->painter = lmu_ladder_painter_new(GTK_WIDGET(self));
  self->model = lmu_ladder_model_new();
  self->loader = lmu_ladder_loader_new(self->model);
  self->selection = gtk_single_selection_new(G_LIST_MODEL(g_object_ref(self->model)));
  gtk_single_selection_set_autoselect(self->selection, FALSE);
  gtk_single_selection_set_can_unselect(self->selection, TRUE);
  factory = lmu_ladder_row_factory_new(self->painter);
  gtk_list_view_set_factory(self->list, factory);
  gtk_list_view_set_model(self->list, GTK_SELECTION_MODEL(self->selection));
  g_object_unref(factory);
  lmu_ladder_header_connect(self->header, self->painter, self->model, sideways);
  g_signal_connect_swapped(self->selection, "notify::selected", G_CALLBACK(selected_cb), self);
  g_signal_connect_swapped(self->list, "activate", G_CALLBACK(activate_cb), self);
  g_signal_connect_swapped(self->loader, "loaded", G_CALLBACK(loaded_cb), self);
  lmu_ladder_find_connect(self->find, self->model, self->selection);
  lmu_ladder_play_connect(self->play, self->model, self->selection);
  self->sideways = lmu_ladder_sideways_new(self->list, sideways, self->model, self->painter);
}

static void
lmu_ladder_view_init(LmuLadderView *self)
{
  static const GActionEntry entries[] = {
      {"copy", copy_cb},
      {"filter", open_cb},
      {"show-all", show_all_cb},
      {"show-legs", open_cb},
      {"find", open_cb},
      {"find-next", find_next_cb},
      {"find-previous", find_next_cb},
  };

  self->message = self->event = LM_NONE;
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries),
                                  self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "ladder", G_ACTION_GROUP(self->actions));
  gtk_widget_init_template(GTK_WIDGET(self));
  init_list(self);
  self->options = lmu_ladder_options_new(self->loader, G_ACTION_MAP(self->actions));
  gtk_menu_button_set_label(self->time_button, lmu_ladder_options_time_text(self->options));
  g_signal_connect_swapped(self->options, "changed", G_CALLBACK(options_changed_cb), self);
  set_find_enabled(self, FALSE);
}

GtkWidget *
lmu_ladder_view_new(void)
{
  return g_object_new(LMU_TYPE_LADDER_VIEW, NULL);
}

void
lmu_ladder_view_set_session(LmuLadderView *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_LADDER_VIEW(self));

  self->message = self->event = LM_NONE;
  lmu_ladder_loader_set_session(self->loader, session);
  lmu_ladder_find_set_session(self->find, session);
  lmu_ladder_legs_set_session(self->legs, session);
}

void
lmu_ladder_view_set_calls(LmuLadderView *self, const guint32 *calls, gsize n)
{
  g_return_if_fail(LMU_IS_LADDER_VIEW(self));

  /* What is shown after nothing begins with its first message, and tells so. */
  if (n == 0)
    self->message = self->event = LM_NONE;
  lmu_ladder_loader_set_calls(self->loader, calls, n);
}

const LmLadderOptions *
lmu_ladder_view_get_options(LmuLadderView *self)
{
  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), NULL);

  return lmu_ladder_loader_get_options(self->loader);
}

void
lmu_ladder_view_set_options(LmuLadderView *self, const LmLadderOptions *options)
{
  g_return_if_fail(LMU_IS_LADDER_VIEW(self));

  lmu_ladder_loader_set_options(self->loader, options);
  lmu_ladder_options_update(self->options);
  gtk_menu_button_set_label(self->time_button, lmu_ladder_options_time_text(self->options));
}

const LmLadder *
lmu_ladder_view_get_ladder(LmuLadderView *self)
{
  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), NULL);

  return lmu_ladder_model_get_ladder(self->model);
}

const char *
lmu_ladder_view_get_filter(LmuLadderView *self)
{
  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), "");

  return lmu_ladder_filter_get_text(self->filter);
}

LmuLadderPlay *
lmu_ladder_view_get_play(LmuLadderView *self)
{
  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), NULL);

  return self->play;
}

int
lmu_ladder_view_get_head_height(LmuLadderView *self)
{
  int strip, find, filter;

  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), 0);

  gtk_widget_measure(self->strip, GTK_ORIENTATION_VERTICAL, -1, NULL, &strip, NULL, NULL);
  gtk_widget_measure(GTK_WIDGET(self->find), GTK_ORIENTATION_VERTICAL, -1, NULL, &find, NULL, NULL);
  gtk_widget_measure(GTK_WIDGET(self->filter), GTK_ORIENTATION_VERTICAL, -1, NULL, &filter, NULL,
                     NULL);
  return strip + find + filter + SEPARATOR_HEIGHT;
}

GActionGroup *
lmu_ladder_view_get_actions(LmuLadderView *self)
{
  g_return_val_if_fail(LMU_IS_LADDER_VIEW(self), NULL);

  return G_ACTION_GROUP(self->actions);
}
