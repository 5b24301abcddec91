/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/model/format.h"
#include "ui/window/accessible.h"
#include "ui/window/window-live.h"

#define SLIDE_WIDTH 400
#define LOW_HEIGHT 680
#define TOAST_S 2

G_DEFINE_FINAL_TYPE(LmuWindow, lmu_window, ADW_TYPE_APPLICATION_WINDOW)

void
lmu_window_toast(LmuWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new("");
  /* The title is markup, and @text may hold what a packet said. */
  g_autofree char *escaped = g_markup_escape_text(text, -1);
  adw_toast_set_title(toast, escaped);
  /* Short, because they wait for each other. */
  adw_toast_set_timeout(toast, TOAST_S);
  adw_toast_overlay_add_toast(self->toasts, toast);
}

static void
move_message(LmuWindow *self, AdwBin *from, AdwBin *to)
{
  GtkWidget *message = GTK_WIDGET(self->message);
  if (adw_bin_get_child(from) != message)
    return;
  g_object_ref(message);
  adw_bin_set_child(from, NULL);
  adw_bin_set_child(to, message);
  g_object_unref(message);
}

/* The message slides below the ladder's strip and search. */
static void
ladder_head_changed_cb(LmuWindow *self)
{
  gtk_widget_set_margin_top(GTK_WIDGET(self->message_slide),
                            lmu_ladder_view_get_head_height(self->ladder));
}

/* A flap that slides in before it has a size computes one that is none; out of sight it does not
 * slide. */
static void
show_sidebar(LmuWindow *self, gboolean shown)
{
  GtkWidget *flap = GTK_WIDGET(self->flap);
  gboolean slides = gtk_widget_get_width(flap) > 0;
  if (!slides)
    gtk_widget_set_child_visible(flap, FALSE);
  adw_flap_set_reveal_flap(self->flap, shown);
  if (!slides)
    gtk_widget_set_child_visible(flap, TRUE);
}

