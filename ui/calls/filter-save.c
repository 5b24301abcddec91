/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/filter-save.h"

#include "base/i18n.h"

typedef struct {
  GtkMenuButton *button;
  GtkEditable *name;
  GtkWidget *save;
  LmuFilterNamed named;
  gpointer data;
} FilterSave;

static void
changed_cb(FilterSave *save)
{
  g_autofree char *name = g_strstrip(g_strdup(gtk_editable_get_text(save->name)));
  gtk_widget_set_sensitive(save->save, *name != '\0');
}

static void
save_cb(FilterSave *save)
{
  g_autofree char *name = g_strstrip(g_strdup(gtk_editable_get_text(save->name)));
  if (!*name)
    return;
  gtk_menu_button_popdown(save->button);
  save->named(name, save->data);
}

static void
show_cb(FilterSave *save)
{
  gtk_editable_set_text(save->name, "");
  changed_cb(save);
  gtk_widget_grab_focus(GTK_WIDGET(save->name));
}

void
lmu_filter_save_init(GtkMenuButton *button, LmuFilterNamed named, gpointer data)
{
  FilterSave *save = g_new0(FilterSave, 1);
  GtkWidget *popover = gtk_popover_new(), *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_entry_new();
  *save = (FilterSave){.button = button, .named = named, .data = data};
  save->name = GTK_EDITABLE(name);
  save->save = gtk_button_new_with_label(_("Save"));
  gtk_entry_set_placeholder_text(GTK_ENTRY(name), _("Name of the filter"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Name of the filter"), -1);
  gtk_editable_set_width_chars(save->name, 24);
  gtk_widget_add_css_class(save->save, "suggested-action");
  gtk_box_append(GTK_BOX(box), name);
  gtk_box_append(GTK_BOX(box), save->save);
  gtk_popover_set_child(GTK_POPOVER(popover), box);
  g_object_set_data_full(G_OBJECT(popover), "linesman-save", save, g_free);
  g_signal_connect_swapped(name, "changed", G_CALLBACK(changed_cb), save);
  g_signal_connect_swapped(name, "activate", G_CALLBACK(save_cb), save);
  g_signal_connect_swapped(save->save, "clicked", G_CALLBACK(save_cb), save);
  g_signal_connect_swapped(popover, "show", G_CALLBACK(show_cb), save);
  gtk_menu_button_set_popover(button, popover);
}
