/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/window/window-private.h"

#define MAX_RECENT 10

static int
compare_recent(gconstpointer a, gconstpointer b)
{
  GDateTime *time_a = gtk_recent_info_get_visited(*(GtkRecentInfo *const *)a);
  GDateTime *time_b = gtk_recent_info_get_visited(*(GtkRecentInfo *const *)b);
  return time_a && time_b ? g_date_time_compare(time_b, time_a) : 0;
}

/* A menu's label takes "_" for a mnemonic. */
static char *
menu_label(const char *name)
{
  g_auto(GStrv) parts = g_strsplit(name, "_", -1);
  return g_strjoinv("__", parts);
}

static gboolean
add_item(GMenu *menu, GtkRecentInfo *info)
{
  g_autofree char *path = gtk_recent_info_get_uri_display(info);
  if (!path || !gtk_recent_info_is_local(info) ||
      !gtk_recent_info_has_application(info, g_get_application_name()) ||
      !gtk_recent_info_exists(info))
    return FALSE;
  g_autofree char *filename = g_filename_from_uri(gtk_recent_info_get_uri(info), NULL, NULL);
  if (!filename || !g_utf8_validate(filename, -1, NULL))
    return FALSE;
  g_autofree char *label = menu_label(gtk_recent_info_get_display_name(info));
  g_autoptr(GMenuItem) item = g_menu_item_new(label, NULL);
  g_menu_item_set_action_and_target(item, "win.open-path", "s", filename);
  g_menu_append_item(menu, item);
  return TRUE;
}

static void
fill_recent(LmuWindow *self)
{
  guint n = 0;
  g_autoptr(GPtrArray) infos =
      g_ptr_array_new_with_free_func((GDestroyNotify)gtk_recent_info_unref);
  g_autoptr(GList) list = gtk_recent_manager_get_items(gtk_recent_manager_get_default());
  for (GList *l = list; l; l = l->next)
    g_ptr_array_add(infos, l->data);
  g_ptr_array_sort(infos, compare_recent);
  g_menu_remove_all(self->recent_menu);
  for (guint i = 0; i < infos->len && n < MAX_RECENT; i++)
    n += add_item(self->recent_menu, infos->pdata[i]) ? 1 : 0;
  if (n == 0)
    g_menu_append(self->recent_menu, _("No recent files"), "win.no-recent");
  lmu_window_fill_start(self);
}

void
lmu_window_init_recent(LmuWindow *self)
{
  g_autoptr(GMenu) menu = g_menu_new();
  self->recent_menu = g_menu_new();
  g_menu_append_section(menu, _("Recent files"), G_MENU_MODEL(self->recent_menu));
  adw_split_button_set_menu_model(self->open_button, G_MENU_MODEL(menu));
  g_signal_connect_object(gtk_recent_manager_get_default(), "changed", G_CALLBACK(fill_recent),
                          self, G_CONNECT_SWAPPED);
  fill_recent(self);
}
