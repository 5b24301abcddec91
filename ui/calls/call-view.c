/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/call-view.h"

#include "base/i18n.h"
#include "ui/calls/call-cell.h"
#include "ui/model/call-item.h"
#include "ui/model/format.h"
#include "ui/timeline/timeline.h"
#include "ui/window/accessible.h"

#define MAX_COLUMNS 32

struct _LmuCallView {
  AdwBin parent_instance;
  LmuTimeline *timeline;
  GtkEditable *search;
  GtkWidget *range_button;
  GtkLabel *range_label, *count_label;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  GtkColumnView *column_view;
  AdwStatusPage *empty_page;

  LmuSession *session;
  LmuCallList *list;
  LmuCallQuery query;
  gboolean chosen; /* something was selected in this session */
  gboolean asked;  /* the query is new: what is selected is to stay in sight */
  gboolean looked; /* the look is new: something in it is to be selected */
  GSimpleActionGroup *actions;
  GtkColumnViewColumn *columns[MAX_COLUMNS];
  guint shown[2];     /* bits of visible columns: of calls, of other dialogs */
  LmuCallSort probed; /* see primary_sort() */
};

G_DEFINE_FINAL_TYPE(LmuCallView, lmu_call_view, ADW_TYPE_BIN)

enum { SIGNAL_SELECTION_CHANGED, SIGNAL_CALL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
look_kind(LmuLook look)
{
  return look == LMU_LOOK_OTHER ? 1 : 0;
}

static void
update_count(LmuCallView *self)
{
  guint shown = g_list_model_get_n_items(G_LIST_MODEL(self->list));
  guint all = lmu_call_list_n_unfiltered(self->list);
  gboolean other = self->query.look == LMU_LOOK_OTHER;
  g_autofree char *all_text = lmu_format_count(all);
  g_autofree char *shown_text = lmu_format_count(shown);
  g_autofree char *text = NULL;
  if (shown == all && other)
    text = g_strdup_printf(LM_NGETTEXT("%s dialog", "%s dialogs", all), all_text);
  else if (shown == all)
    text = lmu_format_n_calls(all);
  else if (other)
    text = g_strdup_printf(LM_NGETTEXT("%s of %s dialog", "%s of %s dialogs", all), shown_text,
                           all_text);
  else
    text =
        g_strdup_printf(LM_NGETTEXT("%s of %s call", "%s of %s calls", all), shown_text, all_text);
  gtk_label_set_text(self->count_label, text);
}

static void
update_empty(LmuCallView *self)
{
  gboolean reading = self->session && lmu_session_is_reading(self->session);
  gboolean filtered = lmu_call_list_n_unfiltered(self->list) > 0;
  const char *title, *description;
  if (g_list_model_get_n_items(G_LIST_MODEL(self->list)) || !self->session) {
    gtk_stack_set_visible_child_name(self->stack, "list");
    return;
  }
  if (filtered) {
    title = _("Nothing matches");
    description = _("Change the filter, or choose all of the time again.");
  } else if (reading) {
    title = _("Nothing yet");
    description = _("Rows appear here as they are read.");
  } else if (self->query.look == LMU_LOOK_CALLS) {
    title = _("No calls");
    description = _("There is no INVITE in this capture. Look at the other dialogs, or at streams "
                    "that no signaling announced.");
  } else {
    title = _("None of these");
    description = _("No call or dialog in this capture is of this kind.");
  }
  adw_status_page_set_title(self->empty_page, title);
  adw_status_page_set_description(self->empty_page, description);
  gtk_stack_set_visible_child_name(self->stack, "empty");
}

/* GTK 4.8 has no function to scroll a column view, but its inner list has an action. */
static void
scroll_to(LmuCallView *self, guint position)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->column_view));
  for (; child; child = gtk_widget_get_next_sibling(child))
    if (GTK_IS_LIST_VIEW(child))
      gtk_widget_activate_action(child, "list.scroll-to-item", "u", position);
}

static void
keep_selected_in_sight(LmuCallView *self)
{
  gsize n;
  g_autofree guint32 *rows = lmu_call_list_get_selected(self->list, &n);
  guint position = n ? lmu_call_list_find(self->list, rows[0]) : GTK_INVALID_LIST_POSITION;
  if (position != GTK_INVALID_LIST_POSITION)
    scroll_to(self, position);
  else if (self->looked && g_list_model_get_n_items(G_LIST_MODEL(self->list)))
    gtk_selection_model_select_item(GTK_SELECTION_MODEL(self->list), 0, TRUE);
}

