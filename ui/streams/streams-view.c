/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/streams-view.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/stream-item.h"
#include "ui/streams/stream-cards.h"
#include "ui/streams/stream-columns.h"
#include "ui/streams/stream-filter.h"
#include "ui/streams/stream-list.h"
#include "ui/streams/stream-quality.h"
#include "ui/streams/stream-strip.h"
#include "ui/window/accessible.h"

/* How long changes are gathered before list and graphs are made again. */
#define REFRESH_INTERVAL_MS 700
/* Pixels that the list takes at least, by the number of streams. */
#define HEADER_HEIGHT 30
#define ROW_HEIGHT 27
#define MAX_LEAST_ROWS 5
#define MAX_LEAST_ROWS_LOW 3
/* Pixels below which the view is low: the graphs need the room more than the list. */
#define LOW_HEIGHT 620
/* Pixels below which some columns are left out, so that addresses can be read. */
#define NARROW_WIDTH 1000

struct _LmuStreamsView {
  AdwBin parent_instance;

  GtkStack *stack;
  LmuStreamCards *cards;
  GtkEditable *search;
  GtkLabel *count_label, *none_label;
  GtkScrolledWindow *list_scroller;
  GtkColumnView *column_view;
  LmuStreamQuality *quality;

  LmuSession *session;
  gboolean followed; /* the list has the session's streams; not before somebody looks at them */
  LmuStreamList *list;
  LmuStreamFilter *filter;
  LmuStripStore *strips;
  GtkMultiSelection *selection;
  guint stream; /* the one of the selected whose figures stand above, or LM_NONE */
  guint timer;
  gboolean narrow, low;
  guint size_source;
};

G_DEFINE_FINAL_TYPE(LmuStreamsView, lmu_streams_view, ADW_TYPE_BIN)

enum { CALL_ACTIVATED, LADDER_WANTED, N_SIGNALS };

/* More are not shown at once. */
#define MAX_SELECTED 8
static guint signals[N_SIGNALS];

static const LmStreamRow *
selected_row(LmuStreamsView *self)
{
  return self->session && self->stream != LM_NONE
             ? lmu_session_get_stream_row(self->session, self->stream)
             : NULL;
}

static void
show_selected(LmuStreamsView *self)
{
  const LmStreamRow *row = selected_row(self);
  const LmStreamDetail *detail = row ? lmu_stream_quality_get_detail(self->quality) : NULL;

  lmu_stream_cards_set(self->cards, row, detail && detail->stream == self->stream ? detail : NULL);
}

static void
came_cb(LmuStreamsView *self)
{
  show_selected(self);
}

/* The first selected one unless the one that is shown still is. */
static guint
find_selected(LmuStreamsView *self, guint32 streams[MAX_SELECTED], guint *main)
{
  g_autoptr(GtkBitset) selected =
      gtk_selection_model_get_selection(GTK_SELECTION_MODEL(self->selection));
  GtkBitsetIter iter;
  guint position, n = 0;

  *main = 0;
  if (!gtk_bitset_iter_init_first(&iter, selected, &position))
    return 0;
  do {
    g_autoptr(LmuRowItem) item = g_list_model_get_item(G_LIST_MODEL(self->selection), position);

    streams[n] = lmu_row_item_get_index(item);
    if (streams[n] == self->stream)
      *main = n;
    n++;
  } while (n < MAX_SELECTED && gtk_bitset_iter_next(&iter, &position));
  return n;
}

static void
selected_cb(LmuStreamsView *self)
{
  guint32 streams[MAX_SELECTED];
  guint main, n = find_selected(self, streams, &main);
  guint32 first;

  if (n > 0) {
    first = streams[main];
    memmove(&streams[1], &streams[0], main * sizeof *streams);
    streams[0] = first;
  }
  self->stream = n > 0 ? streams[0] : LM_NONE;
  lmu_stream_quality_set_streams(self->quality, streams, n);
  show_selected(self);
}

/* There is always one to be looked at. */
static void
select_something(LmuStreamsView *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL(self->selection);
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection(model);

  if (gtk_bitset_is_empty(selected) && g_list_model_get_n_items(G_LIST_MODEL(model)) > 0)
    gtk_selection_model_select_item(model, 0, TRUE);
  selected_cb(self);
}

