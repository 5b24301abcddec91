/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-view-private.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/format.h"
#include "ui/window/accessible.h"

#define DETAIL_WIDTH 300
#define CHAT_WIDTH 400

G_DEFINE_FINAL_TYPE(LmuReportView, lmu_report_view, ADW_TYPE_BIN)

enum {
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_ROW_ACTIVATED,
  SIGNAL_CALLS_WANTED,
  SIGNAL_COUNTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update_count(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  guint all = table ? table->n_rows : 0;
  guint shown = lmu_report_list_n_rows(self->list);
  g_autofree char *all_text = lmu_format_count(all), *shown_text = lmu_format_count(shown);
  g_autofree char *text = NULL;
  if (table && table->refused)
    text = g_strdup_printf(LM_NGETTEXT("%s row of more", "%s rows of more", all), all_text);
  else if (shown == all)
    text = g_strdup_printf(LM_NGETTEXT("%s row", "%s rows", all), all_text);
  else
    text = g_strdup_printf(LM_NGETTEXT("%s of %s row", "%s of %s rows", all), shown_text, all_text);
  gtk_label_set_text(self->count_label, text);
  gtk_widget_set_visible(GTK_WIDGET(self->count_label), all > 0);
}

static void
update_page(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  gboolean any = lmu_report_list_n_rows(self->list) > 0;
  gboolean reading = self->session && lmu_session_is_reading(self->session);
  update_count(self);
  if (!table)
    lmu_show_page(self->stack, "wait");
  else if (any || lmu_report_list_is_busy(self->list))
    lmu_show_page(self->stack, "list");
  else if (table->n_rows > 0)
    lmu_show_page(self->stack, "nothing");
  else
    lmu_show_page(self->stack, "empty");
  if (table && table->n_rows == 0) {
    adw_status_page_set_title(self->empty_page,
                              reading ? _("Nothing yet") : _(self->look->empty_title));
    adw_status_page_set_description(self->empty_page,
                                    reading ? _("This is worked out once more when all is read.")
                                            : _(self->look->empty_text));
  }
}

static void
show_side(LmuReportView *self, const LmReportDetail *detail)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  guint row = lmu_report_list_get_selected(self->list);
  if (row == LM_NONE)
    table = NULL;
  if (self->chat)
    lmu_report_chat_show(self->chat, self->session, table, row);
  else
    lmu_report_detail_show(self->detail, table, row, detail);
}

/* The rest of what is known of the row comes a moment later. */
static void
ask_detail(LmuReportView *self)
{
  guint row = lmu_report_list_get_selected(self->list);
  self->detail_serial = 0;
  if (self->chat || row == LM_NONE || !self->session)
    show_side(self, NULL);
  else
    self->detail_serial =
        lm_engine_request_report_detail(lmu_session_get_engine(self->session), self->report, row);
}

static void
detail_cb(LmuReportView *self, guint serial)
{
  if (self->detail_serial == 0 || serial != self->detail_serial)
    return;
  LmReportDetail *detail = lmu_session_take_detail(self->session);
  self->detail_serial = 0;
  show_side(self, detail);
  lm_report_detail_free(detail);
}