static void
set_query(LmuCallView *self)
{
  self->asked = TRUE;
  lmu_call_list_set_query(self->list, &self->query);
}

static void
updated_cb(LmuCallView *self)
{
  update_count(self);
  update_empty(self);
  /* The first call is shown without being asked for. */
  if (!self->chosen && g_list_model_get_n_items(G_LIST_MODEL(self->list))) {
    self->chosen = TRUE;
    gtk_selection_model_select_item(GTK_SELECTION_MODEL(self->list), 0, TRUE);
  }
  if (self->asked)
    keep_selected_in_sight(self);
  self->asked = self->looked = FALSE;
}

static void
selection_changed_cb(LmuCallView *self)
{
  self->chosen = TRUE;
  g_signal_emit(self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
search_changed_cb(LmuCallView *self)
{
  lmu_call_query_set_text(&self->query, gtk_editable_get_text(self->search));
  set_query(self);
}

static void
stop_search_cb(LmuCallView *self)
{
  gtk_editable_set_text(self->search, "");
  lmu_call_view_focus_list(self);
}

static void
range_changed_cb(LmuCallView *self)
{
  lmu_timeline_get_range(self->timeline, &self->query.from_ns, &self->query.to_ns);
  gboolean any = self->query.from_ns != LM_TIME_NONE;
  gtk_widget_set_visible(self->range_button, any);
  g_simple_action_set_enabled(
      G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(self->actions), "clear-range")), any);
  if (any) {
    char from[LM_TIME_TEXT_SIZE], to[LM_TIME_TEXT_SIZE];
    lm_time_format_clock(self->query.from_ns, from);
    lm_time_format_clock(self->query.to_ns, to);
    /* The clock's milliseconds say more than a brush can mean. */
    g_autofree char *text = g_strdup_printf("%.8s – %.8s", from, to);
    gtk_label_set_text(self->range_label, text);
  }
  set_query(self);
}

static void
activate_cb(LmuCallView *self, guint position)
{
  guint32 row = lmu_call_list_get_index(self->list, position);
  if (row != LM_NONE)
    g_signal_emit(self, signals[SIGNAL_CALL_ACTIVATED], 0, row);
}

/* A column of its own for each, whose sorter only says that it was asked: GTK 4.8 does not tell
 * which column a column view sorts by, but it asks that column's sorter first. */
typedef struct {
  LmuCallView *view; /* borrowed; it owns the sorter */
  LmuCallSort sort;
} SortProbe;

static int
probe_cb(gconstpointer a, gconstpointer b, gpointer data)
{
  SortProbe *probe = data;
  if (probe->view->probed == LMU_SORT_NONE)
    probe->view->probed = probe->sort;
  return -1;
}

static LmuCallSort
primary_sort(LmuCallView *self, gboolean *descending)
{
  self->probed = LMU_SORT_NONE;
  GtkOrdering order =
      gtk_sorter_compare(gtk_column_view_get_sorter(self->column_view), self, self->list);
  *descending = order == GTK_ORDERING_LARGER;
  return self->probed;
}

static void
sorter_changed_cb(LmuCallView *self)
{
  gboolean descending;
  if (!self->list)
    return;
  LmuCallSort sort = primary_sort(self, &descending);
  const LmuCallColumn *column = lmu_call_columns();
  lmu_call_list_set_sort(self->list, sort, descending);
  for (; column->id && column->sort != sort; column++)
    ;
  GActionMap *map = G_ACTION_MAP(self->actions);
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "sort")),
                            g_variant_new_string(column->id ? column->id : ""));
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "descending")),
                            g_variant_new_boolean(descending));
}

static void
sort_by(LmuCallView *self, const char *id, gboolean descending)
{
  const LmuCallColumn *columns = lmu_call_columns();
  for (guint i = 0; columns[i].id; i++)
    if (g_strcmp0(columns[i].id, id) == 0)
      gtk_column_view_sort_by_column(self->column_view, self->columns[i],
                                     descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
sort_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  gboolean descending;
  primary_sort(data, &descending);
  sort_by(data, g_variant_get_string(value, NULL), descending);
}

static void
descending_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuCallView *self = data;
  g_autoptr(GVariant) id = g_action_group_get_action_state(G_ACTION_GROUP(self->actions), "sort");
  sort_by(self, g_variant_get_string(id, NULL), g_variant_get_boolean(value));
}

