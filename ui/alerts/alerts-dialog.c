/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/alerts/alerts-dialog.h"

#include "base/i18n.h"
#include "ui/alerts/alert-log.h"
#include "ui/alerts/alert-rule-row.h"

static void
add_cb(void)
{
  g_autoptr(LmuAlertRule) rule = lmu_alert_rule_new(_("New alert"), "");
  lmu_alert_rules_add(rule);
}

/* A list as pages of preferences have them, of @model's rows. */
static GtkWidget *
add_list(AdwPreferencesGroup *group, GListModel *model, GtkListBoxCreateWidgetFunc make,
         gpointer data, const char *empty)
{
  GtkWidget *list = gtk_list_box_new(), *placeholder = gtk_label_new(empty);
  gtk_widget_add_css_class(list, "boxed-list");
  gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
  gtk_label_set_wrap(GTK_LABEL(placeholder), TRUE);
  gtk_widget_add_css_class(placeholder, "dim-label");
  gtk_widget_set_margin_top(placeholder, 18);
  gtk_widget_set_margin_bottom(placeholder, 18);
  gtk_list_box_set_placeholder(GTK_LIST_BOX(list), placeholder);
  gtk_list_box_bind_model(GTK_LIST_BOX(list), model, make, data, NULL);
  gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 adw_preferences_group_get_title(group), -1);
  adw_preferences_group_add(group, list);
  return list;
}

static AdwPreferencesGroup *
add_page(AdwPreferencesWindow *window, const char *title, const char *icon, const char *description)
{
  GtkWidget *page = adw_preferences_page_new(), *group = adw_preferences_group_new();
  adw_preferences_page_set_title(ADW_PREFERENCES_PAGE(page), title);
  adw_preferences_page_set_icon_name(ADW_PREFERENCES_PAGE(page), icon);
  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), title);
  adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(group), description);
  adw_preferences_page_add(ADW_PREFERENCES_PAGE(page), ADW_PREFERENCES_GROUP(group));
  adw_preferences_window_add(window, ADW_PREFERENCES_PAGE(page));
  return ADW_PREFERENCES_GROUP(group);
}

static void
add_rules(AdwPreferencesWindow *window)
{
  AdwPreferencesGroup *group =
      add_page(window, _("Rules"), "preferences-system-symbolic",
               _("Calls that come live are held to these filters. A rule fires once a call, and "
                 "again only when the call has ceased to match and is in another state."));
  GtkWidget *button = gtk_button_new_with_label(_("Add an alert"));
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  g_signal_connect(button, "clicked", G_CALLBACK(add_cb), NULL);
  gtk_widget_set_margin_start(button, 12);
  adw_preferences_group_set_header_suffix(group, button);
  add_list(group, lmu_alert_rules(), lmu_alert_rule_row_new, NULL, _("There are no rules."));
}

static GtkWidget *
make_entry(gpointer item, gpointer data)
{
  LmuAlertEntry *entry = item;
  GtkWidget *row = adw_action_row_new();
  g_autofree char *text =
      g_strdup_printf("%s · %s", lmu_alert_entry_get_time(entry), lmu_alert_entry_get_rule(entry));
  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), lmu_alert_entry_get_call(entry));
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), text);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
  return row;
}

static void
opened_cb(GtkWindow *window, GtkListBoxRow *row)
{
  g_autoptr(LmuAlertEntry) entry =
      g_list_model_get_item(lmu_alert_log(), (guint)gtk_list_box_row_get_index(row));
  if (entry && lmu_alert_entry_open(entry))
    gtk_window_close(window);
  else
    adw_preferences_window_add_toast(ADW_PREFERENCES_WINDOW(window),
                                     adw_toast_new(_("That is not there any more.")));
}

static void
add_log(AdwPreferencesWindow *window)
{
  AdwPreferencesGroup *group = add_page(window, _("What fired"), "view-list-symbolic",
                                        _("The newest first; a row opens its call."));
  GtkWidget *list = add_list(group, lmu_alert_log(), make_entry, NULL, _("Nothing yet."));
  g_signal_connect_swapped(list, "row-activated", G_CALLBACK(opened_cb), window);
}

void
lmu_alerts_dialog_show(GtkWindow *parent)
{
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW(adw_preferences_window_new());
  gtk_window_set_title(GTK_WINDOW(window), _("Alerts"));
  adw_preferences_window_set_search_enabled(window, FALSE);
  gtk_window_set_modal(GTK_WINDOW(window), TRUE);
  gtk_window_set_transient_for(GTK_WINDOW(window), parent);
  add_rules(window);
  add_log(window);
  gtk_window_present(GTK_WINDOW(window));
}
