/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every command of a window as an action, for menus, shortcuts and D-Bus. */

#include "base/i18n.h"
#include "ui/window/window-live.h"

static void
open_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_choose_files(data);
}

static void
open_path_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *path = g_variant_get_string(parameter, NULL);
  lmu_window_open(data, &path, 1);
}

static void
open_paths_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gsize n;
  g_autofree const char **paths = g_variant_get_strv(parameter, &n);
  lmu_window_open(data, paths, n);
}

static void
reload_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  if (!self->session)
    return;
  /* As those who know Wireshark expect of this key. */
  if (lmu_window_is_capturing(self)) {
    g_action_group_activate_action(G_ACTION_GROUP(self), "restart-capture", NULL);
    return;
  }
  /* The paths are the old session's, which the window lets go. */
  g_autoptr(LmuSession) session = g_object_ref(self->session);
  const char *const *paths = lmu_session_get_paths(session);
  lmu_window_open(self, paths, lmu_session_n_paths(session));
}

static void
add_keys_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_choose_keys(data);
}

static void
add_keys_path_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_add_keys(data, g_variant_get_string(parameter, NULL));
}

static void
cancel_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  if (self->session)
    lmu_session_cancel(self->session);
}

static void
close_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close(data);
}

static void
find_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  GtkWidget *focus = gtk_root_get_focus(GTK_ROOT(self));
  /* Whoever is in the ladder or a message of it looks for something there. */
  if (focus && (gtk_widget_is_ancestor(focus, GTK_WIDGET(self->ladder)) ||
                gtk_widget_is_ancestor(focus, GTK_WIDGET(self->message)))) {
    g_action_group_activate_action(lmu_ladder_view_get_actions(self->ladder), "find", NULL);
    return;
  }
  if (self->report && g_strcmp0(self->view, LMU_VIEW_STREAMS) != 0) {
    lmu_report_view_focus_search(self->report);
    return;
  }
  if (g_strcmp0(self->view, LMU_VIEW_STREAMS) == 0) {
    lmu_streams_view_focus_search(self->streams);
    return;
  }
  if (g_strcmp0(gtk_stack_get_visible_child_name(self->view_stack), "calls") != 0)
    lmu_window_show_view(self, lmu_look_name(LMU_LOOK_CALLS));
  lmu_call_view_focus_search(self->calls);
}

static void
search_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  const char *text = g_variant_get_string(parameter, NULL);
  if (g_strcmp0(self->view, LMU_VIEW_STREAMS) == 0)
    lmu_streams_view_set_search(self->streams, text);
  else if (self->report)
    lmu_report_view_set_search(self->report, text);
  else
    lmu_call_view_set_search(self->calls, text);
}

/* "from", or "-from" for descending. */
static void
sort_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  GActionGroup *calls = lmu_call_view_get_actions(self->calls);
  const char *column = g_variant_get_string(parameter, NULL);
  gboolean descending = *column == '-';
  g_action_group_change_action_state(calls, "sort", g_variant_new_string(column + descending));
  g_action_group_change_action_state(calls, "descending", g_variant_new_boolean(descending));
}

static void
select_call_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  guint32 number = g_variant_get_uint32(parameter);
  guint n = self->session ? lmu_session_n_call_rows(self->session) : 0;
  for (guint i = 0; i < n; i++) {
    const LmCallRow *row = lmu_session_get_call_row(self->session, i);
    if (!row || row->number != number || number == 0)
      continue;
    if (self->report || g_strcmp0(self->view, LMU_VIEW_STREAMS) == 0)
      lmu_window_show_view(self, lmu_look_name(LMU_LOOK_CALLS));
    lmu_call_view_select(self->calls, i);
    return;
  }
}

static void
select_all_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  gtk_selection_model_select_all(GTK_SELECTION_MODEL(lmu_call_view_get_list(self->calls)));
}

static void
export_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_choose_export(data, g_variant_get_string(parameter, NULL));
}

static void
export_path_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_export(data, g_variant_get_string(parameter, NULL));
}

static void
show_view_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  lmu_window_show_view(data, g_variant_get_string(value, NULL));
}

static void
step_view(LmuWindow *self, int by)
{
  const char *name;
  if (lmu_sidebar_step(self->sidebar, self->view, by, &name))
    g_action_group_activate_action(G_ACTION_GROUP(self), "show-view", g_variant_new_string(name));
}

static void
next_view_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_view(data, 1);
}

static void
previous_view_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_view(data, -1);
}

/* Passes a command on to the report that is shown. */
static void
report_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  const char *name = g_variant_get_string(parameter, NULL);
  if (self->report && g_action_group_has_action(lmu_report_view_get_actions(self->report), name))
    g_action_group_activate_action(lmu_report_view_get_actions(self->report), name, NULL);
}

static gboolean
takes(GActionGroup *group, const char *name, GVariant *parameter)
{
  const GVariantType *wanted;
  if (!g_action_group_has_action(group, name))
    return FALSE;
  wanted = g_action_group_get_action_parameter_type(group, name);
  return wanted ? parameter && g_variant_is_of_type(parameter, wanted) : !parameter;
}