static void
clear_range_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_call_view_set_range(data, LM_TIME_NONE, LM_TIME_NONE);
}

static void
show_columns(LmuCallView *self, guint shown)
{
  for (guint i = 0; lmu_call_columns()[i].id; i++)
    gtk_column_view_column_set_visible(self->columns[i], shown >> i & 1);
}

static guint
visible_columns(LmuCallView *self)
{
  guint shown = 0;
  for (guint i = 0; lmu_call_columns()[i].id; i++)
    shown |= gtk_column_view_column_get_visible(self->columns[i]) ? 1u << i : 0;
  return shown;
}

static void
add_column(LmuCallView *self, guint i, GMenu *shown_menu, GMenu *sort_menu)
{
  const LmuCallColumn *def = &lmu_call_columns()[i];
  SortProbe *probe = g_new0(SortProbe, 1);
  *probe = (SortProbe){self, def->sort};
  g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(probe_cb, probe, g_free));
  GtkColumnViewColumn *column =
      gtk_column_view_column_new(_(def->title), lmu_call_cell_factory_new(def));
  gtk_column_view_column_set_sorter(column, sorter);
  gtk_column_view_column_set_resizable(column, TRUE);
  gtk_column_view_column_set_expand(column, (def->flags & LMU_COLUMN_EXPAND) != 0);
  gtk_column_view_append_column(self->column_view, column);
  self->columns[i] = column;
  if (def->flags & LMU_COLUMN_IN_CALLS)
    self->shown[0] |= 1u << i;
  if (def->flags & LMU_COLUMN_IN_OTHER)
    self->shown[1] |= 1u << i;
  g_autofree char *name = g_strdup_printf("column-%s", def->id);
  g_autofree char *toggle = g_strdup_printf("calls.%s", name);
  g_autofree char *sort = g_strdup_printf("calls.sort::%s", def->id);
  g_autoptr(GPropertyAction) action = g_property_action_new(name, column, "visible");
  g_action_map_add_action(G_ACTION_MAP(self->actions), G_ACTION(action));
  g_menu_append(shown_menu, _(def->title), toggle);
  g_menu_append(sort_menu, _(def->title), sort);
}

static void
add_columns(LmuCallView *self)
{
  g_autoptr(GMenu) menu = g_menu_new();
  g_autoptr(GMenu) shown = g_menu_new();
  g_autoptr(GMenu) sort = g_menu_new();
  g_autoptr(GMenu) direction = g_menu_new();
  for (guint i = 0; lmu_call_columns()[i].id && i < MAX_COLUMNS; i++) {
    add_column(self, i, shown, sort);
    g_object_unref(self->columns[i]); /* the column view holds it */
  }
  g_menu_append(direction, _("Descending"), "calls.descending");
  g_menu_append_section(sort, NULL, G_MENU_MODEL(direction));
  g_menu_append_submenu(menu, _("Sort by"), G_MENU_MODEL(sort));
  g_menu_append_submenu(menu, _("Columns"), G_MENU_MODEL(shown));
  gtk_menu_button_set_menu_model(self->columns_button, G_MENU_MODEL(menu));
  show_columns(self, self->shown[0]);
}

static void
lmu_call_view_dispose(GObject *object)
{
  LmuCallView *self = LMU_CALL_VIEW(object);
  g_clear_object(&self->session);
  if (self->list)
    g_signal_handlers_disconnect_by_data(self->list, self);
  /* Without the list, what the columns say while they go is not heeded. */
  g_clear_object(&self->list);
  g_clear_object(&self->actions);
  gtk_widget_dispose_template(GTK_WIDGET(self), LMU_TYPE_CALL_VIEW);
  G_OBJECT_CLASS(lmu_call_view_parent_class)->dispose(object);
}