void
lmu_window_adapt(LmuWindow *self)
{
  gboolean content = g_strcmp0(gtk_stack_get_visible_child_name(self->main_stack), "content") == 0;
  g_autoptr(GVariant) state = g_action_group_get_action_state(G_ACTION_GROUP(self), "message");
  gboolean shown = g_variant_get_boolean(state);
  if (self->narrow)
    move_message(self, self->message_place, self->message_slide_place);
  else
    move_message(self, self->message_slide_place, self->message_place);
  gtk_widget_set_visible(GTK_WIDGET(self->message_place), !self->narrow && shown);
  ladder_head_changed_cb(self);
  gtk_widget_set_visible(GTK_WIDGET(self->message_slide), self->narrow);
  gtk_revealer_set_reveal_child(self->message_slide, self->narrow && shown);
  adw_flap_set_fold_policy(self->flap,
                           self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  show_sidebar(self, content && !self->narrow && self->sidebar_wanted);
  gtk_widget_set_visible(self->sidebar_button, content && self->narrow);
}

/* A low window gives the list a part of its height; a higher one what it had before. */
static void
fit_height(LmuWindow *self, int height)
{
  gboolean low = height < LOW_HEIGHT;
  if (low && !self->low)
    self->wanted_position = gtk_paned_get_position(self->list_paned);
  if (low)
    gtk_paned_set_position(self->list_paned, MIN(self->wanted_position, height * 2 / 5));
  else if (self->low)
    gtk_paned_set_position(self->list_paned, self->wanted_position);
  self->low = low;
}

/* A window that is as small as all that stands side by side in it allows is narrow as well, or else
 * it could not be made any smaller. */
static gboolean
is_narrow(LmuWindow *self, int width)
{
  if (!self->narrow)
    gtk_widget_measure(GTK_WIDGET(self), GTK_ORIENTATION_HORIZONTAL, -1, &self->wide_least, NULL,
                       NULL, NULL);
  return width < LMU_NARROW_WIDTH || width <= self->wide_least;
}

static gboolean
fit_cb(gpointer data)
{
  LmuWindow *self = data;
  gboolean narrow = is_narrow(self, gtk_widget_get_width(GTK_WIDGET(self)));
  gboolean low = gtk_widget_get_height(GTK_WIDGET(self)) < LOW_HEIGHT;
  self->fit_id = 0;
  if (low != self->low)
    fit_height(self, gtk_widget_get_height(GTK_WIDGET(self)));
  if (narrow != self->narrow) {
    self->narrow = narrow;
    /* Where there is room the message is beside the ladder; over it only when it is asked for. */
    lmu_window_show_message(self, !narrow);
    lmu_window_adapt(self);
  }
  return G_SOURCE_REMOVE;
}

static void
lmu_window_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  LmuWindow *self = LMU_WINDOW(widget);
  GTK_WIDGET_CLASS(lmu_window_parent_class)->size_allocate(widget, width, height, baseline);
  gboolean fits = is_narrow(self, width) == self->narrow && (height < LOW_HEIGHT) == self->low;
  /* Widgets must not be moved about while they are given their places. */
  if (!fits && !self->fit_id)
    self->fit_id = g_idle_add_full(G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

void
lmu_window_show_message(LmuWindow *self, gboolean shown)
{
  g_action_change_state(g_action_map_lookup_action(G_ACTION_MAP(self), "message"),
                        g_variant_new_boolean(shown));
}

void
lmu_window_focus_list(LmuWindow *self)
{
  if (g_strcmp0(self->view, LMU_VIEW_STREAMS) == 0)
    lmu_streams_view_focus_list(self->streams);
  else if (self->report)
    lmu_report_view_focus_list(self->report);
  else
    lmu_call_view_focus_list(self->calls);
}

void
lmu_window_show_view(LmuWindow *self, const char *name)
{
  GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(self));
  gboolean within = focus && gtk_widget_is_ancestor(focus, GTK_WIDGET(self->view_stack));
  LmuLook look = lmu_look_by_name(name);
  gboolean streams = g_strcmp0(name, LMU_VIEW_STREAMS) == 0;
  if (look == LMU_N_LOOKS && !streams && !lm_report_find(name))
    return;
  if (g_strcmp0(self->view, name) != 0) {
    g_free(self->view);
    self->view = g_strdup(name);
  }
  gtk_stack_set_visible_child_name(self->view_stack, streams ? "streams" : "calls");
  if (streams)
    lmu_streams_view_set_calls(self->streams, NULL, 0);
  else if (!lmu_window_show_report(self, name))
    lmu_call_view_set_look(self->calls, look);
  /* What had the focus may be gone with its view, and keys would go nowhere. An empty list takes
   * none. */
  if (within)
    lmu_window_focus_list(self);
  if (within && gtk_window_get_focus(GTK_WINDOW(self)) == focus && !gtk_widget_get_mapped(focus))
    gtk_window_set_focus(GTK_WINDOW(self), NULL);
  lmu_sidebar_select(self->sidebar, name);
  if (self->narrow)
    adw_flap_set_reveal_flap(self->flap, FALSE);
  lmu_window_update_actions(self);
}

static void
view_chosen_cb(LmuWindow *self, const char *name)
{
  g_autofree char *copy = g_strdup(name);
  g_action_group_activate_action(G_ACTION_GROUP(self), "show-view", g_variant_new_string(copy));
}

guint32 *
lmu_window_get_shown_calls(LmuWindow *self, gsize *n)
{
  if (!self->report)
    return lmu_call_list_get_selected(lmu_call_view_get_list(self->calls), n);
  const guint32 *calls = lmu_report_view_get_calls(self->report, n);
  return g_memdup2(calls, *n * sizeof *calls);
}

static void
show_ladder(LmuWindow *self)
{
  gsize n;
  g_autofree guint32 *calls = lmu_call_list_get_selected(lmu_call_view_get_list(self->calls), &n);
  g_array_set_size(self->report_calls, 0);
  if (n > LMU_MAX_LADDER_CALLS) {
    g_autofree char *count = lmu_format_count(LMU_MAX_LADDER_CALLS);
    g_autofree char *text = g_strdup_printf(
        _("The ladder shows the first %s of the selected calls. Select fewer to see all of them."),
        count);
    lmu_window_toast(self, text);
    n = LMU_MAX_LADDER_CALLS;
  }
  lmu_ladder_view_set_calls(self->ladder, calls, n);
  if (n == 0)
    lmu_message_view_show(self->message, LM_NONE);
  lmu_window_update_actions(self);
}

static gboolean
selection_cb(gpointer data)
{
  LmuWindow *self = data;
  self->selection_id = 0;
  if (self->report)
    lmu_window_show_report_ladder(self);
  else
    show_ladder(self);
  return G_SOURCE_REMOVE;
}

void
lmu_window_queue_ladder(LmuWindow *self)
{
  /* Walking through the list with a key held down asks for the last ladder only. */
  if (!self->selection_id)
    self->selection_id = g_idle_add(selection_cb, self);
}

static void
selection_changed_cb(LmuWindow *self)
{
  if (!self->report)
    lmu_window_queue_ladder(self);
}

static void
focus_ladder_cb(LmuWindow *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->ladder));
}