static void
selected_cb(LmuReportView *self)
{
  lmu_report_view_update_actions(self);
  ask_detail(self);
  g_signal_emit(self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static gboolean
settled_cb(GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  LmuReportView *self = data;
  gtk_adjustment_set_value(gtk_scrolled_window_get_vadjustment(self->scroller), self->place);
  return G_SOURCE_REMOVE;
}

/* The list goes to its new rows, so that these take over the widgets of the old ones. What has the
 * keyboard would be another row now, or go. */
static void
replaced_cb(LmuReportView *self)
{
  guint position = lmu_report_list_find(self->list, lmu_report_list_get_selected(self->list));
  gboolean within = gtk_widget_get_focus_child(GTK_WIDGET(self->column_view)) != NULL;
  lmu_scroll_column_view(self->column_view, position == GTK_INVALID_LIST_POSITION ? 0 : position);
  if (within)
    lmu_report_view_focus_list(self);
}

static void
updated_cb(LmuReportView *self)
{
  guint selected = lmu_report_list_get_selected(self->list);
  guint position = lmu_report_list_find(self->list, selected);
  update_page(self);
  /* The first row is shown without being asked for. */
  if (selected == LM_NONE && lmu_report_list_n_rows(self->list))
    lmu_report_list_select(self->list, lmu_report_list_get_row(self->list, 0));
  else if (position != GTK_INVALID_LIST_POSITION)
    lmu_scroll_column_view(self->column_view, position);
  if (self->refreshing)
    gtk_widget_add_tick_callback(GTK_WIDGET(self->scroller), settled_cb, self, NULL);
  self->refreshing = FALSE;
}

static void
chosen_cb(LmuReportView *self, guint row)
{
  guint position = lmu_report_list_find(self->list, row);
  lmu_report_list_select(self->list, row);
  if (position != GTK_INVALID_LIST_POSITION)
    lmu_scroll_column_view(self->column_view, position);
}

static void
activate_cb(LmuReportView *self)
{
  g_signal_emit(self, signals[SIGNAL_ROW_ACTIVATED], 0);
}

static void
forget_table(LmuReportView *self)
{
  /* It is what the conversation reads from. */
  if (self->chat)
    lmu_report_chat_show(self->chat, NULL, NULL, 0);
  self->menu_row = self->menu_column = LM_NONE;
}

static void
show_coming(LmuReportView *self)
{
  if (!self->coming)
    return;
  guint n = self->coming->n_rows;
  forget_table(self);
  lmu_report_list_set_table(self->list, self->session, g_steal_pointer(&self->coming));
  update_page(self);
  selected_cb(self);
  g_signal_emit(self, signals[SIGNAL_COUNTED], 0, n);
}

static void
search_changed_cb(LmuReportView *self)
{
  LmQuery *query;
  LmQueryError error;
  if (self->setting_search)
    return;
  const char *text = gtk_editable_get_text(self->search);
  LmuFilterKind kind = lmu_filter_text_read(text, &query, &error);
  gboolean begun = lmu_filter_help_update(self->help, kind, &error);
  self->filter_serial = 0;
  if (kind == LMU_FILTER_QUERY && self->session) {
    self->filter_serial =
        lm_engine_filter_report(lmu_session_get_engine(self->session), self->report, query);
    return;
  }
  show_coming(self);
  if (kind == LMU_FILTER_WORDS && !begun)
    lmu_report_list_set_filter(self->list, NULL, text);
  else
    /* What is shown stays until the text is one that can be asked. */
    lm_query_free(query);
}

static void
found_cb(LmuReportView *self, guint serial, const guint32 *bits, gulong n)
{
  if (self->filter_serial == 0 || serial != self->filter_serial)
    return;
  LmuRowBits *found = lmu_row_bits_new(bits, (guint32)n);
  self->filter_serial = 0;
  show_coming(self);
  lmu_report_list_set_filter(self->list, found, "");
  lmu_row_bits_unref(found);
}

static void
stop_search_cb(LmuReportView *self)
{
  gtk_editable_set_text(self->search, "");
  lmu_report_view_focus_list(self);
}

static void
table_cb(LmuReportView *self, guint serial)
{
  if (self->serial == 0 || serial != self->serial)
    return;
  self->serial = 0;
  lm_report_table_free(self->coming);
  self->coming = lmu_session_take_table(self->session);
  if (*gtk_editable_get_text(self->search))
    search_changed_cb(self);
  else
    show_coming(self);
}

static void
request(LmuReportView *self)
{
  self->wanted = TRUE;
  self->stale = FALSE;
  self->serial = lm_engine_request_report(lmu_session_get_engine(self->session), self->report);
}

static void
done_cb(LmuReportView *self)
{
  self->stale = self->wanted;
  if (self->stale && gtk_widget_get_mapped(GTK_WIDGET(self)))
    request(self);
  update_page(self);
}

void
lmu_report_view_refresh(LmuReportView *self)
{
  g_return_if_fail(LMU_IS_REPORT_VIEW(self));
  self->stale |= self->wanted;
  if (!self->session || !self->stale || self->serial || self->filter_serial ||
      !gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  self->refreshing = TRUE;
  self->place = gtk_adjustment_get_value(gtk_scrolled_window_get_vadjustment(self->scroller));
  request(self);
}

static void
lmu_report_view_map(GtkWidget *widget)
{
  LmuReportView *self = LMU_REPORT_VIEW(widget);
  GTK_WIDGET_CLASS(lmu_report_view_parent_class)->map(widget);
  if (self->session && (!self->wanted || self->stale))
    request(self);
}

static void
lmu_report_view_dispose(GObject *object)
{
  LmuReportView *self = LMU_REPORT_VIEW(object);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  g_clear_pointer(&self->help, lmu_filter_help_free);
  g_clear_pointer(&self->menu, gtk_widget_unparent);
  g_clear_pointer(&self->coming, lm_report_table_free);
  if (self->list) {
    g_signal_handlers_disconnect_by_data(self->list, self);
    forget_table(self);
    /* Its cells read from the list as long as they are there. */
    gtk_column_view_set_model(self->column_view, NULL);
  }
  gtk_widget_dispose_template(GTK_WIDGET(self), LMU_TYPE_REPORT_VIEW);
  g_clear_object(&self->list);
  g_clear_object(&self->actions);
  G_OBJECT_CLASS(lmu_report_view_parent_class)->dispose(object);
}

static void
lmu_report_view_class_init(LmuReportViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_report_view_dispose;
  widget_class->map = lmu_report_view_map;
  signals[SIGNAL_SELECTION_CHANGED] =
      g_signal_new("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_ROW_ACTIVATED] = g_signal_new("row-activated", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_CALLS_WANTED] = g_signal_new("calls-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNTED] =
      g_signal_new("counted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, g_cclosure_marshal_VOID__UINT,
                   G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/report/report-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, search);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, count_label);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, details_button);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, paned);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, scroller);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, column_view);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, empty_page);
  gtk_widget_class_bind_template_child(widget_class, LmuReportView, side);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback(widget_class, activate_cb);
  gtk_widget_class_bind_template_callback(widget_class, lmu_report_view_focus_list);
}