static void
score_cb(LmuStreamsView *self)
{
  g_action_group_change_action_state(lmu_stream_quality_get_actions(self->quality), "page",
                                     g_variant_new_string("score"));
}

static void
ladder_wanted_cb(LmuStreamsView *self, gint64 time_ns)
{
  const LmStreamRow *row = selected_row(self);

  if (row && row->call != LM_NONE)
    g_signal_emit(self, signals[LADDER_WANTED], 0, row->call, time_ns);
}

static void
activate_cb(LmuStreamsView *self, guint position)
{
  g_autoptr(LmuStreamItem) item = g_list_model_get_item(G_LIST_MODEL(self->selection), position);
  const LmStreamRow *row = item ? lmu_stream_item_get_row(item) : NULL;

  if (row && row->call != LM_NONE)
    g_signal_emit(self, signals[CALL_ACTIVATED], 0, row->call);
}

static void
update_page(LmuStreamsView *self)
{
  guint n = g_list_model_get_n_items(lmu_stream_list_get_model(self->list));
  gboolean any = n > 0 || lmu_stream_list_n_unfiltered(self->list) > 0;

  lmu_show_page(self->stack, any ? "streams" : "empty");
  gtk_widget_set_visible(GTK_WIDGET(self->none_label), any && n == 0);
  lmu_stream_filter_update_count(self->filter);
  /* A few streams are all in view, and the graphs have the rest. */
  n = CLAMP(n, 2, self->low ? MAX_LEAST_ROWS_LOW : MAX_LEAST_ROWS);
  gtk_scrolled_window_set_min_content_height(self->list_scroller,
                                             HEADER_HEIGHT + (int)n * ROW_HEIGHT);
}

static void
items_cb(LmuStreamsView *self)
{
  update_page(self);
  select_something(self);
}

static gboolean
refresh_cb(gpointer data)
{
  LmuStreamsView *self = data;

  self->timer = 0;
  lmu_stream_list_refresh(self->list);
  update_page(self);
  lmu_stream_quality_refresh(self->quality);
  return G_SOURCE_REMOVE;
}

static void
streams_changed_cb(LmuStreamsView *self)
{
  if (!gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  show_selected(self);
  if (!self->timer)
    self->timer = g_timeout_add(REFRESH_INTERVAL_MS, refresh_cb, self);
}

/* Rows that nobody sees cost as much as others, while a capture is read. */
static void
follow(LmuStreamsView *self)
{
  if (self->followed || !self->session || !gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  self->followed = TRUE;
  lmu_stream_list_set_session(self->list, self->session);
  update_page(self);
  select_something(self);
}

static void
lmu_streams_view_map(GtkWidget *widget)
{
  LmuStreamsView *self = LMU_STREAMS_VIEW(widget);

  GTK_WIDGET_CLASS(lmu_streams_view_parent_class)->map(widget);
  if (self->followed)
    streams_changed_cb(self);
  else
    follow(self);
}

/* Columns must not come and go while the view is being laid out. */
static gboolean
size_idle_cb(gpointer data)
{
  LmuStreamsView *self = data;
  GListModel *columns = gtk_column_view_get_columns(self->column_view);
  gboolean low = gtk_widget_get_height(GTK_WIDGET(self)) < LOW_HEIGHT;
  gboolean narrow = gtk_widget_get_width(GTK_WIDGET(self)) < NARROW_WIDTH;

  self->size_source = 0;
  if (low != self->low) {
    self->low = low;
    update_page(self);
  }
  if (narrow == self->narrow)
    return G_SOURCE_REMOVE;
  self->narrow = narrow;
  for (guint i = 0; lmu_stream_columns()[i].id; i++) {
    g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item(columns, i);

    if (lmu_stream_columns()[i].flags & LMU_STREAM_COLUMN_WIDE)
      gtk_column_view_column_set_visible(column, !self->narrow);
  }
  return G_SOURCE_REMOVE;
}

static void
size_cb(LmuStreamsView *self)
{
  if (!self->size_source)
    self->size_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE, size_idle_cb, self, NULL);
}

static void
focus_list(LmuStreamsView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->column_view));
}

