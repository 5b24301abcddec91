/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/alerts/alerts.h"
#include "ui/model/format.h"
#include "ui/model/session-live.h"
#include "ui/model/summary.h"
#include "ui/window/preferences.h"
#include "ui/window/window-live.h"

#include <glib/gstdio.h>

#define TOLD_MS 250

static char *
display_name(const char *path)
{
  if (g_strcmp0(path, "-") == 0)
    return g_strdup(_("Standard input"));
  return g_filename_display_basename(path);
}

static char *
session_name(LmuWindow *self)
{
  const char *const *paths = self->session ? lmu_session_get_paths(self->session) : NULL;
  if (self->session && lmu_session_get_live_status(self->session, &self->live_now))
    return lmu_live_describe(&self->live_now);
  if (!paths || !paths[0])
    return g_strdup(_("Linesman"));
  guint more = lmu_session_n_paths(self->session) - 1;
  g_autofree char *name = display_name(paths[0]);
  if (!more)
    return g_steal_pointer(&name);
  return g_strdup_printf(LM_NGETTEXT("%s and %u more", "%s and %u more", more), name, more);
}

static char *
session_summary(LmuWindow *self, const guint *counts)
{
  gboolean live = lmu_session_is_live(self->session);
  g_autofree char *lost = live ? lmu_live_describe_lost(&self->live_now) : NULL;
  return lmu_summary(lmu_session_get_counters(self->session),
                     lmu_session_get_progress(self->session), counts[LMU_LOOK_CALLS],
                     counts[LMU_LOOK_FAILED], lost);
}

static void
update_progress(LmuWindow *self)
{
  const LmCaptureProgress *progress = lmu_session_get_progress(self->session);
  const LmTraceCounters *counters = lmu_session_get_counters(self->session);
  if (lmu_window_is_capturing(self))
    return;
  g_autofree char *name = session_name(self);
  g_autofree char *calls = lmu_format_n_calls(counters->calls);
  g_autofree char *text = g_strdup_printf(_("Reading %s · %s"), name, calls);
  gtk_label_set_text(self->progress_label, text);
  if (progress->bytes_total)
    gtk_progress_bar_set_fraction(
        self->progress_bar, MIN((double)progress->bytes_read / (double)progress->bytes_total, 1.0));
  else
    gtk_progress_bar_pulse(self->progress_bar);
}

void
lmu_window_update_title(LmuWindow *self)
{
  g_autofree char *name = session_name(self);
  adw_window_title_set_title(self->title, name);
  gtk_window_set_title(GTK_WINDOW(self), name);
  if (!self->session) {
    adw_window_title_set_subtitle(self->title, "");
    gtk_stack_set_visible_child_name(self->title_stack, "title");
    return;
  }
  const guint *counts = lmu_call_store_rows(lmu_session_get_call_store(self->session))->counts;
  for (guint look = 0; look < LMU_N_LOOKS; look++)
    lmu_sidebar_set_count(self->sidebar, lmu_look_name(look), counts[look]);
  lmu_sidebar_set_count(self->sidebar, LMU_VIEW_STREAMS, lmu_session_n_streams(self->session));
  gboolean failed = g_strcmp0(gtk_stack_get_visible_child_name(self->main_stack), "error") == 0;
  g_autofree char *summary = failed ? g_strdup("") : session_summary(self, counts);
  adw_window_title_set_subtitle(self->title, summary);
  gboolean live = lmu_session_is_live(self->session);
  g_autofree char *drops = live ? lmu_live_describe_drops(&self->live_now) : NULL;
  /* Where the window is narrow, not all of the line can be read. */
  g_autofree char *all =
      g_strdup_printf("%s%s%s", summary, drops && *summary ? "\n" : "", drops ? drops : "");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->title), *all ? all : NULL);
  gtk_stack_set_visible_child_name(self->title_stack, lmu_window_is_capturing(self) ? "live"
                                                      : lmu_session_is_reading(self->session)
                                                          ? "progress"
                                                          : "title");
}

static gboolean
counts_cb(gpointer data)
{
  LmuWindow *self = data;
  self->counts_id = 0;
  lmu_window_update_title(self);
  return G_SOURCE_REMOVE;
}

static void
queue_counts(LmuWindow *self)
{
  if (!self->counts_id)
    self->counts_id = g_timeout_add(TOLD_MS, counts_cb, self);
}

static void
add_recent(LmuWindow *self)
{
  static char *groups[] = {NULL};
  static char mime_type[] = "application/vnd.tcpdump.pcap", command[] = "linesman %u";
  g_autofree char *name = g_strdup(g_get_application_name());
  const char *const *paths = lmu_session_get_paths(self->session);
  for (guint i = 0; paths[i]; i++) {
    if (g_strcmp0(paths[i], "-") == 0)
      continue;
    g_autoptr(GFile) file = g_file_new_for_path(paths[i]);
    g_autofree char *uri = g_file_get_uri(file);
    GtkRecentData data = {
        .mime_type = mime_type, .app_name = name, .app_exec = command, .groups = groups};
    gtk_recent_manager_add_full(gtk_recent_manager_get_default(), uri, &data);
  }
}