static void
lmu_call_view_class_init(LmuCallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_call_view_dispose;
  signals[SIGNAL_SELECTION_CHANGED] =
      g_signal_new("selection-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_CALL_ACTIVATED] =
      g_signal_new("call-activated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__UINT, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_type_ensure(LMU_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/calls/call-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, timeline);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, search);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, range_button);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, range_label);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, count_label);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, columns_button);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, column_view);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, empty_page);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback(widget_class, activate_cb);
  gtk_widget_class_bind_template_callback(widget_class, lmu_call_view_focus_list);
}

static const GActionEntry actions[] = {
    {.name = "clear-range", .activate = clear_range_cb},
    {.name = "sort", .parameter_type = "s", .state = "'start'", .change_state = sort_action_cb},
    {.name = "descending", .state = "false", .change_state = descending_action_cb},
};

static void
lmu_call_view_init(LmuCallView *self)
{
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), actions, G_N_ELEMENTS(actions),
                                  self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "calls", G_ACTION_GROUP(self->actions));
  lmu_call_query_init(&self->query);
  gtk_widget_init_template(GTK_WIDGET(self));
  lmu_name_scrolled_windows(GTK_WIDGET(self->stack), _("Calls"));
  self->list = lmu_call_list_new();
  g_signal_connect_swapped(self->list, "updated", G_CALLBACK(updated_cb), self);
  g_signal_connect_swapped(self->list, "selection-changed", G_CALLBACK(selection_changed_cb), self);
  g_signal_connect_object(self->timeline, "range-changed", G_CALLBACK(range_changed_cb), self,
                          G_CONNECT_SWAPPED);
  add_columns(self);
  g_signal_connect_object(gtk_column_view_get_sorter(self->column_view), "changed",
                          G_CALLBACK(sorter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_sort_by_column(self->column_view, self->columns[0], GTK_SORT_ASCENDING);
  gtk_column_view_set_model(self->column_view, GTK_SELECTION_MODEL(self->list));
  range_changed_cb(self);
}

void
lmu_call_view_set_session(LmuCallView *self, LmuSession *session)
{
  g_set_object(&self->session, session);
  self->chosen = FALSE;
  gtk_editable_set_text(self->search, "");
  lmu_call_query_set_text(&self->query, "");
  lmu_timeline_set_session(self->timeline, session);
  lmu_call_view_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
  lmu_call_list_set_session(self->list, session);
  if (session)
    g_signal_connect_object(session, "done", G_CALLBACK(update_empty), self, G_CONNECT_SWAPPED);
}

LmuCallList *
lmu_call_view_get_list(LmuCallView *self)
{
  return self->list;
}

void
lmu_call_view_set_look(LmuCallView *self, LmuLook look)
{
  guint before = look_kind(self->query.look), kind = look_kind(look);
  if (before != kind) {
    self->shown[before] = visible_columns(self);
    show_columns(self, self->shown[kind]);
    lmu_timeline_set_other(self->timeline, kind == 1);
  }
  self->looked = self->query.look != look;
  self->query.look = look;
  set_query(self);
}

void
lmu_call_view_set_search(LmuCallView *self, const char *text)
{
  gtk_editable_set_text(self->search, text);
}

void
lmu_call_view_set_range(LmuCallView *self, gint64 from_ns, gint64 to_ns)
{
  lmu_timeline_set_range(self->timeline, from_ns, to_ns);
}

void
lmu_call_view_focus_search(LmuCallView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->search));
}

void
lmu_call_view_focus_list(LmuCallView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->column_view));
}

gboolean
lmu_call_view_select(LmuCallView *self, guint32 index)
{
  const LmCallRow *row = self->session ? lmu_session_get_call_row(self->session, index) : NULL;
  if (!row)
    return FALSE;
  guint position = lmu_call_list_find(self->list, index);
  if (position == GTK_INVALID_LIST_POSITION) {
    lmu_call_view_set_search(self, "");
    lmu_call_query_set_text(&self->query, "");
    lmu_call_view_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
    lmu_call_view_set_look(self, row->number ? LMU_LOOK_CALLS : LMU_LOOK_OTHER);
    position = lmu_call_list_find(self->list, index);
  }
  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  gtk_selection_model_select_item(GTK_SELECTION_MODEL(self->list), position, TRUE);
  scroll_to(self, position);
  return TRUE;
}

GActionGroup *
lmu_call_view_get_actions(LmuCallView *self)
{
  return G_ACTION_GROUP(self->actions);
}
