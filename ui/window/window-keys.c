/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys to decrypt with: those of the preferences, and those that were given to this window. */

#include "base/i18n.h"
#include "net/keys.h"
#include "ui/window/preferences.h"
#include "ui/window/window-private.h"

char **
lmu_window_key_files(LmuWindow *self)
{
  GStrvBuilder *builder = g_strv_builder_new();
  g_autofree char *preferred = lmu_preferences_get_key_file();
  if (preferred && *preferred)
    g_strv_builder_add(builder, preferred);
  for (guint i = 0; i < self->key_files->len; i++)
    g_strv_builder_add(builder, self->key_files->pdata[i]);
  char **files = g_strv_builder_end(builder);
  g_strv_builder_unref(builder);
  return files;
}

static gboolean
add_file(LmuWindow *self, const char *path)
{
  if (lm_keys_kind_of_file(path) == LM_KEYS_NONE)
    return FALSE;
  for (guint i = 0; i < self->key_files->len; i++)
    if (g_strcmp0(self->key_files->pdata[i], path) == 0)
      return TRUE;
  g_ptr_array_add(self->key_files, g_strdup(path));
  return TRUE;
}

gboolean
lmu_window_take_keys(LmuWindow *self, GPtrArray *paths)
{
  guint n = paths->len;
  for (guint i = 0; i < paths->len;)
    if (add_file(self, paths->pdata[i]))
      g_ptr_array_remove_index(paths, i);
    else
      i++;
  return paths->len < n;
}

void
lmu_window_use_keys(LmuWindow *self)
{
  if (self->session)
    g_action_group_activate_action(G_ACTION_GROUP(self), "reload", NULL);
  else
    lmu_window_toast(self, _("The keys will be used for what you open in this window."));
}

void
lmu_window_add_keys(LmuWindow *self, const char *path)
{
  if (add_file(self, path)) {
    lmu_window_use_keys(self);
    return;
  }
  g_autofree char *name = g_filename_display_basename(path);
  g_autofree char *text = g_strdup_printf(
      _("%s holds no keys. A key log (SSLKEYLOGFILE), a private RSA key or keys of ESP do."), name);
  lmu_window_toast(self, text);
}

static void
chosen_cb(LmuWindow *self, int response)
{
  g_autoptr(GFile) file = NULL;
  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(self->chooser));
  g_autofree char *path = file ? g_file_get_path(file) : NULL;
  g_clear_object(&self->chooser);
  if (path)
    lmu_window_add_keys(self, path);
}

void
lmu_window_choose_keys(LmuWindow *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new(_("Decrypt with keys"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Decrypt"), NULL);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_swapped(self->chooser, "response", G_CALLBACK(chosen_cb), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

void
lmu_window_tell_locked(LmuWindow *self)
{
  guint n = lmu_session_n_locked(self->session);
  if (n == 0)
    return;
  g_autofree char *text =
      g_strdup_printf(LM_NGETTEXT("%u connection that may carry SIP is encrypted.",
                                  "%u connections that may carry SIP are encrypted.", n),
                      n);
  AdwToast *toast = adw_toast_new(text);
  adw_toast_set_button_label(toast, _("Decrypt…"));
  adw_toast_set_action_name(toast, "win.add-keys");
  adw_toast_overlay_add_toast(self->toasts, toast);
}