static void
lmu_streams_view_dispose(GObject *object)
{
  LmuStreamsView *self = LMU_STREAMS_VIEW(object);

  g_clear_handle_id(&self->timer, g_source_remove);
  g_clear_handle_id(&self->size_source, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  if (self->selection)
    g_signal_handlers_disconnect_by_data(self->selection, self);
  g_clear_object(&self->session);
  g_clear_object(&self->selection);
  if (self->strips)
    lmu_strip_store_set_session(self->strips, NULL);
  g_clear_object(&self->strips);
  g_clear_pointer(&self->filter, lmu_stream_filter_free);
  g_clear_pointer(&self->list, lmu_stream_list_free);
  G_OBJECT_CLASS(lmu_streams_view_parent_class)->dispose(object);
}

static void
lmu_streams_view_class_init(LmuStreamsViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_streams_view_dispose;
  widget_class->map = lmu_streams_view_map;
  signals[CALL_ACTIVATED] =
      g_signal_new("call-activated", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LADDER_WANTED] =
      g_signal_new("ladder-wanted", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT64);

  g_type_ensure(LMU_TYPE_STREAM_CARDS);
  g_type_ensure(LMU_TYPE_STREAM_QUALITY);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/streams/streams-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, cards);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, search);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, count_label);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, none_label);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, list_scroller);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, column_view);
  gtk_widget_class_bind_template_child(widget_class, LmuStreamsView, quality);
  gtk_widget_class_bind_template_callback(widget_class, activate_cb);
  gtk_widget_class_bind_template_callback(widget_class, focus_list);
  gtk_widget_class_bind_template_callback(widget_class, came_cb);
  gtk_widget_class_bind_template_callback(widget_class, score_cb);
  gtk_widget_class_bind_template_callback(widget_class, ladder_wanted_cb);
  gtk_widget_class_add_binding_action(widget_class, GDK_KEY_b, 0, "streams.both-directions", NULL);
}

static int
compare(gconstpointer a, gconstpointer b, gpointer data)
{
  const LmuStreamColumn *column = data;
  const LmStreamRow *left = lmu_stream_item_get_row(LMU_STREAM_ITEM((gpointer)(guintptr)a));
  const LmStreamRow *right = lmu_stream_item_get_row(LMU_STREAM_ITEM((gpointer)(guintptr)b));

  return left && right ? column->compare(left, right) : 0;
}

static void
add_columns(LmuStreamsView *self)
{
  for (const LmuStreamColumn *def = lmu_stream_columns(); def->id; def++) {
    union {
      const LmuStreamColumn *in;
      gpointer out;
    } data = {.in = def};
    g_autoptr(GtkSorter) sorter =
        def->compare ? GTK_SORTER(gtk_custom_sorter_new(compare, data.out, NULL)) : NULL;
    g_autoptr(GtkColumnViewColumn) column =
        gtk_column_view_column_new(_(def->title), def->flags & LMU_STREAM_COLUMN_STRIP
                                                      ? lmu_stream_strip_factory_new(self->strips)
                                                      : lmu_stream_cell_factory_new(def));

    gtk_column_view_column_set_sorter(column, sorter);
    gtk_column_view_column_set_resizable(column, TRUE);
    gtk_column_view_column_set_expand(column, (def->flags & LMU_STREAM_COLUMN_EXPAND) != 0);
    gtk_column_view_append_column(self->column_view, column);
  }
}

/* A divider takes F8 for itself, so these are looked for before anything else. */
static void
add_shortcuts(LmuStreamsView *self)
{
  static const struct {
    const char *keys, *action;
  } shortcuts[] = {{"F8", "streams.next-problem"}, {"<Shift>F8", "streams.previous-problem"}};
  GtkEventController *controller = gtk_shortcut_controller_new();

  gtk_event_controller_set_propagation_phase(controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < G_N_ELEMENTS(shortcuts); i++)
    gtk_shortcut_controller_add_shortcut(
        GTK_SHORTCUT_CONTROLLER(controller),
        gtk_shortcut_new(gtk_shortcut_trigger_parse_string(shortcuts[i].keys),
                         gtk_named_action_new(shortcuts[i].action)));
  gtk_widget_add_controller(GTK_WIDGET(self), controller);
}

