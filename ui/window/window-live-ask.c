/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a capture when its window closes or shows something else. */

#include "base/i18n.h"
#include "ui/model/session-live.h"
#include "ui/window/settings.h"
#include "ui/window/window-live.h"

#include <glib/gstdio.h>

#define SETTING "close-capture"

/* What was waiting for the answer. */
static void
go_on(LmuWindow *self)
{
  g_auto(GStrv) paths = g_steal_pointer(&self->pending);
  if (paths) {
    lmu_window_open_now(self, (const char *const *)paths, g_strv_length(paths));
  } else {
    self->sure = TRUE;
    gtk_window_close(GTK_WINDOW(self));
  }
}

/* The files that somebody chose a folder for stay unless there is but one. */
static gboolean
can_delete(LmuWindow *self)
{
  return self->live_now.n_files <= 1;
}

/* One that was taken up is one that keeps on. */
static gboolean
keeps_on(LmuWindow *self)
{
  return self->capture ? lmu_capture_options_go_on(self->capture) : self->live_now.taken_up;
}

/* FALSE where @answer is none, or none that can be given here. */
static gboolean
carry_out(LmuWindow *self, const char *answer)
{
  lmu_session_get_live_status(self->session, &self->live_now);
  if (g_strcmp0(answer, "background") == 0 && keeps_on(self))
    lmu_session_leave_live(self->session);
  else if (g_strcmp0(answer, "delete") == 0 && can_delete(self))
    g_unlink(self->live_now.path); /* its writer has it open until it ends, with the session */
  else if (g_strcmp0(answer, "stop") != 0)
    return FALSE;
  return TRUE;
}

static void
answered_cb(LmuWindow *self, const char *answer, AdwMessageDialog *dialog)
{
  GtkCheckButton *always = GTK_CHECK_BUTTON(adw_message_dialog_get_extra_child(dialog));
  if (!lmu_window_is_capturing(self)) {
    /* It ended meanwhile, and what there is of it is kept. */
    if (g_strcmp0(answer, "cancel") != 0)
      go_on(self);
  } else if (carry_out(self, answer)) {
    if (gtk_check_button_get_active(always))
      lmu_settings_set_string(SETTING, answer);
    go_on(self);
  }
  g_clear_pointer(&self->pending, g_strfreev);
}

static void
ask(LmuWindow *self)
{
  g_autofree char *where = g_filename_display_name(self->live_now.path);
  g_autofree char *body = g_strdup_printf(_("What was captured is in %s."), where);
  GtkWidget *dialog =
      adw_message_dialog_new(GTK_WINDOW(self), _("A capture is running"), *where ? body : NULL);
  AdwMessageDialog *asks = ADW_MESSAGE_DIALOG(dialog);
  adw_message_dialog_add_response(asks, "cancel", _("_Cancel"));
  if (can_delete(self)) {
    adw_message_dialog_add_response(asks, "delete", _("Stop and _delete"));
    adw_message_dialog_set_response_appearance(asks, "delete", ADW_RESPONSE_DESTRUCTIVE);
  }
  if (keeps_on(self))
    adw_message_dialog_add_response(asks, "background", _("Keep on in the _background"));
  adw_message_dialog_add_response(asks, "stop", _("_Stop and keep"));
  adw_message_dialog_set_response_appearance(asks, "stop", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response(asks, "stop");
  adw_message_dialog_set_close_response(asks, "cancel");
  adw_message_dialog_set_extra_child(
      asks, gtk_check_button_new_with_mnemonic(_("Do so _always, without asking")));
  g_signal_connect_object(dialog, "response", G_CALLBACK(answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present(GTK_WINDOW(dialog));
}

gboolean
lmu_window_ask_live(LmuWindow *self, const char *const *paths)
{
  if (!lmu_window_is_capturing(self) || self->sure)
    return FALSE;
  g_autofree char *always = lmu_settings_get_string(SETTING, "ask");
  if (carry_out(self, always))
    return FALSE;
  g_strfreev(self->pending);
  self->pending = paths ? g_boxed_copy(G_TYPE_STRV, paths) : NULL;
  ask(self);
  return TRUE;
}
