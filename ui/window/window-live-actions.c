/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands of a live capture. */

#include "base/i18n.h"
#include "ui/capture/capture-dialog.h"
#include "ui/model/session-live.h"
#include "ui/window/accessible.h"
#include "ui/window/window-live.h"

void
lmu_window_choose_capture(LmuWindow *self)
{
  lmu_capture_dialog_show(GTK_WINDOW(self), lmu_window_live_started);
}

/* Begins one, or ends it. */
static void
capture_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  g_autoptr(LmuCaptureOptions) options = lmu_capture_last();
  if (lmu_window_is_capturing(self))
    lmu_session_stop(self->session);
  else if (lmu_capture_options_are_whole(options))
    lmu_window_capture(self, options, FALSE);
  else
    lmu_window_choose_capture(self);
}

void
lmu_window_begin_capture(LmuWindow *self, const char *const *interfaces, const char *filter)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_last();
  if (interfaces && interfaces[0]) {
    g_strfreev(options->interfaces);
    options->interfaces = g_boxed_copy(G_TYPE_STRV, interfaces);
  }
  if (filter || interfaces) {
    g_free(options->filter);
    options->filter = g_strdup(filter);
  }
  if (lmu_capture_options_are_whole(options))
    lmu_window_capture(self, options, FALSE);
  else
    lmu_window_choose_capture(self);
}

static void
options_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_choose_capture(data);
}

static void
stop_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  lmu_session_stop(self->session);
}

/* The same anew: the one before ends when the new one runs, so that nothing is missed between. */
static void
restart_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_copy(self->capture);
  lmu_window_capture(self, options, TRUE);
}

static void
pause_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuWindow *self = data;
  lmu_session_set_paused(self->session, g_variant_get_boolean(value));
}

static void
clear_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  lmu_session_clear(self->session);
}

static void
follow_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuWindow *self = data;
  lmu_call_view_set_follow(self->calls, g_variant_get_boolean(value));
  g_simple_action_set_state(action, value);
}

static void
follow_changed_cb(LmuWindow *self)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), "follow-newest");
  g_simple_action_set_state(G_SIMPLE_ACTION(action),
                            g_variant_new_boolean(lmu_call_view_get_follow(self->calls)));
}

static void
figures_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  lmu_live_status_open(self->live_status);
}

static void
save_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_save_capture(data);
}

static void
save_path_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_window_save_capture_to(data, g_variant_get_string(parameter, NULL));
}

static const GActionEntry entries[] = {
    {.name = "capture", .activate = capture_action},
    {.name = "capture-options", .activate = options_action},
    {.name = "stop-capture", .activate = stop_action},
    {.name = "restart-capture", .activate = restart_action},
    {.name = "pause-capture", .state = "false", .change_state = pause_action},
    {.name = "clear-capture", .activate = clear_action},
    {.name = "follow-newest", .state = "false", .change_state = follow_action},
    {.name = "capture-figures", .activate = figures_action},
    {.name = "save-capture", .activate = save_action},
    {.name = "save-capture-path", .activate = save_path_action, .parameter_type = "s"},
};

void
lmu_window_init_live(LmuWindow *self)
{
  g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries), self);
  self->live_status = LMU_LIVE_STATUS(lmu_live_status_new());
  gtk_stack_add_named(self->title_stack, GTK_WIDGET(self->live_status), "live");
  lmu_name_split_button(ADW_SPLIT_BUTTON(self->capture_button), _("More about capturing"));
  g_signal_connect_object(self->calls, "follow-changed", G_CALLBACK(follow_changed_cb), self,
                          G_CONNECT_SWAPPED);
  lmu_window_update_live(self);
}
