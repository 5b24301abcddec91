/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/file-row.h"

#include "base/i18n.h"

struct _LmuFileRow {
  AdwEntryRow parent_instance;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE(LmuFileRow, lmu_file_row, ADW_TYPE_ENTRY_ROW)

static void
lmu_file_row_dispose(GObject *object)
{
  g_clear_object(&LMU_FILE_ROW(object)->chooser);
  G_OBJECT_CLASS(lmu_file_row_parent_class)->dispose(object);
}

static void
lmu_file_row_class_init(LmuFileRowClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_file_row_dispose;
}

static void
chosen_cb(LmuFileRow *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser)) : NULL;
  g_autofree char *path = file ? g_file_get_path(file) : NULL;
  if (path)
    gtk_editable_set_text(GTK_EDITABLE(self), path);
  g_clear_object(&self->chooser);
}

static void
choose_cb(LmuFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Choose a file"), GTK_WINDOW(root),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_object(self->chooser, "response", G_CALLBACK(chosen_cb), self,
                          G_CONNECT_SWAPPED);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
lmu_file_row_init(LmuFileRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name("document-open-symbolic");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_tooltip_text(button, _("Choose a file"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Choose a file"), -1);
  adw_entry_row_add_suffix(ADW_ENTRY_ROW(self), button);
  g_signal_connect_object(button, "clicked", G_CALLBACK(choose_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
lmu_file_row_new(const char *title)
{
  return g_object_new(LMU_TYPE_FILE_ROW, "title", title, "activates-default", TRUE, NULL);
}