static void
opened_cb(LmuWindow *self)
{
  add_recent(self);
  lmu_window_update_title(self);
}

static void
failed_cb(LmuWindow *self, const LmError *error)
{
  g_autofree char *name = session_name(self);
  g_autofree char *title = g_strdup_printf(_("Cannot open %s"), name);
  g_autofree char *description = g_markup_escape_text(error->message, -1);
  adw_status_page_set_title(self->error_page, title);
  adw_status_page_set_description(self->error_page, description);
  gtk_stack_set_visible_child_name(self->main_stack, "error");
  lmu_window_update_title(self);
  lmu_window_adapt(self);
  lmu_window_update_actions(self);
}

/* The engine begins with the whole path, which the title already says in short. Owned. */
static char *
short_message(LmuWindow *self, const char *message)
{
  const char *const *paths = lmu_session_get_paths(self->session);
  for (guint i = 0; paths && paths[i]; i++) {
    gsize length = strlen(paths[i]);
    if (strncmp(message, paths[i], length) != 0 || message[length] != ':')
      continue;
    g_autofree char *name = display_name(paths[i]);
    return g_strconcat(name, message + length, NULL);
  }
  return g_strdup(message);
}

static void
done_cb(LmuWindow *self, const LmError *error)
{
  g_clear_handle_id(&self->counts_id, g_source_remove);
  lmu_window_update_title(self);
  lmu_window_update_actions(self);
  lmu_window_tell_locked(self);
  lmu_window_count_reports(self);
  if (lmu_session_is_live(self->session)) {
    lmu_window_live_done(self, error);
    return;
  }
  if (error->code == LM_ERROR_CANCELLED) {
    lmu_window_toast(self, _("Stopped. What was read until then is shown."));
  } else if (error->code != LM_ERROR_NONE) {
    g_autofree char *message = short_message(self, error->message);
    g_autofree char *text = g_strdup_printf(_("%s. What could be read is shown."), message);
    gtk_label_set_text(self->damage_label, text);
    gtk_info_bar_set_revealed(self->damage_bar, TRUE);
  }
}

static void
progress_cb(LmuWindow *self)
{
  update_progress(self);
}

static void
connect_session(LmuWindow *self)
{
  g_signal_connect_swapped(self->session, "opened", G_CALLBACK(opened_cb), self);
  g_signal_connect_swapped(self->session, "progress", G_CALLBACK(progress_cb), self);
  g_signal_connect_swapped(self->session, "calls-changed", G_CALLBACK(queue_counts), self);
  g_signal_connect_swapped(self->session, "streams-changed", G_CALLBACK(queue_counts), self);
  g_signal_connect_swapped(self->session, "warning", G_CALLBACK(lmu_window_toast), self);
  g_signal_connect_swapped(self->session, "failed", G_CALLBACK(failed_cb), self);
  g_signal_connect_swapped(self->session, "done", G_CALLBACK(done_cb), self);
  g_signal_connect_swapped(self->session, "report-count", G_CALLBACK(lmu_window_report_count_cb),
                           self);
  g_signal_connect_swapped(self->session, "exported", G_CALLBACK(lmu_window_exported_cb), self);
}

void
lmu_window_set_session(LmuWindow *self, LmuSession *session)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_handle_id(&self->counts_id, g_source_remove);
  lmu_message_view_set_session(self->message, session);
  lmu_ladder_view_set_session(self->ladder, session);
  lmu_streams_view_set_session(self->streams, session);
  lmu_call_view_set_session(self->calls, session);
  lmu_window_set_report_session(self, session);
  g_clear_handle_id(&self->selection_id, g_source_remove);
  lmu_window_reset_live(self);
  g_set_object(&self->session, session);
  gtk_info_bar_set_revealed(self->damage_bar, FALSE);
  if (session)
    connect_session(self);
}

/* What is shown gives way to a new session, which is opened next. */
static void
begin_session(LmuWindow *self)
{
  g_autoptr(LmuSession) session = lmu_session_new();
  lmu_window_set_session(self, session);
  gtk_stack_set_visible_child_name(self->main_stack, "content");
}

static void
show_session(LmuWindow *self)
{
  lmu_window_show_view(self, lmu_look_name(LMU_LOOK_CALLS));
  lmu_window_adapt(self);
  update_progress(self);
  lmu_window_update_title(self);
  lmu_call_view_focus_list(self->calls);
}