/* Passes a command on to what plays streams: "play", "buffer::50". */
static void
sound_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  GActionGroup *sound = lmu_sound_panel_get_actions(lmu_streams_view_get_sound(self->streams));
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;
  if (lmu_window_has_sound(self) &&
      g_action_parse_detailed_name(g_variant_get_string(parameter, NULL), &name, &target, NULL) &&
      takes(sound, name, target))
    g_action_group_activate_action(sound, name, target);
}

static void
focus_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  const char *place = g_variant_get_string(parameter, NULL);
  if (g_strcmp0(place, "list") == 0) {
    lmu_window_focus_list(self);
  } else if (g_strcmp0(place, "ladder") == 0) {
    gtk_widget_grab_focus(GTK_WIDGET(self->ladder));
  } else if (g_strcmp0(place, "message") == 0) {
    lmu_window_show_message(self, TRUE);
    gtk_widget_grab_focus(GTK_WIDGET(self->message));
  } else if (g_strcmp0(place, "sidebar") == 0) {
    adw_flap_set_reveal_flap(self->flap, TRUE);
    gtk_widget_child_focus(GTK_WIDGET(self->sidebar), GTK_DIR_TAB_FORWARD);
  }
}

static void
sidebar_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuWindow *self = data;
  gboolean shown = g_variant_get_boolean(value);
  if (!self->narrow)
    self->sidebar_wanted = shown;
  adw_flap_set_reveal_flap(self->flap, shown);
}

static void
sidebar_revealed_cb(LmuWindow *self)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), "sidebar");
  g_simple_action_set_state(G_SIMPLE_ACTION(action),
                            g_variant_new_boolean(adw_flap_get_reveal_flap(self->flap)));
}

static void
message_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  g_simple_action_set_state(action, value);
  lmu_window_adapt(data);
}

static void
hide_message_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  lmu_window_show_message(self, FALSE);
  gtk_widget_grab_focus(GTK_WIDGET(self->ladder));
}

static const GActionEntry entries[] = {
    {.name = "open", .activate = open_action},
    {.name = "open-path", .activate = open_path_action, .parameter_type = "s"},
    {.name = "open-paths", .activate = open_paths_action, .parameter_type = "as"},
    {.name = "no-recent"},
    {.name = "reload", .activate = reload_action},
    {.name = "add-keys", .activate = add_keys_action},
    {.name = "add-keys-path", .activate = add_keys_path_action, .parameter_type = "s"},
    {.name = "cancel", .activate = cancel_action},
    {.name = "close", .activate = close_action},
    {.name = "find", .activate = find_action},
    {.name = "search", .activate = search_action, .parameter_type = "s"},
    {.name = "sort", .activate = sort_action, .parameter_type = "s"},
    {.name = "select-call", .activate = select_call_action, .parameter_type = "u"},
    {.name = "select-all", .activate = select_all_action},
    {.name = "export", .activate = export_action, .parameter_type = "s"},
    {.name = "export-path", .activate = export_path_action, .parameter_type = "s"},
    {.name = "show-view",
     .parameter_type = "s",
     .state = "'calls'",
     .change_state = show_view_action},
    {.name = "next-view", .activate = next_view_action},
    {.name = "previous-view", .activate = previous_view_action},
    {.name = "report", .activate = report_action, .parameter_type = "s"},
    {.name = "sound", .activate = sound_action, .parameter_type = "s"},
    {.name = "focus", .activate = focus_action, .parameter_type = "s"},
    {.name = "sidebar", .state = "false", .change_state = sidebar_action},
    {.name = "message", .state = "true", .change_state = message_action},
    {.name = "hide-message", .activate = hide_message_action},
};

static void
set_enabled(LmuWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), name);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(action), enabled);
}

void
lmu_window_update_actions(LmuWindow *self)
{
  gsize n = 0;
  g_autofree guint32 *calls = lmu_window_get_shown_calls(self, &n);
  gboolean any = self->session != NULL;
  gboolean content = g_strcmp0(gtk_stack_get_visible_child_name(self->main_stack), "content") == 0;
  set_enabled(self, "no-recent", FALSE);
  set_enabled(self, "reload", any);
  lmu_window_update_keep(self);
  set_enabled(self, "cancel",
              any && lmu_session_is_reading(self->session) && !lmu_window_is_capturing(self));
  lmu_window_update_live(self);
  set_enabled(self, "find", content);
  set_enabled(self, "search", content);
  set_enabled(self, "sort", content);
  set_enabled(self, "show-view", content);
  set_enabled(self, "next-view", content);
  set_enabled(self, "previous-view", content);
  set_enabled(self, "report", content && self->report != NULL);
  set_enabled(self, "sound", content && lmu_window_has_sound(self));
  set_enabled(self, "sidebar", content);
  set_enabled(self, "message", content);
  set_enabled(self, "select-call", content);
  set_enabled(self, "select-all", content);
  set_enabled(self, "export", content && n > 0);
  set_enabled(self, "export-path", content && n > 0);
  gtk_widget_set_sensitive(GTK_WIDGET(self->export_button), content && n > 0);
  g_simple_action_set_state(
      G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(self), "show-view")),
      g_variant_new_string(self->view ? self->view : ""));
}

void
lmu_window_init_actions(LmuWindow *self)
{
  g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries), self);
  g_signal_connect_object(self->flap, "notify::reveal-flap", G_CALLBACK(sidebar_revealed_cb), self,
                          G_CONNECT_SWAPPED);
}
