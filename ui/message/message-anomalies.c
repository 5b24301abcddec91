/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-anomalies.h"

#include "base/i18n.h"
#include "proto/anomaly.h"

struct _LmuMessageAnomalies {
  AdwBin parent_instance;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE(LmuMessageAnomalies, lmu_message_anomalies, ADW_TYPE_BIN)

enum { SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkWidget *
make_label(const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  if (style)
    gtk_widget_add_css_class(label, style);
  return label;
}

static GtkWidget *
make_row(LmAnomalyKind kind, guint offset, guint len)
{
  GtkWidget *row = gtk_list_box_row_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *icon = gtk_image_new_from_icon_name("dialog-warning-symbolic");
  const char *source = lm_anomaly_source(kind);
  g_autofree char *name = NULL;

  gtk_widget_set_valign(icon, GTK_ALIGN_START);
  gtk_widget_add_css_class(icon, "anomaly-icon");
  gtk_widget_set_hexpand(words, TRUE);
  gtk_box_append(GTK_BOX(words), make_label(lm_anomaly_text(kind), NULL));
  if (source && *source) {
    GtkWidget *label = make_label(source, "caption");

    gtk_widget_add_css_class(label, "dim-label");
    gtk_box_append(GTK_BOX(words), label);
  }
  gtk_box_append(GTK_BOX(box), icon);
  gtk_box_append(GTK_BOX(box), words);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), len > 0);
  g_object_set_data(G_OBJECT(row), "offset", GUINT_TO_POINTER(offset));
  g_object_set_data(G_OBJECT(row), "len", GUINT_TO_POINTER(len));
  name = g_strjoin(" ", lm_anomaly_text(kind), source, NULL);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
activated_cb(LmuMessageAnomalies *self, GtkListBoxRow *row)
{
  g_signal_emit(self, signals[SHOWN], 0,
                GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(row), "offset")),
                GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(row), "len")));
}

static void
lmu_message_anomalies_class_init(LmuMessageAnomaliesClass *class)
{
  signals[SHOWN] = g_signal_new("shown", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
lmu_message_anomalies_init(LmuMessageAnomalies *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new();

  self->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "anomalies");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("What is wrong with this message"), -1);
  g_signal_connect_swapped(self->list, "row-activated", G_CALLBACK(activated_cb), self);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->list));
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scroller), TRUE);
  gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(scroller), 150);
  adw_bin_set_child(ADW_BIN(self), scroller);
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
}

void
lmu_message_anomalies_set_message(LmuMessageAnomalies *self, const LmMessageView *message)
{
  guint n = message ? MIN(message->n_anomalies, G_N_ELEMENTS(message->anomalies)) : 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child(GTK_WIDGET(self->list))))
    gtk_list_box_remove(self->list, row);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append(self->list,
                        make_row((LmAnomalyKind)message->anomalies[i].kind,
                                 message->anomalies[i].offset, message->anomalies[i].len));
  gtk_widget_set_visible(GTK_WIDGET(self), n > 0);
}
