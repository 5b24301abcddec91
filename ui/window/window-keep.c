/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is kept of what passes, while it is captured. What was not kept is held for a while, so that
 * media of calls which began before come with it. */

#include "ui/model/session-live.h"
#include "ui/window/window-private.h"

/* Targets of the action, in the order of LmBpfOnly. */
static const char *const names[] = {"all", "sip", "sip+rtp", "headers"};

static void
keep_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuWindow *self = data;
  const char *name = g_variant_get_string(value, NULL);
  LmError error = {0};
  for (guint i = 0; self->session && i < G_N_ELEMENTS(names); i++)
    if (g_strcmp0(name, names[i]) == 0) {
      if (lmu_session_keep(self->session, (LmBpfOnly)i, &error))
        g_simple_action_set_state(action, value);
      else if (error.code != LM_ERROR_NONE)
        lmu_window_toast(self, error.message);
    }
}

static const GActionEntry entries[] = {
    {.name = "capture-keep",
     .parameter_type = "s",
     .state = "'sip+rtp'",
     .change_state = keep_action},
};

void
lmu_window_init_keep(LmuWindow *self)
{
  g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries), self);
}

void
lmu_window_update_keep(LmuWindow *self)
{
  g_autofree LmLiveStatus *status = g_new0(LmLiveStatus, 1);
  GSimpleAction *action =
      G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(self), "capture-keep"));
  gboolean any = self->session && lmu_session_is_capturing(self->session) &&
                 lmu_session_get_live_status(self->session, status) && status->changeable;
  g_simple_action_set_enabled(action, any);
  if (any)
    g_simple_action_set_state(action, g_variant_new_string(names[status->only]));
}
