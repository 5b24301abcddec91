/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is heard as a file. */

#include "base/i18n.h"
#include "ui/sound/sound-export.h"
#include "ui/sound/sound-panel-private.h"

static void
exported_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuSoundPanel *self = LMU_SOUND_PANEL(source);
  const LmError *error;
  const char *path = lmu_sound_export_finish(result, &error);
  g_autofree char *name = g_filename_display_basename(path);
  g_autofree char *text = error->code == LM_ERROR_NONE
                              ? g_strdup_printf(_("Saved %s"), name)
                              : g_strdup_printf(_("Not saved: %s"), error->message);

  /* The panel may be gone by now. */
  if (gtk_widget_get_root(GTK_WIDGET(self)))
    lmu_sound_panel_say(self, text);
}

void
lmu_sound_panel_export(LmuSoundPanel *self, const char *path)
{
  LmSoundRoute routes[LMU_MAX_LANES];
  guint channels;
  gsize n = lmu_sound_panel_get_routes(self, routes, &channels);

  if (n > 0)
    lmu_sound_export(self->decoded, routes, n, channels, path, self, exported_cb);
}

static void
chosen_cb(LmuSoundPanel *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(self->chooser));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;

    if (path)
      lmu_sound_panel_export(self, path);
  }
  g_clear_object(&self->chooser);
}

/* "call-3.wav", or of a stream of no call "stream-12.wav". */
static char *
proposed_name(LmuSoundPanel *self)
{
  guint32 stream = g_array_index(self->streams, guint32, 0);
  const LmStreamRow *row = lmu_session_get_stream_row(self->session, stream);

  return row && row->call_number > 0 ? g_strdup_printf("call-%u.wav", row->call_number)
                                     : g_strdup_printf("stream-%u.wav", stream + 1);
}

void
lmu_sound_panel_choose_export(LmuSoundPanel *self)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new();
  g_autofree char *name = NULL;
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));

  if (self->chooser || !self->session || self->streams->len == 0 || !GTK_IS_WINDOW(root))
    return;
  self->chooser = gtk_file_chooser_native_new(_("Save the sound"), GTK_WINDOW(root),
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  name = proposed_name(self);
  gtk_file_filter_set_name(filter, _("WAV sound"));
  gtk_file_filter_add_suffix(filter, "wav");
  gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(self->chooser), filter);
  gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(self->chooser), name);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_swapped(self->chooser, "response", G_CALLBACK(chosen_cb), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}
