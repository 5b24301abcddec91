/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/call-view-private.h"

#include "base/i18n.h"
#include "ui/calls/filter-save.h"
#include "ui/model/call-item.h"
#include "ui/model/format.h"
#include "ui/window/accessible.h"

G_DEFINE_FINAL_TYPE(LmuCallView, lmu_call_view, ADW_TYPE_BIN)

enum { SIGNAL_SELECTION_CHANGED, SIGNAL_CALL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
look_kind(LmuLook look)
{
  return look == LMU_LOOK_OTHER ? 1 : 0;
}

guint
lmu_call_view_kind(LmuCallView *self)
{
  return look_kind(self->query.look);
}

static void
update_count(LmuCallView *self)
{
  guint shown = lmu_call_list_n_shown(self->list);
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
  if (lmu_call_list_n_shown(self->list) || !self->session) {
    lmu_show_page(self->stack, "list");
    return;
  }
  if (filtered) {
    title = _("Nothing matches");
    description = _("Change the filter, or choose another stretch of time.");
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
  gtk_label_set_text(self->empty_title, title);
  gtk_label_set_text(self->empty_text, description);
  gtk_widget_set_visible(self->empty_button, filtered);
  lmu_show_page(self->stack, "empty");
}

/* The first selected row that is shown, or GTK_INVALID_LIST_POSITION. */
static guint
find_selected(LmuCallView *self)
{
  guint32 row = lmu_call_list_get_first_selected(self->list);
  return row == LM_NONE ? GTK_INVALID_LIST_POSITION : lmu_call_list_find(self->list, row);
}

static void
select_first(LmuCallView *self)
{
  self->choosing = TRUE;
  gtk_selection_model_select_item(GTK_SELECTION_MODEL(self->list), 0, TRUE);
  self->choosing = FALSE;
}

static void
keep_selected_in_sight(LmuCallView *self)
{
  guint position = find_selected(self);
  if (position != GTK_INVALID_LIST_POSITION)
    lmu_scroll_column_view(self->column_view, position);
  else if (self->looked && lmu_call_list_n_shown(self->list))
    select_first(self);
}

static void
set_query(LmuCallView *self)
{
  self->asked = TRUE;
  lmu_call_list_set_query(self->list, &self->query);
}

/* The rows that were asked for are there, in front of the old ones, which are about to go. */
static void
replaced_cb(LmuCallView *self)
{
  guint position = self->asked ? find_selected(self) : 0;
  GtkWidget *focus = gtk_root_get_focus(gtk_widget_get_root(GTK_WIDGET(self)));
  gboolean within = focus && gtk_widget_is_ancestor(focus, GTK_WIDGET(self->column_view));
  lmu_scroll_column_view(self->column_view, position == GTK_INVALID_LIST_POSITION ? 0 : position);
  /* What has the keyboard would be another row now, or go. */
  if (within)
    lmu_call_view_focus_list(self);
}

static void
updated_cb(LmuCallView *self)
{
  gboolean empty = lmu_call_list_n_shown(self->list) == 0;
  update_count(self);
  update_empty(self);
  /* The first call is shown without being asked for. */
  if (!self->chosen && lmu_call_list_n_shown(self->list))
    select_first(self);
  lmu_call_view_come_back(self);
  if (self->asked)
    keep_selected_in_sight(self);
  else if (self->sorted)
    lmu_scroll_column_view(self->column_view, 0);
  lmu_call_view_follow_newest(self);
  if (empty != self->empty) {
    self->empty = empty;
    g_signal_emit(self, signals[SIGNAL_SELECTION_CHANGED], 0);
  }
  self->asked = self->looked = self->sorted = FALSE;
}

static void
selection_changed_cb(LmuCallView *self)
{
  self->chosen = TRUE;
  if (!self->choosing)
    lmu_call_view_selected_by_hand(self);
  g_signal_emit(self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
search_changed_cb(LmuCallView *self)
{
  LmQuery *expression;
  LmQueryError error;

  if (self->setting_search)
    return;
  const char *text = gtk_editable_get_text(self->search);
  LmuFilterKind kind = lmu_filter_text_read(text, &expression, &error);
  gboolean begun = lmu_filter_help_update(self->help, kind, &error);
  gtk_widget_set_visible(GTK_WIDGET(self->save_button), *text && kind != LMU_FILTER_FAULT);
  self->filter_serial = 0;
  self->filter_shown = FALSE;
  if (kind == LMU_FILTER_WORDS && !begun) {
    lmu_call_query_set_text(&self->query, text);
    set_query(self);
  } else if (kind == LMU_FILTER_QUERY && self->session) {
    self->filter_serial = lm_engine_filter(lmu_session_get_engine(self->session), expression);
  } else {
    /* What is shown stays until the text is one that can be asked. */
    lm_query_free(expression);
  }
}

static void
filtered_cb(LmuCallView *self, guint serial)
{
  if (self->filter_serial == 0 || serial != self->filter_serial)
    return;
  /* The engine puts its answer right when all is read. */
  if (self->filter_shown) {
    lmu_call_list_refresh(self->list);
    return;
  }
  self->filter_shown = TRUE;
  lmu_call_query_set_expression(&self->query, gtk_editable_get_text(self->search));
  set_query(self);
}

static void
named_cb(const char *name, gpointer data)
{
  gtk_widget_activate_action(data, "win.save-filter", "s", name);
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

static void
clear_range_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_call_view_set_range(data, LM_TIME_NONE, LM_TIME_NONE);
}

static void
clear_filter_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuCallView *self = data;
  lmu_call_view_set_search(self, "");
  lmu_call_view_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
  lmu_call_view_focus_list(self);
}

static void
name_filter_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuCallView *self = data;
  if (gtk_widget_get_visible(GTK_WIDGET(self->save_button)))
    gtk_menu_button_popup(self->save_button);
}

static void
lmu_call_view_dispose(GObject *object)
{
  LmuCallView *self = LMU_CALL_VIEW(object);
  g_clear_handle_id(&self->columns_id, g_source_remove);
  g_clear_handle_id(&self->save_id, g_source_remove);
  g_clear_pointer(&self->chooser, lmu_column_chooser_free);
  g_clear_pointer(&self->help, lmu_filter_help_free);
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
lmu_call_view_finalize(GObject *object)
{
  LmuCallView *self = LMU_CALL_VIEW(object);
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++)
    g_free(self->added_ids[slot]);
  G_OBJECT_CLASS(lmu_call_view_parent_class)->finalize(object);
}

static void
lmu_call_view_class_init(LmuCallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_call_view_dispose;
  G_OBJECT_CLASS(klass)->finalize = lmu_call_view_finalize;
  signals[SIGNAL_SELECTION_CHANGED] =
      g_signal_new("selection-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_CALL_ACTIVATED] =
      g_signal_new("call-activated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__UINT, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_signal_new("follow-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
               G_TYPE_NONE, 0);
  g_type_ensure(LMU_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/calls/call-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, timeline);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, search);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, save_button);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, range_button);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, range_label);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, count_label);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, columns_button);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, column_view);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, empty_title);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, empty_text);
  gtk_widget_class_bind_template_child(widget_class, LmuCallView, empty_button);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback(widget_class, activate_cb);
  gtk_widget_class_bind_template_callback(widget_class, lmu_call_view_focus_list);
}