static void
lmu_report_view_init(LmuReportView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->help = lmu_filter_help_new(self->search);
  self->list = lmu_report_list_new();
  g_signal_connect_swapped(self->list, "replaced", G_CALLBACK(replaced_cb), self);
  g_signal_connect_swapped(self->list, "updated", G_CALLBACK(updated_cb), self);
  g_signal_connect_swapped(self->list, "selection-changed-to", G_CALLBACK(selected_cb), self);
  lmu_report_view_add_menu(self);
}

static void
add_side(LmuReportView *self)
{
  gboolean chat = self->look->side == LMU_REPORT_SIDE_CHAT;
  if (chat) {
    self->chat = LMU_REPORT_CHAT(lmu_report_chat_new());
    g_signal_connect_object(self->chat, "row-chosen", G_CALLBACK(chosen_cb), self,
                            G_CONNECT_SWAPPED);
  } else {
    self->detail = LMU_REPORT_DETAIL(lmu_report_detail_new());
  }
  adw_bin_set_child(self->side, chat ? GTK_WIDGET(self->chat) : GTK_WIDGET(self->detail));
  gtk_widget_set_size_request(GTK_WIDGET(self->side), chat ? CHAT_WIDTH : DETAIL_WIDTH, -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->details_button),
                                 GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 chat ? _("Conversation") : _("Details"), -1);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->details_button),
                              chat ? _("Show the conversation of the selected row")
                                   : _("Show what else is known of the selected row"));
}

