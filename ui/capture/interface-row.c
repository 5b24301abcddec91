/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/interface-row.h"

#include "base/i18n.h"
#include "ui/capture/sparkline.h"
#include "ui/model/format.h"

struct _LmuInterfaceRow {
  GtkListBoxRow parent_instance;
  LmuInterface *interface;
  GtkCheckButton *check;
  GtkWidget *icon, *sparkline;
  GtkLabel *name, *detail, *rate;
};

G_DEFINE_FINAL_TYPE(LmuInterfaceRow, lmu_interface_row, GTK_TYPE_LIST_BOX_ROW)

static guint chosen_changed_signal;

static void
lmu_interface_row_dispose(GObject *object)
{
  g_clear_object(&LMU_INTERFACE_ROW(object)->interface);
  G_OBJECT_CLASS(lmu_interface_row_parent_class)->dispose(object);
}

static void
lmu_interface_row_class_init(LmuInterfaceRowClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_interface_row_dispose;
  chosen_changed_signal =
      g_signal_new("chosen-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static GtkLabel *
add_label(GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new(NULL);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class(label, style);
  gtk_box_append(GTK_BOX(box), label);
  return GTK_LABEL(label);
}

static void
toggled_cb(LmuInterfaceRow *self)
{
  g_signal_emit(self, chosen_changed_signal, 0);
}

static void
lmu_interface_row_init(LmuInterfaceRow *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new(GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *check = gtk_check_button_new();
  self->check = GTK_CHECK_BUTTON(check);
  /* One that is only not focusable would keep the keyboard in the row. */
  gtk_widget_set_can_focus(check, FALSE);
  gtk_widget_set_valign(check, GTK_ALIGN_CENTER);
  self->icon = gtk_image_new();
  gtk_widget_set_hexpand(texts, TRUE);
  gtk_widget_set_valign(texts, GTK_ALIGN_CENTER);
  self->name = add_label(texts, "interface-name");
  self->detail = add_label(texts, "caption");
  gtk_widget_add_css_class(GTK_WIDGET(self->detail), "dim-label");
  self->sparkline = lmu_sparkline_new(LMU_INTERFACE_HISTORY);
  gtk_widget_set_valign(self->sparkline, GTK_ALIGN_CENTER);
  gtk_box_append(GTK_BOX(box), check);
  gtk_box_append(GTK_BOX(box), self->icon);
  gtk_box_append(GTK_BOX(box), texts);
  gtk_box_append(GTK_BOX(box), self->sparkline);
  self->rate = add_label(box, "numeric");
  gtk_label_set_xalign(self->rate, 1);
  gtk_label_set_width_chars(self->rate, 12);
  gtk_widget_add_css_class(GTK_WIDGET(self->rate), "caption");
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(self), box);
  gtk_widget_add_css_class(GTK_WIDGET(self), "interface-row");
  g_signal_connect_object(check, "toggled", G_CALLBACK(toggled_cb), self, G_CONNECT_SWAPPED);
}

/* Each second; what is out of sight costs no drawing. */
static void
show_rates(LmuInterfaceRow *self)
{
  guint n;
  const double *rates = lmu_interface_get_rates(self->interface, &n);
  g_autofree char *text = NULL;
  if (n == 0 || rates[n - 1] < 0)
    text = g_strdup("");
  else if (rates[n - 1] < 0.5)
    text = g_strdup(_("quiet"));
  else {
    g_autofree char *count = lmu_format_count((guint64)(rates[n - 1] + 0.5));
    text = g_strdup_printf(_("%s packets/s"), count);
  }
  gtk_label_set_text(self->rate, text);
  lmu_sparkline_set(LMU_SPARKLINE(self->sparkline), rates, n);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->sparkline),
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show(LmuInterfaceRow *self)
{
  const char *name = lmu_interface_get_name(self->interface);
  const char *detail = lmu_interface_get_detail(self->interface);
  gboolean all = strcmp(name, "any") == 0, up = lmu_interface_is_up(self->interface);
  gtk_image_set_from_icon_name(GTK_IMAGE(self->icon), lmu_interface_get_icon_name(self->interface));
  gtk_label_set_text(self->name, all ? lmu_interface_get_kind(self->interface) : name);
  gtk_label_set_text(self->detail,
                     all ? _("Whatever comes or goes on any of them, counted once") : detail);
  if (up)
    gtk_widget_remove_css_class(GTK_WIDGET(self), "is-down");
  else
    gtk_widget_add_css_class(GTK_WIDGET(self), "is-down");
  show_rates(self);
}

GtkWidget *
lmu_interface_row_new(LmuInterface *interface)
{
  LmuInterfaceRow *self = g_object_new(LMU_TYPE_INTERFACE_ROW, NULL);
  const char *name = lmu_interface_get_name(interface);
  g_autofree char *traffic = g_strdup_printf(_("Traffic of %s"), name);
  self->interface = g_object_ref(interface);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                 -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 traffic, -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object(interface, "changed", G_CALLBACK(show), self, G_CONNECT_SWAPPED);
  show(self);
  return GTK_WIDGET(self);
}

LmuInterface *
lmu_interface_row_get_interface(LmuInterfaceRow *self)
{
  return self->interface;
}

gboolean
lmu_interface_row_is_chosen(LmuInterfaceRow *self)
{
  return gtk_check_button_get_active(self->check);
}

void
lmu_interface_row_set_chosen(LmuInterfaceRow *self, gboolean chosen)
{
  gtk_check_button_set_active(self->check, chosen);
}
