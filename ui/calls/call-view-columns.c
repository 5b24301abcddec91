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

static void
sorter_changed_cb(LmuCallView *self)
{
  gboolean descending;
  if (!self->list || self->arranging)
    return;
  LmuCallSort sort = primary_sort(self, &descending);
  const LmuCallColumn *column = lmu_call_columns();
  self->sorted = TRUE;
  lmu_call_list_set_sort(self->list, sort, descending);
  for (; column->id && column->sort != sort; column++)
    ;
  GActionMap *map = G_ACTION_MAP(self->actions);
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "sort")),
                            g_variant_new_string(column->id ? column->id : ""));
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, "descending")),
                            g_variant_new_boolean(descending));
}

/* Puts the arrow over column @at alone, and sorts once. GTK 4.8 leaves the old arrow when it is
 * told in code to sort by another column, until that column's title is drawn anew. */
static void
sort_by_column(LmuCallView *self, guint at, gboolean descending)
{
  self->arranging = TRUE;
  for (guint i = 0; lmu_call_columns()[i].id; i++) {
    if (i == at || !gtk_column_view_column_get_sorter(self->columns[i]))
      continue;
    g_autoptr(GtkSorter) sorter = g_object_ref(gtk_column_view_column_get_sorter(self->columns[i]));
    gtk_column_view_column_set_sorter(self->columns[i], NULL);
    gtk_column_view_column_set_sorter(self->columns[i], sorter);
  }
  gtk_column_view_sort_by_column(self->column_view, self->columns[at],
                                 descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->arranging = FALSE;
  sorter_changed_cb(self);
}

static void
sort_by(LmuCallView *self, const char *id, gboolean descending)
{
  const LmuCallColumn *columns = lmu_call_columns();
  for (guint i = 0; columns[i].id; i++)
    if (g_strcmp0(columns[i].id, id) == 0)
      sort_by_column(self, i, descending);
}

static void
sort_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  gboolean descending;
  primary_sort(data, &descending);
  sort_by(data, g_variant_get_string(value, NULL), descending);
}

static void
descending_action_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuCallView *self = data;
  g_autoptr(GVariant) id = g_action_group_get_action_state(G_ACTION_GROUP(self->actions), "sort");
  sort_by(self, g_variant_get_string(id, NULL), g_variant_get_boolean(value));
}

/* Shows or hides the first column that is not as it should be; FALSE if there is none. */
static gboolean
show_next_column(LmuCallView *self)
{
  for (guint i = 0; lmu_call_columns()[i].id; i++) {
    gboolean wanted = self->wanted >> i & 1;
    if (gtk_column_view_column_get_visible(self->columns[i]) == wanted)
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
  for (guint i = 0; lmu_call_columns()[i].id; i++)
    shown |= gtk_column_view_column_get_visible(self->columns[i]) ? 1u << i : 0;
  return shown;
}

static void
add_column(LmuCallView *self, guint i, GMenu *shown_menu, GMenu *sort_menu)
{
  const LmuCallColumn *def = &lmu_call_columns()[i];
  SortProbe *probe = g_new0(SortProbe, 1);
  *probe = (SortProbe){self, def->sort};
  g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(probe_cb, probe, g_free));
  GtkColumnViewColumn *column =
      gtk_column_view_column_new(_(def->title), lmu_call_cell_factory_new(def));
  gtk_column_view_column_set_sorter(column, sorter);
  gtk_column_view_column_set_resizable(column, TRUE);
  gtk_column_view_column_set_expand(column, (def->flags & LMU_COLUMN_EXPAND) != 0);
  gtk_column_view_append_column(self->column_view, column);
  self->columns[i] = column;
  if (def->flags & LMU_COLUMN_IN_CALLS)
    self->shown[0] |= 1u << i;
  if (def->flags & LMU_COLUMN_IN_OTHER)
    self->shown[1] |= 1u << i;
  g_autofree char *name = g_strdup_printf("column-%s", def->id);
  g_autofree char *toggle = g_strdup_printf("calls.%s", name);
  g_autofree char *sort = g_strdup_printf("calls.sort::%s", def->id);
  g_autoptr(GPropertyAction) action = g_property_action_new(name, column, "visible");
  g_action_map_add_action(G_ACTION_MAP(self->actions), G_ACTION(action));
  g_menu_append(shown_menu, _(def->title), toggle);
  g_menu_append(sort_menu, _(def->title), sort);
}

static const GActionEntry actions[] = {
    {.name = "sort", .parameter_type = "s", .state = "'start'", .change_state = sort_action_cb},
    {.name = "descending", .state = "false", .change_state = descending_action_cb},
};

void
lmu_call_view_add_columns(LmuCallView *self)
{
  g_autoptr(GMenu) menu = g_menu_new();
  g_autoptr(GMenu) shown = g_menu_new();
  g_autoptr(GMenu) sort = g_menu_new();
  g_autoptr(GMenu) direction = g_menu_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), actions, G_N_ELEMENTS(actions),
                                  self);
  for (guint i = 0; lmu_call_columns()[i].id && i < LMU_MAX_COLUMNS; i++) {
    add_column(self, i, shown, sort);
    g_object_unref(self->columns[i]); /* the column view holds it */
  }
  lmu_name_column_titles(self->column_view, _("Columns"));
  g_menu_append(direction, _("Descending"), "calls.descending");
  g_menu_append_section(sort, NULL, G_MENU_MODEL(direction));
  g_menu_append_submenu(menu, _("Sort by"), G_MENU_MODEL(sort));
  g_menu_append_submenu(menu, _("Columns"), G_MENU_MODEL(shown));
  gtk_menu_button_set_menu_model(self->columns_button, G_MENU_MODEL(menu));
  lmu_call_view_show_columns(self, self->shown[0]);
  g_signal_connect_object(gtk_column_view_get_sorter(self->column_view), "changed",
                          G_CALLBACK(sorter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_sort_by_column(self->column_view, self->columns[0], GTK_SORT_ASCENDING);
}
