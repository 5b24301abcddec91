/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a capture when its window closes or shows something else, and saving it. */

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

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuWindow) self = data;
  g_autoptr(GError) error = NULL;
  if (g_file_copy_finish(G_FILE(source), result, &error))
    lmu_window_toast(self, _("Saved. The capture is in that file."));
  else
    lmu_window_toast(self, error->message);
}

void
lmu_window_save_capture_to(LmuWindow *self, const char *path)
{
  if (!self->session || !lmu_session_get_live_status(self->session, &self->live_now))
    return;
  if (self->live_now.n_files > 1 || !self->live_now.path[0]) {
    lmu_window_toast(self, _("This capture has several files; they stay in their folder."));
    return;
  }
  g_autoptr(GFile) from = g_file_new_for_path(self->live_now.path);
  g_autoptr(GFile) to = g_file_new_for_path(path);
  g_file_copy_async(from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL, NULL, saved_cb,
                    g_object_ref(self));
}

static void
chosen_cb(LmuWindow *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(self->chooser));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (path)
      lmu_window_save_capture_to(self, path);
  }
  g_clear_object(&self->chooser);
}

void
lmu_window_save_capture(LmuWindow *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new(_("Save the capture"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *name = g_date_time_format(now, "linesman-%Y%m%d-%H%M%S.pcapng");
  gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(self->chooser), name);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_swapped(self->chooser, "response", G_CALLBACK(chosen_cb), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}
