/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "export/export.h"
#include "ui/window/window-private.h"

/* What the menu offers is what there are formats for. */
void
lmu_window_init_export(LmuWindow *self)
{
  g_autoptr(GMenu) menu = g_menu_new();
  g_autoptr(GMenu) section = g_menu_new();
  for (const LmExportFormat *format = lm_export_formats(); format->extension; format++) {
    g_autofree char *action = g_strdup_printf("win.export::%s", format->extension);
    g_menu_append(section, _(format->description), action);
  }
  g_menu_append_section(menu, _("Ladder as"), G_MENU_MODEL(section));
  gtk_menu_button_set_menu_model(self->export_button, G_MENU_MODEL(menu));
}

void
lmu_window_export(LmuWindow *self, const char *path)
{
  gsize n;
  g_autofree guint32 *calls = lmu_window_get_shown_calls(self, &n);
  if (!self->session || n == 0) {
    lmu_window_toast(self, _("There is no ladder to export. Select a call first."));
    return;
  }
  if (!lm_export_format_for(path)) {
    lmu_window_toast(self, _("The file's name must end in a format's extension, such as .svg."));
    return;
  }
  const char *filter = lmu_ladder_view_get_filter(self->ladder);
  lm_engine_export_ladder_rows(lmu_session_get_engine(self->session), calls, n,
                               lmu_ladder_view_get_options(self->ladder),
                               *filter ? lm_query_new(lm_slice_str(filter), NULL) : NULL, path);
}

void
lmu_window_exported_cb(LmuWindow *self, guint serial, const char *path, const LmError *error)
{
  g_autofree char *name = g_filename_display_basename(path ? path : "");
  g_autofree char *text = NULL;
  if (error->code == LM_ERROR_NONE)
    text = g_strdup_printf(_("Saved %s"), name);
  else
    text = g_strdup_printf(_("Not saved: %s"), error->message);
  lmu_window_toast(self, text);
}

static void
chosen_cb(LmuWindow *self, int response)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(self->chooser));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (path)
      lmu_window_export(self, path);
  }
  g_clear_object(&self->chooser);
}

static char *
proposed_name(LmuWindow *self, const char *extension)
{
  const LmLadder *ladder = lmu_ladder_view_get_ladder(self->ladder);
  if (!ladder)
    return g_strdup_printf("ladder.%s", extension);
  LmText text = LM_TEXT_INIT;
  lm_export_suggest_name(ladder, extension, &text);
  char *name = g_strdup(text.str);
  lm_text_clear(&text);
  return name;
}

void
lmu_window_choose_export(LmuWindow *self, const char *extension)
{
  g_autofree char *probe = g_strdup_printf("x.%s", extension);
  const LmExportFormat *format = lm_export_format_for(probe);
  if (self->chooser || !self->session || !format)
    return;
  self->chooser = gtk_file_chooser_native_new(_("Export the ladder"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), NULL);
  g_autofree char *name = proposed_name(self, extension);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new();
  gtk_file_filter_set_name(filter, _(format->description));
  gtk_file_filter_add_suffix(filter, extension);
  gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(self->chooser), filter);
  gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(self->chooser), name);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_swapped(self->chooser, "response", G_CALLBACK(chosen_cb), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}
