/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/alerts/alert-rule-row.h"

#include "base/i18n.h"

typedef struct {
  LmuAlertRule *rule;
  AdwExpanderRow *row;
  GtkWidget *query;
} RuleRow;

static void
rule_row_free(gpointer data)
{
  RuleRow *self = data;
  g_object_unref(self->rule);
  g_free(self);
}

/* Its name, and below it what it asks for, or what is wrong with it. */
static void
show(RuleRow *self)
{
  const char *name = lmu_alert_rule_get_text(self->rule, LMU_ALERT_NAME);
  const char *query = lmu_alert_rule_get_text(self->rule, LMU_ALERT_QUERY);
  g_autofree char *fault = lmu_alert_rule_fault(self->rule);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->row), *name ? name : _("New alert"));
  adw_expander_row_set_subtitle(self->row, fault ? fault : query);
  if (fault)
    gtk_widget_add_css_class(self->query, "error");
  else
    gtk_widget_remove_css_class(self->query, "error");
}

static LmuAlertText
text_of(GtkWidget *entry)
{
  return (LmuAlertText)GPOINTER_TO_INT(g_object_get_data(G_OBJECT(entry), "linesman-text"));
}

static void
applied_cb(RuleRow *self, GtkWidget *entry)
{
  lmu_alert_rule_set_text(self->rule, text_of(entry), gtk_editable_get_text(GTK_EDITABLE(entry)));
  show(self);
}

static GtkWidget *
add_entry(RuleRow *self, LmuAlertText which, const char *title)
{
  GtkWidget *entry = adw_entry_row_new();
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(entry), title);
  gtk_editable_set_text(GTK_EDITABLE(entry), lmu_alert_rule_get_text(self->rule, which));
  adw_entry_row_set_show_apply_button(ADW_ENTRY_ROW(entry), TRUE);
  g_object_set_data(G_OBJECT(entry), "linesman-text", GINT_TO_POINTER(which));
  gtk_accessible_update_property(GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped(entry, "apply", G_CALLBACK(applied_cb), self);
  adw_expander_row_add_row(self->row, entry);
  return entry;
}

static LmuAlertFlags
flag_of(GtkSwitch *widget)
{
  return (LmuAlertFlags)GPOINTER_TO_INT(g_object_get_data(G_OBJECT(widget), "linesman-flag"));
}

static void
switched_cb(GtkSwitch *widget, GParamSpec *property, RuleRow *self)
{
  lmu_alert_rule_set_flag(self->rule, flag_of(widget), gtk_switch_get_active(widget));
}

static void
add_switch(RuleRow *self, LmuAlertFlags flag, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new(), *widget = gtk_switch_new();
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  gtk_widget_set_valign(widget, GTK_ALIGN_CENTER);
  gtk_switch_set_active(GTK_SWITCH(widget), lmu_alert_rule_has_flag(self->rule, flag));
  g_object_set_data(G_OBJECT(widget), "linesman-flag", GINT_TO_POINTER(flag));
  gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect(widget, "notify::active", G_CALLBACK(switched_cb), self);
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), widget);
  adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), widget);
  adw_expander_row_add_row(self->row, row);
}

static void
remove_cb(RuleRow *self)
{
  lmu_alert_rules_remove(self->rule);
}

static void
add_remove(RuleRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf(_("Remove the alert “%s”"),
                                           lmu_alert_rule_get_text(self->rule, LMU_ALERT_NAME));
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, label);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped(button, "clicked", G_CALLBACK(remove_cb), self);
  adw_expander_row_add_action(self->row, button);
}

GtkWidget *
lmu_alert_rule_row_new(gpointer rule, gpointer data)
{
  RuleRow *self = g_new0(RuleRow, 1);
  self->rule = g_object_ref(rule);
  self->row = ADW_EXPANDER_ROW(adw_expander_row_new());
  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(self->row), FALSE);
  g_object_set_data_full(G_OBJECT(self->row), "linesman-rule", self, rule_row_free);
  add_entry(self, LMU_ALERT_NAME, _("Name"));
  self->query = add_entry(self, LMU_ALERT_QUERY, _("Filter that a call comes to match"));
  add_entry(self, LMU_ALERT_COMMAND,
            _("Command, which gets the call as JSON on its standard input"));
  add_switch(self, LMU_ALERT_NOTIFY, _("Notify"), _("Through the desktop"));
  add_switch(self, LMU_ALERT_ALL, _("Not only calls"),
             _("Registrations, subscriptions and pings too"));
  add_remove(self);
  show(self);
  /* One that was just made shows what it wants. */
  adw_expander_row_set_expanded(self->row, !*lmu_alert_rule_get_text(self->rule, LMU_ALERT_QUERY));
  return GTK_WIDGET(self->row);
}