/* What comes through a pipe may come from a capture that runs. */
static gboolean
is_pipe(const char *path)
{
  GStatBuf status;
  return g_strcmp0(path, "-") == 0 || (g_stat(path, &status) == 0 && S_ISFIFO(status.st_mode));
}

void
lmu_window_open(LmuWindow *self, const char *const *paths, gsize n)
{
  if (n == 0)
    return;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (gsize i = 0; i < n; i++)
    g_strv_builder_add(builder, paths[i]);
  g_auto(GStrv) copies = g_strv_builder_end(builder);
  if (!lmu_window_ask_live(self, (const char *const *)copies))
    lmu_window_open_now(self, paths, n);
}

void
lmu_window_open_now(LmuWindow *self, const char *const *paths, gsize n)
{
  begin_session(self);
  g_auto(GStrv) key_files = lmu_window_key_files(self);
  LmEngineOptions options = {
      .key_files = (const char *const *)key_files,
      .n_key_files = g_strv_length(key_files),
      .keep_copies = lmu_preferences_get(LMU_PREFERENCE_KEEP_COPIES),
      .align = lmu_preferences_get(LMU_PREFERENCE_ALIGN_CLOCKS),
  };
  if (n == 1 && is_pipe(paths[0]))
    lmu_alerts_watch(self->session, GTK_WINDOW(self));
  lmu_session_open(self->session, paths, n, &options);
  show_session(self);
}

void
lmu_window_open_live(LmuWindow *self, LmLive *live, LmHepFeed *feed)
{
  begin_session(self);
  g_auto(GStrv) key_files = lmu_window_key_files(self);
  LmEngineOptions options = {
      .budget_bytes = self->live_budget_bytes,
      .feed = feed,
      .key_log = self->capture ? self->capture->key_log : NULL,
      .max_rows = self->capture ? self->capture->n_rows : 0,
      .key_files = (const char *const *)key_files,
      .n_key_files = g_strv_length(key_files),
      .keep_copies = lmu_preferences_get(LMU_PREFERENCE_KEEP_COPIES),
  };
  lmu_alerts_watch(self->session, GTK_WINDOW(self));
  lmu_session_open_live(self->session, live, &options);
  lmu_window_begin_live(self);
  show_session(self);
}

static void
open_files(LmuWindow *self, GSList *files, GListModel *model)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  for (GSList *l = files; l; l = l->next)
    g_ptr_array_add(paths, g_file_get_path(l->data));
  for (guint i = 0; model && i < g_list_model_get_n_items(model); i++) {
    g_autoptr(GFile) file = g_list_model_get_item(model, i);
    g_ptr_array_add(paths, g_file_get_path(file));
  }
  for (guint i = 0; i < paths->len;)
    if (paths->pdata[i])
      i++;
    else
      g_ptr_array_remove_index(paths, i);
  gboolean keys = lmu_window_take_keys(self, paths);
  if (paths->len)
    lmu_window_open(self, (const char *const *)paths->pdata, paths->len);
  else if (keys)
    lmu_window_use_keys(self);
  else
    lmu_window_toast(self,
                     _("Only files on this machine can be opened. Copy the file here first."));
}

static void
chosen_cb(LmuWindow *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr(GListModel) files = gtk_file_chooser_get_files(GTK_FILE_CHOOSER(self->chooser));
    open_files(self, NULL, files);
  }
  g_clear_object(&self->chooser);
}

static void
add_filters(GtkFileChooser *chooser)
{
  static const char *const patterns[] = {"*.pcap", "*.pcapng", "*.cap",      "*.dmp",
                                         "*.ntar", "*.pcap.*", "*.pcapng.*", "*.cap.*"};
  g_autoptr(GtkFileFilter) captures = gtk_file_filter_new();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new();
  gtk_file_filter_set_name(captures, _("Capture files"));
  for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++)
    gtk_file_filter_add_pattern(captures, patterns[i]);
  gtk_file_filter_set_name(all, _("All files"));
  gtk_file_filter_add_pattern(all, "*");
  gtk_file_chooser_add_filter(chooser, captures);
  gtk_file_chooser_add_filter(chooser, all);
}

void
lmu_window_choose_files(LmuWindow *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new(_("Open captures"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(self->chooser), TRUE);
  add_filters(GTK_FILE_CHOOSER(self->chooser));
  g_signal_connect_swapped(self->chooser, "response", G_CALLBACK(chosen_cb), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static gboolean
drop_cb(LmuWindow *self, const GValue *value)
{
  if (!G_VALUE_HOLDS(value, GDK_TYPE_FILE_LIST))
    return FALSE;
  open_files(self, g_value_get_boxed(value), NULL);
  return TRUE;
}

void
lmu_window_init_drop(LmuWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new(GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_swapped(target, "drop", G_CALLBACK(drop_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(target));
}