GtkWidget *
lmu_report_view_new(const LmReport *report)
{
  LmuReportView *self = g_object_new(LMU_TYPE_REPORT_VIEW, NULL);
  const char *title = _(report->title);
  self->report = report;
  self->look = lmu_report_look(report);
  add_side(self);
  lmu_report_view_add_columns(self);
  lmu_name_scrolled_windows(GTK_WIDGET(self->scroller), title);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->column_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 title, -1);
  adw_status_page_set_icon_name(self->empty_page, self->look->icon);
  lmu_name_scrolled_windows(GTK_WIDGET(self->empty_page), title);
  gtk_column_view_set_model(self->column_view, GTK_SELECTION_MODEL(self->list));
  update_page(self);
  lmu_report_view_update_actions(self);
  return GTK_WIDGET(self);
}

const LmReport *
lmu_report_view_get_report(LmuReportView *self)
{
  return self->report;
}

void
lmu_report_view_set_session(LmuReportView *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_REPORT_VIEW(self));
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  self->serial = self->filter_serial = self->detail_serial = 0;
  self->wanted = self->stale = self->refreshing = FALSE;
  forget_table(self);
  g_clear_pointer(&self->coming, lm_report_table_free);
  lmu_report_list_set_table(self->list, NULL, NULL);
  gtk_editable_set_text(self->search, "");
  g_set_object(&self->session, session);
  if (session) {
    g_signal_connect_swapped(session, "report", G_CALLBACK(table_cb), self);
    g_signal_connect_swapped(session, "report-found", G_CALLBACK(found_cb), self);
    g_signal_connect_swapped(session, "report-detail", G_CALLBACK(detail_cb), self);
    g_signal_connect_swapped(session, "done", G_CALLBACK(done_cb), self);
  }
  update_page(self);
  ask_detail(self);
  if (session && gtk_widget_get_mapped(GTK_WIDGET(self)))
    request(self);
}

static const LmReportTableRow *
selected_row(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  guint row = lmu_report_list_get_selected(self->list);
  return table && row < table->n_rows ? &table->rows[row] : NULL;
}

const guint32 *
lmu_report_view_get_calls(LmuReportView *self, gsize *n)
{
  const LmReportTableRow *row = selected_row(self);
  *n = row ? row->n_calls : 0;
  return row ? lmu_report_list_get_table(self->list)->calls + row->first_call : NULL;
}

gboolean
lmu_report_view_is_empty(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  return table && table->n_rows == 0 && !self->stale;
}

char *
lmu_report_view_get_host(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  guint row = lmu_report_list_get_selected(self->list);
  for (guint i = 0; table && row < table->n_rows && i < table->n_columns; i++) {
    const LmCell *cell = lm_report_table_cell(table, row, i);
    char text[LM_ENDPOINT_TEXT_SIZE];
    if (cell->kind == LM_CELL_ENDPOINT && g_strcmp0(table->columns[i]->name, "host") == 0)
      return g_strdup(lm_addr_format(&cell->endpoint.addr, text));
  }
  return NULL;
}

guint
lmu_report_view_get_message(LmuReportView *self)
{
  const LmReportTableRow *row = selected_row(self);
  return row ? row->message : LM_NONE;
}

void
lmu_report_view_set_search(LmuReportView *self, const char *text)
{
  /* Otherwise it would first look for nothing, as the old text goes before the new one comes. */
  self->setting_search = *text != '\0';
  gtk_editable_set_text(self->search, text);
  self->setting_search = FALSE;
}

void
lmu_report_view_focus_search(LmuReportView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->search));
}

void
lmu_report_view_focus_list(LmuReportView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->column_view));
}

GActionGroup *
lmu_report_view_get_actions(LmuReportView *self)
{
  return G_ACTION_GROUP(self->actions);
}
