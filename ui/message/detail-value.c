/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/detail-value.h"

#include "base/i18n.h"

/* Pixels; the tree above keeps the rest. */
#define MAX_HEIGHT 260

struct _LmuDetailValue {
  AdwBin parent_instance;
  GtkTextView *text;
};

G_DEFINE_FINAL_TYPE(LmuDetailValue, lmu_detail_value, ADW_TYPE_BIN)

static void
lmu_detail_value_class_init(LmuDetailValueClass *class)
{
}

static void
lmu_detail_value_init(LmuDetailValue *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new();

  self->text = GTK_TEXT_VIEW(gtk_text_view_new());
  gtk_text_view_set_editable(self->text, FALSE);
  gtk_text_view_set_cursor_visible(self->text, FALSE);
  gtk_text_view_set_monospace(self->text, TRUE);
  gtk_text_view_set_wrap_mode(self->text, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin(self->text, 12);
  gtk_text_view_set_right_margin(self->text, 12);
  gtk_text_view_set_top_margin(self->text, 6);
  gtk_text_view_set_bottom_margin(self->text, 6);
  gtk_text_buffer_set_enable_undo(gtk_text_view_get_buffer(self->text), FALSE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Value of the selected field"), -1);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->text));
  gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scroller), TRUE);
  gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(scroller), MAX_HEIGHT);
  gtk_box_append(GTK_BOX(box), gtk_separator_new(GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append(GTK_BOX(box), scroller);
  adw_bin_set_child(ADW_BIN(self), box);
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
}

GtkWidget *
lmu_detail_value_new(void)
{
  return g_object_new(LMU_TYPE_DETAIL_VALUE, NULL);
}

void
lmu_detail_value_set_item(LmuDetailValue *self, LmuDetailItem *item)
{
  g_autofree char *value = item ? lmu_detail_item_long_value(item) : NULL;

  gtk_text_buffer_set_text(gtk_text_view_get_buffer(self->text), value ? value : "", -1);
  gtk_widget_set_visible(GTK_WIDGET(self), value != NULL);
}
