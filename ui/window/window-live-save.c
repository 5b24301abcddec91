/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving a capture that has ended. */

#include "base/i18n.h"
#include "ui/capture/capture-save.h"
#include "ui/model/session-live.h"
#include "ui/window/window-live.h"

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuWindow) self = data;
  g_autoptr(GError) error = NULL;
  if (lmu_capture_save_finish(result, &error))
    lmu_window_toast(self, _("Saved. The capture is in that file."));
  else
    lmu_window_toast(self, error->message);
}

void
lmu_window_save_capture_to(LmuWindow *self, const char *path)
{
  if (!self->session || !lmu_session_is_live(self->session))
    return;
  g_auto(GStrv) paths = lmu_session_get_live_paths(self->session);
  if (!paths[0]) {
    lmu_window_toast(self, _("The capture has no file that could be saved."));
    return;
  }
  lmu_capture_save_async((const char *const *)paths, path, NULL, saved_cb, g_object_ref(self));
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