static gboolean
has_focus_within(LmuWindow *self, GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus(GTK_ROOT(self));
  return focus && (focus == widget || gtk_widget_is_ancestor(focus, widget));
}

static void
offer_message(LmuWindow *self)
{
  /* In a narrow window the message would hide the ladder of every call that is looked at: it
   * comes when somebody goes through the ladder's rows. */
  if (self->narrow && has_focus_within(self, GTK_WIDGET(self->ladder)))
    lmu_window_show_message(self, TRUE);
}

static void
message_selected_cb(LmuWindow *self, guint message)
{
  gboolean chosen = has_focus_within(self, GTK_WIDGET(self->ladder));
  /* The ladder begins with its first message, and the row of a report is about another one. */
  guint wanted = chosen ? LM_NONE : self->wanted_message;
  if (self->wanted_ns != LM_TIME_NONE && !chosen)
    wanted = lmu_window_message_at(self, self->wanted_ns);
  self->wanted_message = LM_NONE;
  self->wanted_ns = LM_TIME_NONE;
  if (wanted != LM_NONE && wanted != message && lmu_window_select_in_ladder(self, wanted))
    return;
  lmu_message_view_show(self->message, wanted == LM_NONE ? message : wanted);
  offer_message(self);
}

static void
event_selected_cb(LmuWindow *self, guint event)
{
  lmu_message_view_show_event(self->message, event);
  offer_message(self);
}

static void
stream_activated_cb(LmuWindow *self, guint stream)
{
  gsize n;
  g_autofree guint32 *calls = lmu_window_get_shown_calls(self, &n);
  lmu_window_show_view(self, LMU_VIEW_STREAMS);
  lmu_streams_view_set_calls(self->streams, calls, MIN(n, LMU_MAX_LADDER_CALLS));
  lmu_streams_view_select_stream(self->streams, stream);
}

static void
streams_call_activated_cb(LmuWindow *self, guint call)
{
  const LmCallRow *row = self->session ? lmu_session_get_call_row(self->session, call) : NULL;
  if (!row)
    return;
  lmu_window_show_view(self, lmu_look_name(row->number ? LMU_LOOK_CALLS : LMU_LOOK_OTHER));
  lmu_call_view_select(self->calls, call);
}

/* From the cursor of the graphs to the message that was closest to it. */
static void
streams_ladder_wanted_cb(LmuWindow *self, guint call, gint64 time_ns)
{
  gsize n;
  g_autofree guint32 *calls = lmu_window_get_shown_calls(self, &n);
  gboolean shown = n == 1 && calls[0] == call;
  self->wanted_ns = shown ? LM_TIME_NONE : time_ns;
  streams_call_activated_cb(self, call);
  if (shown && time_ns != LM_TIME_NONE)
    lmu_window_select_in_ladder(self, lmu_window_message_at(self, time_ns));
  gtk_widget_grab_focus(GTK_WIDGET(self->ladder));
}

static void
damage_response_cb(LmuWindow *self)
{
  gtk_info_bar_set_revealed(self->damage_bar, FALSE);
}

static gboolean
lmu_window_close_request(GtkWindow *window)
{
  if (lmu_window_ask_live(LMU_WINDOW(window), NULL))
    return TRUE;
  lmu_window_save_state(LMU_WINDOW(window));
  return GTK_WINDOW_CLASS(lmu_window_parent_class)->close_request(window);
}

static void
lmu_window_dispose(GObject *object)
{
  LmuWindow *self = LMU_WINDOW(object);
  lmu_window_drop_focus(self);
  lmu_window_drop_live(self);
  g_clear_handle_id(&self->fit_id, g_source_remove);
  if (self->calls)
    lmu_window_set_session(self, NULL);
  g_clear_handle_id(&self->selection_id, g_source_remove);
  g_clear_handle_id(&self->counts_id, g_source_remove);
  if (self->chooser)
    gtk_native_dialog_destroy(GTK_NATIVE_DIALOG(self->chooser));
  g_clear_object(&self->chooser);
  g_clear_object(&self->recent_menu);
  g_clear_pointer(&self->view, g_free);
  g_clear_pointer(&self->pending, g_strfreev);
  g_clear_pointer(&self->report_calls, g_array_unref);
  g_clear_pointer(&self->key_files, g_ptr_array_unref);
  gtk_widget_dispose_template(GTK_WIDGET(self), LMU_TYPE_WINDOW);
  G_OBJECT_CLASS(lmu_window_parent_class)->dispose(object);
}

