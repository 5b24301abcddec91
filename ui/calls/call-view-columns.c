/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of the call view: which are shown, and which one it is sorted by. */

#include "base/i18n.h"
#include "ui/calls/call-cell.h"
#include "ui/calls/call-view-private.h"
#include "ui/window/accessible.h"

#define FEW_ROWS 32u

/* A column of its own for each, whose sorter only says that it was asked: GTK 4.8 does not tell
 * which column a column view sorts by, but it asks that column's sorter first. */
typedef struct {
  LmuCallView *view; /* borrowed; it owns the sorter */
  LmuCallSort sort;
} SortProbe;

static int
probe_cb(gconstpointer a, gconstpointer b, gpointer data)
{
  SortProbe *probe = data;
  if (probe->view->probed == LMU_SORT_NONE)
    probe->view->probed = probe->sort;
  return -1;
}

static LmuCallSort
primary_sort(LmuCallView *self, gboolean *descending)
{
  self->probed = LMU_SORT_NONE;
  GtkOrdering order =
      gtk_sorter_compare(gtk_column_view_get_sorter(self->column_view), self, self->list);
  *descending = order == GTK_ORDERING_LARGER;
  return self->probed;
}

const LmuCallColumn *
lmu_call_view_column(LmuCallView *self, guint i)
{
  guint n = lmu_call_n_columns();
  if (i < n)
    return &lmu_call_columns()[i];
  return i - n < LMU_MAX_FIELDS && self->added[i - n].id ? &self->added[i - n] : NULL;
}

guint
lmu_call_view_find_column(LmuCallView *self, const char *id)
{
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++) {
    const LmuCallColumn *column = lmu_call_view_column(self, i);
    if (column && g_ascii_strcasecmp(column->id, id) == 0)
      return i;
  }
  return LMU_MAX_COLUMNS;
}

static const char *
sort_id(LmuCallView *self, LmuCallSort sort)
{
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++) {
    const LmuCallColumn *column = lmu_call_view_column(self, i);
    if (column && column->sort == sort)
      return column->id;
  }
  return "";
}

static void
sorter_changed_cb(LmuCallView *self)
{
  gboolean descending;
  if (!self->list || self->arranging)
    return;
  LmuCallSort sort = primary_sort(self, &descending);
  self->sorted = TRUE;
  lmu_call_list_set_sort(self->list, sort, descending);
  GActionMap *map = G_ACTION_MAP(self->actions);
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "sort")),
                            g_variant_new_string(sort_id(self, sort)));
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "descending")),
                            g_variant_new_boolean(descending));
}

/* Puts the arrow over column @at alone, and sorts once. GTK 4.8 leaves the old arrow when it is
 * told in code to sort by another column, until that column's title is drawn anew. */
static void
sort_by_column(LmuCallView *self, guint at, gboolean descending)
{
  self->arranging = TRUE;
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++) {
    GtkSorter *old = self->columns[i] ? gtk_column_view_column_get_sorter(self->columns[i]) : NULL;
    if (i == at || !old)
      continue;
    g_autoptr(GtkSorter) sorter = g_object_ref(old);
    gtk_column_view_column_set_sorter(self->columns[i], NULL);
    gtk_column_view_column_set_sorter(self->columns[i], sorter);
  }
  gtk_column_view_sort_by_column(self->column_view, self->columns[at],
                                 descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->arranging = FALSE;
  sorter_changed_cb(self);
}

void
lmu_call_view_sort(LmuCallView *self, const char *id, gboolean descending)
{
  guint at = lmu_call_view_find_column(self, id);
  if (at < LMU_MAX_COLUMNS)
    sort_by_column(self, at, descending);
}

static void
sort_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  gboolean descending;
  primary_sort(data, &descending);
  lmu_call_view_sort(data, g_variant_get_string(value, NULL), descending);
}

static void
descending_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuCallView *self = data;
  g_autoptr(GVariant) id = g_action_group_get_action_state(G_ACTION_GROUP(self->actions), "sort");
  lmu_call_view_sort(self, g_variant_get_string(id, NULL), g_variant_get_boolean(value));
}

/* The list without any column would show nothing, and not say why. */
static void
hide_action_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuCallView *self = data;
  guint at = lmu_call_view_find_column(self, g_variant_get_string(parameter, NULL));
  guint rest = at < LMU_MAX_COLUMNS ? lmu_call_view_visible_columns(self) & ~(1u << at) : 0;
  if (rest)
    lmu_call_view_show_columns(self, rest);
}

/* Shows or hides the first column that is not as it should be; FALSE if there is none. */
static gboolean
show_next_column(LmuCallView *self)
{
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++) {
    gboolean wanted = self->wanted >> i & 1;
    if (!self->columns[i] || gtk_column_view_column_get_visible(self->columns[i]) == wanted)
      continue;
    gtk_column_view_column_set_visible(self->columns[i], wanted);
    return TRUE;
  }
  return FALSE;
}

static gboolean
columns_cb(gpointer data)
{
  LmuCallView *self = data;
  if (show_next_column(self))
    return G_SOURCE_CONTINUE;
  self->columns_id = 0;
  return G_SOURCE_REMOVE;
}

void
lmu_call_view_show_columns(LmuCallView *self, guint shown)
{
  g_clear_handle_id(&self->columns_id, g_source_remove);
  self->wanted = shown;
  /* A column is a widget in each of up to 200 rows: with many rows, one in a turn of the main
   * loop. */
  if (self->list && g_list_model_get_n_items(G_LIST_MODEL(self->list)) > FEW_ROWS)
    self->columns_id = g_idle_add(columns_cb, self);
  else
    while (show_next_column(self))
      ;
}