static void
lmu_streams_view_init(LmuStreamsView *self)
{
  self->stream = LM_NONE;
  gtk_widget_init_template(GTK_WIDGET(self));
  self->list = lmu_stream_list_new();
  self->filter = lmu_stream_filter_new(self->search, self->count_label, self->list);
  self->selection = gtk_multi_selection_new(g_object_ref(lmu_stream_list_get_model(self->list)));
  self->strips = lmu_strip_store_new();
  add_columns(self);
  lmu_name_column_titles(self->column_view, _("Columns"));
  lmu_stream_list_set_sorter(self->list, gtk_column_view_get_sorter(self->column_view));
  gtk_widget_insert_action_group(GTK_WIDGET(self), "streams",
                                 lmu_stream_quality_get_actions(self->quality));
  gtk_column_view_set_model(self->column_view, GTK_SELECTION_MODEL(self->selection));
  g_signal_connect_swapped(self->selection, "selection-changed", G_CALLBACK(selected_cb), self);
  g_signal_connect_swapped(self->selection, "items-changed", G_CALLBACK(items_cb), self);
  g_signal_connect_object(gtk_scrolled_window_get_hadjustment(self->list_scroller),
                          "notify::page-size", G_CALLBACK(size_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(gtk_scrolled_window_get_vadjustment(self->list_scroller),
                          "notify::page-size", G_CALLBACK(size_cb), self, G_CONNECT_SWAPPED);
  add_shortcuts(self);
  show_selected(self);
}

GtkWidget *
lmu_streams_view_new(void)
{
  return g_object_new(LMU_TYPE_STREAMS_VIEW, NULL);
}

void
lmu_streams_view_set_session(LmuStreamsView *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_STREAMS_VIEW(self));

  g_clear_handle_id(&self->timer, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  self->stream = LM_NONE;
  lmu_stream_quality_set_session(self->quality, session);
  lmu_strip_store_set_session(self->strips, session);
  if (session) {
    g_signal_connect_swapped(session, "streams-changed", G_CALLBACK(streams_changed_cb), self);
    g_signal_connect_swapped(session, "done", G_CALLBACK(streams_changed_cb), self);
  }
  self->followed = FALSE;
  lmu_stream_list_set_session(self->list, NULL);
  lmu_stream_filter_set_session(self->filter, session);
  update_page(self);
  selected_cb(self);
  follow(self);
}

void
lmu_streams_view_set_calls(LmuStreamsView *self, const guint32 *calls, gsize n)
{
  g_return_if_fail(LMU_IS_STREAMS_VIEW(self));

  lmu_stream_list_set_calls(self->list, calls, n);
  update_page(self);
}

void
lmu_streams_view_set_search(LmuStreamsView *self, const char *text)
{
  lmu_stream_filter_set_text(self->filter, text);
}

void
lmu_streams_view_focus_search(LmuStreamsView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->search));
}

void
lmu_streams_view_focus_list(LmuStreamsView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->column_view));
}

LmuGraphAxis *
lmu_streams_view_get_axis(LmuStreamsView *self)
{
  return lmu_stream_quality_get_axis(self->quality);
}

void
lmu_streams_view_set_cursor(LmuStreamsView *self, gint64 time_ns)
{
  lmu_stream_quality_set_cursor(self->quality, time_ns);
}

LmuSoundPanel *
lmu_streams_view_get_sound(LmuStreamsView *self)
{
  return lmu_stream_quality_get_sound(self->quality);
}

void
lmu_streams_view_select_stream(LmuStreamsView *self, guint stream)
{
  guint position;

  g_return_if_fail(LMU_IS_STREAMS_VIEW(self));

  position = lmu_stream_list_find(self->list, stream);
  if (position == GTK_INVALID_LIST_POSITION) {
    /* The filter may hide it. */
    gtk_editable_set_text(self->search, "");
    lmu_stream_list_set_words(self->list, "");
    position = lmu_stream_list_find(self->list, stream);
  }
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_selection_model_select_item(GTK_SELECTION_MODEL(self->selection), position, TRUE);
  lmu_scroll_column_view(self->column_view, position);
}
