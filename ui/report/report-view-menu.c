/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with a row of a report. */

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/report/report-cell.h"
#include "ui/report/report-view-private.h"

static void
copy_text(LmuReportView *self, const char *text)
{
  gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(self)), text);
}

static void
copy_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuReportView *self = data;
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  guint row = lmu_report_list_get_selected(self->list);
  if (!table || row >= table->n_rows)
    return;
  g_autofree char *text = lmu_report_row_text(table, row);
  copy_text(self, text);
}

/* The text of the cell that the menu is for. Owned; NULL where there is none. */
static char *
menu_cell_text(LmuReportView *self)
{
  const LmReportTable *table = lmu_report_list_get_table(self->list);
  if (!table || self->menu_row >= table->n_rows || self->menu_column >= table->n_columns)
    return NULL;
  return lmu_report_cell_text(table->columns[self->menu_column],
                              lm_report_table_cell(table, self->menu_row, self->menu_column));
}

static void
copy_cell_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *text = menu_cell_text(data);
  if (text)
    copy_text(data, text);
}

static void
filter_by_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *text = menu_cell_text(data);
  if (text)
    lmu_report_view_set_search(data, text);
}

static void
show_calls_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit_by_name(data, "calls-wanted");
}

static void
clear_filter_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_report_view_set_search(data, "");
  lmu_report_view_focus_list(data);
}

static void
details_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuReportView *self = data;
  g_simple_action_set_state(action, value);
  gtk_widget_set_visible(GTK_WIDGET(self->side), g_variant_get_boolean(value));
}

static const GActionEntry actions[] = {
    {.name = "copy", .activate = copy_cb},
    {.name = "copy-cell", .activate = copy_cell_cb},
    {.name = "filter-by", .activate = filter_by_cb},
    {.name = "show-calls", .activate = show_calls_cb},
    {.name = "clear-filter", .activate = clear_filter_cb},
    {.name = "details", .state = "true", .change_state = details_cb},
};

static void
enable(LmuReportView *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self->actions), name);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(action), enabled);
}

void
lmu_report_view_update_actions(LmuReportView *self)
{
  gsize n_calls;
  gboolean selected = lmu_report_list_get_selected(self->list) != LM_NONE;
  g_autofree char *cell = menu_cell_text(self);
  lmu_report_view_get_calls(self, &n_calls);
  enable(self, "copy", selected);
  enable(self, "copy-cell", cell && *cell);
  enable(self, "filter-by", cell && *cell);
  enable(self, "show-calls", n_calls > 0);
}

static void
open_menu(LmuReportView *self, double x, double y, guint row, guint column)
{
  GdkRectangle place = {(int)x, (int)y, 1, 1};
  self->menu_row = row;
  self->menu_column = column;
  lmu_report_list_select(self->list, row);
  lmu_report_view_update_actions(self);
  gtk_popover_set_pointing_to(GTK_POPOVER(self->menu), &place);
  gtk_popover_popup(GTK_POPOVER(self->menu));
}

static void
clicked_cb(LmuReportView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *view = GTK_WIDGET(self->column_view);
  guint row, column;
  if (lmu_report_cell_at(gtk_widget_pick(view, x, y, GTK_PICK_DEFAULT), &row, &column))
    open_menu(self, x, y, row, column);
}

/* Below the selected row, wherever in the list the keyboard is. */
static gboolean
menu_key_cb(GtkWidget *widget, GVariant *arguments, gpointer data)
{
  LmuReportView *self = data;
  guint row = lmu_report_list_get_selected(self->list);
  if (row == LM_NONE)
    return FALSE;
  open_menu(self, gtk_widget_get_width(widget) / 3.0, 40, row, 0);
  return TRUE;
}

static gboolean
copy_key_cb(GtkWidget *widget, GVariant *arguments, gpointer data)
{
  g_action_group_activate_action(G_ACTION_GROUP(((LmuReportView *)data)->actions), "copy", NULL);
  return TRUE;
}

static void
closed_cb(LmuReportView *self)
{
  /* What was chosen in it comes after this. */
  lmu_report_view_focus_list(self);
}

static void
add_shortcut(GtkEventController *shortcuts, guint key, GdkModifierType modifiers,
             GtkShortcutFunc function, LmuReportView *self)
{
  gtk_shortcut_controller_add_shortcut(
      GTK_SHORTCUT_CONTROLLER(shortcuts),
      gtk_shortcut_new(gtk_keyval_trigger_new(key, modifiers),
                       gtk_callback_action_new(function, self, NULL)));
}

static GMenuModel *
menu_model(void)
{
  GMenu *menu = g_menu_new();
  g_autoptr(GMenu) copy = g_menu_new(), show = g_menu_new();
  g_menu_append(copy, _("_Copy row"), "report.copy");
  g_menu_append(copy, _("Copy c_ell"), "report.copy-cell");
  g_menu_append(show, _("_Filter by this"), "report.filter-by");
  g_menu_append(show, _("Show in the list of c_alls"), "report.show-calls");
  g_menu_append_section(menu, NULL, G_MENU_MODEL(copy));
  g_menu_append_section(menu, NULL, G_MENU_MODEL(show));
  return G_MENU_MODEL(menu);
}

void
lmu_report_view_add_menu(LmuReportView *self)
{
  g_autoptr(GMenuModel) model = menu_model();
  GtkGesture *click = gtk_gesture_click_new();
  GtkEventController *shortcuts = gtk_shortcut_controller_new();
  self->menu_row = self->menu_column = LM_NONE;
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), actions, G_N_ELEMENTS(actions),
                                  self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "report", G_ACTION_GROUP(self->actions));
  self->menu = gtk_popover_menu_new_from_model(model);
  gtk_popover_set_has_arrow(GTK_POPOVER(self->menu), FALSE);
  gtk_widget_set_halign(self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent(self->menu, GTK_WIDGET(self->column_view));
  g_signal_connect_swapped(self->menu, "closed", G_CALLBACK(closed_cb), self);
  gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped(click, "pressed", G_CALLBACK(clicked_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self->column_view), GTK_EVENT_CONTROLLER(click));
  add_shortcut(shortcuts, GDK_KEY_Menu, 0, menu_key_cb, self);
  add_shortcut(shortcuts, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, self);
  add_shortcut(shortcuts, GDK_KEY_c, GDK_CONTROL_MASK, copy_key_cb, self);
  gtk_widget_add_controller(GTK_WIDGET(self->column_view), shortcuts);
}
