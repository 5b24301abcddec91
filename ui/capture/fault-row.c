/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/fault-row.h"

struct _LmuFaultRow {
  AdwPreferencesRow parent_instance;
  GtkWidget *field; /* borrowed: a row of the same list */
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE(LmuFaultRow, lmu_fault_row, ADW_TYPE_PREFERENCES_ROW)

static void
lmu_fault_row_class_init(LmuFaultRowClass *klass)
{
}

static void
lmu_fault_row_init(LmuFaultRow *self)
{
  self->label = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_wrap(self->label, TRUE);
  gtk_label_set_wrap_mode(self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign(self->label, 0);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(self), FALSE);
  gtk_widget_set_focusable(GTK_WIDGET(self), FALSE);
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
  gtk_widget_add_css_class(GTK_WIDGET(self), "fault-row");
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(self), GTK_WIDGET(self->label));
}

GtkWidget *
lmu_fault_row_new(GtkWidget *field)
{
  LmuFaultRow *self = g_object_new(LMU_TYPE_FAULT_ROW, NULL);
  self->field = field;
  return GTK_WIDGET(self);
}

void
lmu_fault_row_tell(LmuFaultRow *self, const char *fault)
{
  gboolean any = fault && *fault;
  gtk_label_set_text(self->label, any ? fault : "");
  gtk_widget_set_visible(GTK_WIDGET(self), any);
  if (any)
    gtk_widget_add_css_class(self->field, "error");
  else
    gtk_widget_remove_css_class(self->field, "error");
  gtk_accessible_update_state(GTK_ACCESSIBLE(self->field), GTK_ACCESSIBLE_STATE_INVALID,
                              any ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

gboolean
lmu_fault_row_tells(LmuFaultRow *self)
{
  return gtk_widget_get_visible(GTK_WIDGET(self));
}
