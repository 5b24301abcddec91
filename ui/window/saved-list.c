/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/saved-list.h"

#include "base/i18n.h"
#include "ui/model/saved-filters.h"
#include "ui/window/settings.h"

#define KEY "saved-filters"

struct _LmuSavedList {
  AdwBin parent_instance;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE(LmuSavedList, lmu_saved_list, ADW_TYPE_BIN)

static void
keep(void)
{
  g_auto(GStrv) kept = lmu_saved_filters_to_strv();
  lmu_settings_set_strv(KEY, (const char *const *)kept);
}

gboolean
lmu_saved_list_add(const char *name, const char *view, const char *text)
{
  gboolean added = lmu_saved_filters_add(name, view, text);
  if (added)
    keep();
  return added;
}

gboolean
lmu_saved_list_remove(const char *name)
{
  gboolean removed = lmu_saved_filters_remove(name);
  if (removed)
    keep();
  return removed;
}

static LmuSavedFilter *
filter_of(GtkWidget *row)
{
  return g_object_get_data(G_OBJECT(row), "linesman-filter");
}

static void
row_activated_cb(LmuSavedList *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action(GTK_WIDGET(self), "win.show-filter", "s",
                             lmu_saved_filter_get_name(filter_of(GTK_WIDGET(row))));
}

static GtkWidget *
remove_button(const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name("window-close-symbolic");
  g_autofree char *label = g_strdup_printf(_("Remove the filter “%s”"), name);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, label);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.remove-filter");
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", name);
  return button;
}

static GtkWidget *
make_row(gpointer item, gpointer data)
{
  const char *name = lmu_saved_filter_get_name(item);
  GtkWidget *row = gtk_list_box_row_new(), *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name("starred-symbolic"), *label = gtk_label_new(name);
  gtk_widget_add_css_class(image, "dim-label");
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_box_append(GTK_BOX(box), image);
  gtk_box_append(GTK_BOX(box), label);
  gtk_box_append(GTK_BOX(box), remove_button(name));
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_widget_set_tooltip_text(row, lmu_saved_filter_get_text(item));
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 lmu_saved_filter_get_text(item), -1);
  g_object_set_data_full(G_OBJECT(row), "linesman-filter", g_object_ref(item), g_object_unref);
  return row;
}

static void
changed_cb(LmuSavedList *self)
{
  gtk_widget_set_visible(GTK_WIDGET(self), g_list_model_get_n_items(lmu_saved_filters()) > 0);
}

static void
lmu_saved_list_class_init(LmuSavedListClass *klass)
{
}

static void
load(void)
{
  static gboolean loaded;
  g_auto(GStrv) kept = loaded ? NULL : lmu_settings_get_strv(KEY);
  if (kept)
    lmu_saved_filters_from_strv((const char *const *)kept);
  loaded = TRUE;
}

static void
lmu_saved_list_init(LmuSavedList *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *heading = gtk_label_new(_("Saved filters"));
  load();
  gtk_label_set_xalign(GTK_LABEL(heading), 0);
  gtk_widget_add_css_class(heading, "sidebar-heading");
  self->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "navigation-sidebar");
  gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Saved filters"), -1);
  gtk_box_append(GTK_BOX(box), heading);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->list));
  adw_bin_set_child(ADW_BIN(self), box);
  gtk_list_box_bind_model(self->list, lmu_saved_filters(), make_row, self, NULL);
  g_signal_connect_swapped(self->list, "row-activated", G_CALLBACK(row_activated_cb), self);
  g_signal_connect_object(lmu_saved_filters(), "items-changed", G_CALLBACK(changed_cb), self,
                          G_CONNECT_SWAPPED);
  changed_cb(self);
}