static const GActionEntry actions[] = {
    {.name = "clear-range", .activate = clear_range_cb},
    {.name = "clear-filter", .activate = clear_filter_cb},
    {.name = "name-filter", .activate = name_filter_cb},
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
  self->help = lmu_filter_help_new(self->search);
  lmu_filter_save_init(self->save_button, named_cb, self);
  lmu_name_scrolled_windows(GTK_WIDGET(self->stack), _("Calls"));
  self->list = lmu_call_list_new();
  g_signal_connect_swapped(self->list, "replaced", G_CALLBACK(replaced_cb), self);
  lmu_call_view_init_place(self);
  g_signal_connect_swapped(self->list, "updated", G_CALLBACK(updated_cb), self);
  g_signal_connect_swapped(self->list, "selection-changed", G_CALLBACK(selection_changed_cb), self);
  g_signal_connect_object(self->timeline, "range-changed", G_CALLBACK(range_changed_cb), self,
                          G_CONNECT_SWAPPED);
  lmu_call_view_add_columns(self);
  lmu_call_view_init_follow(self);
  lmu_call_view_init_keyboard(self);
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
  lmu_call_view_tell_fields(self);
  lmu_call_view_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
  lmu_call_list_set_session(self->list, session);
  self->filter_serial = 0;
  self->filter_shown = FALSE;
  if (!session)
    return;
  g_signal_connect_object(session, "done", G_CALLBACK(update_empty), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(session, "filtered", G_CALLBACK(filtered_cb), self, G_CONNECT_SWAPPED);
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
    self->shown[before] = lmu_call_view_visible_columns(self);
    lmu_call_view_show_columns(self, self->shown[kind]);
    lmu_timeline_set_other(self->timeline, kind == 1);
  }
  self->looked = self->query.look != look;
  self->query.look = look;
  set_query(self);
}

LmuLook
lmu_call_view_get_look(LmuCallView *self)
{
  return self->query.look;
}

const char *
lmu_call_view_get_search(LmuCallView *self)
{
  return gtk_editable_get_text(self->search);
}

void
lmu_call_view_set_search(LmuCallView *self, const char *text)
{
  /* Otherwise it would first look for nothing, as the old text goes before the new one comes. */
  self->setting_search = *text != '\0';
  gtk_editable_set_text(self->search, text);
  self->setting_search = FALSE;
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
  lmu_scroll_column_view(self->column_view, position);
  return TRUE;
}

GActionGroup *
lmu_call_view_get_actions(LmuCallView *self)
{
  return G_ACTION_GROUP(self->actions);
}