static void
bind_children(GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, toasts);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, header);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, open_button);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, capture_button);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, capture_box);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, sidebar_button);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, export_button);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, title_stack);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, title);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, progress_label);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, progress_bar);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, flap);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, sidebar);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, main_stack);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, welcome_page);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, start_list);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, error_page);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, damage_bar);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, damage_label);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, view_stack);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, list_paned);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, list_stack);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, message_paned);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, message_slide);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, ladder_place);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, message_place);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, message_slide_place);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, streams_place);
  gtk_widget_class_bind_template_child(widget_class, LmuWindow, calls);
}

static void
lmu_window_class_init(LmuWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_window_dispose;
  GTK_WINDOW_CLASS(klass)->close_request = lmu_window_close_request;
  widget_class->size_allocate = lmu_window_size_allocate;
  g_type_ensure(LMU_TYPE_CALL_VIEW);
  g_type_ensure(LMU_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/window/window.ui");
  bind_children(widget_class);
  gtk_widget_class_bind_template_callback(widget_class, view_chosen_cb);
  gtk_widget_class_bind_template_callback(widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, focus_ladder_cb);
  gtk_widget_class_bind_template_callback(widget_class, damage_response_cb);
}

static void
add_views(LmuWindow *self)
{
  self->ladder = LMU_LADDER_VIEW(lmu_ladder_view_new());
  self->message = LMU_MESSAGE_VIEW(lmu_message_view_new());
  self->streams = LMU_STREAMS_VIEW(lmu_streams_view_new());
  gtk_widget_set_size_request(GTK_WIDGET(self->message_slide_place), SLIDE_WIDTH, -1);
  adw_bin_set_child(self->ladder_place, GTK_WIDGET(self->ladder));
  adw_bin_set_child(self->message_place, GTK_WIDGET(self->message));
  adw_bin_set_child(self->streams_place, GTK_WIDGET(self->streams));
  lmu_name_split_button(self->open_button, _("Recent files"));
  lmu_name_scrolled_windows(GTK_WIDGET(self->ladder), _("Ladder"));
  lmu_name_scrolled_windows(GTK_WIDGET(self->message), _("Message"));
  lmu_name_scrolled_windows(GTK_WIDGET(self->streams), _("Streams"));
  gtk_widget_insert_action_group(GTK_WIDGET(self), "calls", lmu_call_view_get_actions(self->calls));
  gtk_widget_insert_action_group(GTK_WIDGET(self), "ladder",
                                 lmu_ladder_view_get_actions(self->ladder));
  g_signal_connect_object(self->ladder, "message-selected", G_CALLBACK(message_selected_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(self->ladder, "event-selected", G_CALLBACK(event_selected_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(self->ladder, "head-changed", G_CALLBACK(ladder_head_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(self->ladder, "stream-activated", G_CALLBACK(stream_activated_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(self->streams, "call-activated", G_CALLBACK(streams_call_activated_cb),
                          self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->streams, "ladder-wanted", G_CALLBACK(streams_ladder_wanted_cb),
                          self, G_CONNECT_SWAPPED);
}

static void
lmu_window_init(LmuWindow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->key_files = g_ptr_array_new_with_free_func(g_free);
  self->wanted_message = LM_NONE;
  self->wanted_ns = LM_TIME_NONE;
  self->report_calls = g_array_new(FALSE, FALSE, sizeof(guint32));
  lmu_name_scrolled_windows(GTK_WIDGET(self->welcome_page), _("Open a capture"));
  lmu_name_scrolled_windows(GTK_WIDGET(self->error_page), _("The capture cannot be opened"));
  lmu_window_init_actions(self);
  lmu_window_init_keep(self);
  lmu_window_init_focus(self);
  lmu_window_init_live(self);
  lmu_window_init_filters(self);
  add_views(self);
  lmu_window_init_time(self);
  lmu_window_init_recent(self);
  lmu_window_init_export(self);
  lmu_window_init_drop(self);
  lmu_window_restore_state(self);
  lmu_window_show_view(self, lmu_look_name(LMU_LOOK_CALLS));
  lmu_window_adapt(self);
}

LmuWindow *
lmu_window_new(AdwApplication *application)
{
  return g_object_new(LMU_TYPE_WINDOW, "application", application, NULL);
}

gboolean
lmu_window_is_empty(LmuWindow *self)
{
  return !self->session && !self->starting;
}
