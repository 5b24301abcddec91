/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one is likely to want again, on the page of a window that shows nothing yet: the capture of
 * the last time, and the newest files. */

#include "base/i18n.h"
#include "ui/window/window-private.h"

#define MOST_ROWS 3 /* fit where a bar tells of a capture that was found, too */

static GtkActionable *
add_row(LmuWindow *self, const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new();
  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 1);
  adw_action_row_set_subtitle_lines(ADW_ACTION_ROW(row), 1);
  adw_action_row_add_prefix(ADW_ACTION_ROW(row), gtk_image_new_from_icon_name(icon));
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
  gtk_list_box_append(self->start_list, row);
  return GTK_ACTIONABLE(row);
}

/* FALSE where nothing was captured yet. */
static gboolean
add_capture(LmuWindow *self)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_last();
  if (!lmu_capture_options_are_whole(options))
    return FALSE;
  g_autofree char *on = lmu_capture_options_describe(options);
  GtkActionable *row =
      add_row(self, "media-record-symbolic", on, _("Capture again, as the last time"));
  gtk_actionable_set_action_name(row, "win.capture");
  return TRUE;
}

static void
add_file(LmuWindow *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename(path);
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *shown = g_filename_display_name(folder);
  GtkActionable *row = add_row(self, "text-x-generic-symbolic", name, shown);
  gtk_actionable_set_action_target(row, "s", path);
  gtk_actionable_set_action_name(row, "win.open-path");
}

void
lmu_window_fill_start(LmuWindow *self)
{
  GMenuModel *files = G_MENU_MODEL(self->recent_menu);
  GtkWidget *list = GTK_WIDGET(self->start_list), *row;
  while ((row = gtk_widget_get_first_child(list)))
    gtk_list_box_remove(self->start_list, row);
  int n = MOST_ROWS - add_capture(self);
  for (int i = 0; i < MIN(g_menu_model_get_n_items(files), n); i++) {
    g_autofree char *path = NULL;
    if (g_menu_model_get_item_attribute(files, i, G_MENU_ATTRIBUTE_TARGET, "s", &path))
      add_file(self, path);
  }
  gboolean any = gtk_widget_get_first_child(list) != NULL;
  gtk_widget_set_visible(list, any);
  /* With a small picture all of it fits. */
  if (any)
    gtk_widget_add_css_class(GTK_WIDGET(self->welcome_page), "compact");
  else
    gtk_widget_remove_css_class(GTK_WIDGET(self->welcome_page), "compact");
}