guint
lmu_call_view_visible_columns(LmuCallView *self)
{
  guint shown = 0;
  if (self->columns_id)
    return self->wanted;
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++)
    if (self->columns[i] && gtk_column_view_column_get_visible(self->columns[i]))
      shown |= 1u << i;
  return shown;
}

/* What a click with the other button on the title offers. Owned. */
static GMenuModel *
title_menu(const LmuCallColumn *def)
{
  GMenu *menu = g_menu_new();
  gboolean added = def->sort >= LMU_SORT_FIELD;
  g_autoptr(GMenuItem) away = g_menu_item_new(added ? _("Remove column") : _("Hide column"), NULL);
  g_menu_item_set_action_and_target(away, added ? "calls.remove-column" : "calls.hide-column", "s",
                                    def->id);
  g_menu_append_item(menu, away);
  g_menu_append(menu, _("Add column…"), "calls.choose-column");
  return G_MENU_MODEL(menu);
}

void
lmu_call_view_make_column(LmuCallView *self, guint i)
{
  const LmuCallColumn *def = lmu_call_view_column(self, i);
  gboolean added = def->sort >= LMU_SORT_FIELD;
  SortProbe *probe = g_new0(SortProbe, 1);
  *probe = (SortProbe){self, def->sort};
  g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(probe_cb, probe, g_free));
  g_autoptr(GMenuModel) menu = title_menu(def);
  g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new(
      added ? def->title : _(def->title), lmu_call_cell_factory_new(def));
  gtk_column_view_column_set_sorter(column, sorter);
  gtk_column_view_column_set_header_menu(column, menu);
  gtk_column_view_column_set_resizable(column, TRUE);
  gtk_column_view_column_set_visible(column, FALSE);
  gtk_column_view_column_set_expand(column, (def->flags & LMU_COLUMN_EXPAND) != 0);
  gtk_column_view_append_column(self->column_view, column);
  self->columns[i] = column; /* the column view holds it */
  g_autofree char *name = lmu_call_view_toggle_name(self, i);
  g_autoptr(GPropertyAction) action = g_property_action_new(name, column, "visible");
  g_action_map_add_action(G_ACTION_MAP(self->actions), G_ACTION(action));
  g_signal_connect_object(column, "notify::visible", G_CALLBACK(lmu_call_view_queue_save), self,
                          G_CONNECT_SWAPPED);
}

void
lmu_call_view_drop_column(LmuCallView *self, guint i)
{
  g_autofree char *name = lmu_call_view_toggle_name(self, i);
  GtkColumnViewColumn *column = self->columns[i];
  g_action_map_remove_action(G_ACTION_MAP(self->actions), name);
  self->columns[i] = NULL;
  self->shown[0] &= ~(1u << i);
  self->shown[1] &= ~(1u << i);
  self->wanted &= ~(1u << i);
  gtk_column_view_remove_column(self->column_view, column);
}

static void
add_fixed(LmuCallView *self, guint i, GMenu *shown_menu, GMenu *sort_menu)
{
  const LmuCallColumn *def = &lmu_call_columns()[i];
  g_autofree char *name = lmu_call_view_toggle_name(self, i);
  g_autofree char *toggle = g_strdup_printf("calls.%s", name);
  g_autofree char *sort = g_strdup_printf("calls.sort::%s", def->id);
  lmu_call_view_make_column(self, i);
  g_menu_append(shown_menu, _(def->title), toggle);
  g_menu_append(sort_menu, _(def->title), sort);
}

static const GActionEntry actions[] = {
    {.name = "sort", .parameter_type = "s", .state = "'start'", .change_state = sort_action_cb},
    {.name = "descending", .state = "false", .change_state = descending_action_cb},
    {.name = "hide-column", .parameter_type = "s", .activate = hide_action_cb},
};

void
lmu_call_view_add_columns(LmuCallView *self)
{
  g_autoptr(GMenu) menu = g_menu_new();
  g_autoptr(GMenu) shown = g_menu_new();
  g_autoptr(GMenu) fixed = g_menu_new();
  g_autoptr(GMenu) sort = g_menu_new();
  g_autoptr(GMenu) sort_fixed = g_menu_new();
  g_autoptr(GMenu) direction = g_menu_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), actions, G_N_ELEMENTS(actions),
                                  self);
  for (guint i = 0; i < lmu_call_n_columns(); i++)
    add_fixed(self, i, fixed, sort_fixed);
  lmu_name_column_titles(self->column_view, _("Columns"));
  g_menu_append_section(shown, NULL, G_MENU_MODEL(fixed));
  g_menu_append_section(sort, NULL, G_MENU_MODEL(sort_fixed));
  g_menu_append_submenu(menu, _("Sort by"), G_MENU_MODEL(sort));
  g_menu_append_submenu(menu, _("Columns"), G_MENU_MODEL(shown));
  lmu_call_view_init_fields(self, shown, sort, menu);
  g_menu_append(direction, _("Descending"), "calls.descending");
  g_menu_append_section(sort, NULL, G_MENU_MODEL(direction));
  gtk_menu_button_set_menu_model(self->columns_button, G_MENU_MODEL(menu));
  lmu_call_view_restore_columns(self);
  g_signal_connect_object(gtk_column_view_get_sorter(self->column_view), "changed",
                          G_CALLBACK(sorter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_sort_by_column(self->column_view, self->columns[0], GTK_SORT_ASCENDING);
}
