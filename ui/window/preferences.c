/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/preferences.h"

#include "base/i18n.h"
#include "net/keys.h"
#include "ui/window/settings.h"

#define KEY_FILE "key-file"

/* Where the settings are not installed it is remembered as long as the program runs. */
static char *key_file;
static gboolean switches[LMU_N_PREFERENCES];
static const char *const switch_keys[] = {
    [LMU_PREFERENCE_KEEP_COPIES] = "keep-copies",
    [LMU_PREFERENCE_ALIGN_CLOCKS] = "align-clocks",
};

char *
lmu_preferences_get_key_file(void)
{
  return lmu_settings_get_string(KEY_FILE, key_file ? key_file : "");
}

static void
reload_windows(void)
{
  GApplication *application = g_application_get_default();
  GList *windows = application ? gtk_application_get_windows(GTK_APPLICATION(application)) : NULL;
  for (GList *l = windows; l; l = l->next)
    if (G_IS_ACTION_GROUP(l->data))
      g_action_group_activate_action(l->data, "reload", NULL);
}

void
lmu_preferences_set_key_file(const char *path)
{
  g_free(key_file);
  key_file = g_strdup(path ? path : "");
  lmu_settings_set_string(KEY_FILE, key_file);
  reload_windows();
}

gboolean
lmu_preferences_get(LmuPreference preference)
{
  return lmu_settings_get_boolean(switch_keys[preference], switches[preference]);
}

void
lmu_preferences_set(LmuPreference preference, gboolean on)
{
  if (lmu_preferences_get(preference) == on)
    return;
  switches[preference] = on;
  lmu_settings_set_boolean(switch_keys[preference], on);
  reload_windows();
}

/* Borrowed. */
static void
show_key_file(GtkWidget *window)
{
  AdwActionRow *row = g_object_get_data(G_OBJECT(window), "row");
  GtkWidget *forget = g_object_get_data(G_OBJECT(window), "forget");
  g_autofree char *path = lmu_preferences_get_key_file();
  g_autofree char *name = *path ? g_filename_display_name(path) : g_strdup(_("None"));
  g_autofree char *safe = g_markup_escape_text(name, -1);
  adw_action_row_set_subtitle(row, safe);
  gtk_widget_set_sensitive(forget, *path != '\0');
}

static void
chosen_cb(GtkWidget *window, int response, GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file = NULL;
  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser));
  g_autofree char *path = file ? g_file_get_path(file) : NULL;
  if (path && lm_keys_kind_of_file(path) == LM_KEYS_NONE) {
    adw_preferences_window_add_toast(ADW_PREFERENCES_WINDOW(window),
                                     adw_toast_new(_("That file holds no keys.")));
  } else if (path) {
    lmu_preferences_set_key_file(path);
    show_key_file(window);
  }
  g_object_set_data(G_OBJECT(window), "chooser", NULL);
}

static void
choose_cb(GtkWidget *window)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new(_("Keys to decrypt with"), GTK_WINDOW(window),
                                  GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser), TRUE);
  g_object_set_data_full(G_OBJECT(window), "chooser", chooser, g_object_unref);
  g_signal_connect_object(chooser, "response", G_CALLBACK(chosen_cb), window, G_CONNECT_SWAPPED);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(chooser));
}

static void
forget_cb(GtkWidget *window)
{
  lmu_preferences_set_key_file(NULL);
  show_key_file(window);
}

static void
switched_cb(GtkSwitch *widget, GParamSpec *property, gpointer preference)
{
  (void)property;
  lmu_preferences_set(GPOINTER_TO_INT(preference), gtk_switch_get_active(widget));
}

static void
show_switch(GtkBuilder *builder, const char *name, LmuPreference preference)
{
  GtkSwitch *widget = GTK_SWITCH(gtk_builder_get_object(builder, name));
  gtk_switch_set_active(widget, lmu_preferences_get(preference));
  g_signal_connect(widget, "notify::active", G_CALLBACK(switched_cb), GINT_TO_POINTER(preference));
}

void
lmu_preferences_show(GtkWindow *parent)
{
  g_autoptr(GtkBuilder) builder =
      gtk_builder_new_from_resource("/org/linesman/Linesman/window/preferences.ui");
  GtkWidget *window = GTK_WIDGET(gtk_builder_get_object(builder, "preferences"));
  GObject *choose = gtk_builder_get_object(builder, "choose");
  GObject *forget = gtk_builder_get_object(builder, "forget");
  g_object_set_data(G_OBJECT(window), "row", gtk_builder_get_object(builder, "key_file"));
  g_object_set_data(G_OBJECT(window), "forget", forget);
  g_signal_connect_swapped(choose, "clicked", G_CALLBACK(choose_cb), window);
  g_signal_connect_swapped(forget, "clicked", G_CALLBACK(forget_cb), window);
  show_key_file(window);
  show_switch(builder, "keep_copies", LMU_PREFERENCE_KEEP_COPIES);
  show_switch(builder, "align_clocks", LMU_PREFERENCE_ALIGN_CLOCKS);
  gtk_window_set_transient_for(GTK_WINDOW(window), parent);
  gtk_window_present(GTK_WINDOW(window));
}
