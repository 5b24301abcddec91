/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/amount-row.h"

#include "base/i18n.h"

struct _LmuAmountRow {
  AdwActionRow parent_instance;
  GtkEntry *entry;
  LmuAmount kind;
  guint64 most, amount;
  gboolean good;
};

G_DEFINE_FINAL_TYPE(LmuAmountRow, lmu_amount_row, ADW_TYPE_ACTION_ROW)

static guint changed_signal;

static void
lmu_amount_row_class_init(LmuAmountRowClass *klass)
{
  changed_signal = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
changed_cb(LmuAmountRow *self)
{
  static const char *const hints[] = {
      [LMU_AMOUNT_SIZE] = N_("A size, as 100 MB or 2 GB"),
      [LMU_AMOUNT_MEBIBYTES] = N_("A size, as 64 MiB"),
      [LMU_AMOUNT_SPAN] = N_("A span of time, as 90 s, 30 m or 2 h"),
      [LMU_AMOUNT_NUMBER] = N_("A number"),
  };
  GtkWidget *entry = GTK_WIDGET(self->entry);
  self->amount = 0;
  self->good = lmu_amount_parse(self->kind, gtk_editable_get_text(GTK_EDITABLE(entry)), self->most,
                                &self->amount);
  if (self->good)
    gtk_widget_remove_css_class(entry, "error");
  else
    gtk_widget_add_css_class(entry, "error");
  gtk_widget_set_tooltip_text(entry, _(hints[self->kind]));
  gtk_accessible_update_state(
      GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_STATE_INVALID,
      self->good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  g_signal_emit(self, changed_signal, 0);
}

static void
lmu_amount_row_init(LmuAmountRow *self)
{
  self->entry = GTK_ENTRY(gtk_entry_new());
  self->good = TRUE;
  gtk_widget_set_valign(GTK_WIDGET(self->entry), GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars(GTK_EDITABLE(self->entry), 13);
  gtk_editable_set_alignment(GTK_EDITABLE(self->entry), 1);
  gtk_entry_set_max_length(self->entry, 32);
  gtk_entry_set_activates_default(self->entry, TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->entry), "numeric");
  adw_action_row_add_suffix(ADW_ACTION_ROW(self), GTK_WIDGET(self->entry));
  adw_action_row_set_activatable_widget(ADW_ACTION_ROW(self), GTK_WIDGET(self->entry));
  g_signal_connect_object(self->entry, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
lmu_amount_row_new(LmuAmount kind, guint64 most, const char *title, const char *subtitle,
                   const char *empty)
{
  LmuAmountRow *self = g_object_new(LMU_TYPE_AMOUNT_ROW, "title", title, NULL);
  self->kind = kind;
  self->most = most;
  if (subtitle)
    adw_action_row_set_subtitle(ADW_ACTION_ROW(self), subtitle);
  gtk_entry_set_placeholder_text(self->entry, empty);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                 -1);
  changed_cb(self);
  return GTK_WIDGET(self);
}

void
lmu_amount_row_set(LmuAmountRow *self, guint64 amount)
{
  g_autofree char *text = lmu_amount_format(self->kind, amount);
  gtk_editable_set_text(GTK_EDITABLE(self->entry), text);
}

guint64
lmu_amount_row_get(LmuAmountRow *self)
{
  return self->amount;
}

gboolean
lmu_amount_row_is_good(LmuAmountRow *self)
{
  return self->good;
}
