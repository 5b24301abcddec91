/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns of the call view that somebody adds: any field of the filter language, any header. */

#include "base/i18n.h"
#include "ui/calls/call-view-private.h"
#include "ui/model/column-offers.h"

/* Usual widths, in letters. */
#define TEXT_CHARS 18
#define NUMBER_CHARS 9

char *
lmu_call_view_toggle_name(LmuCallView *self, guint i)
{
  guint n = lmu_call_n_columns();
  /* A header's name may have letters in it that the name of an action may not. */
  return i < n ? g_strdup_printf("column-%s", lmu_call_columns()[i].id)
               : g_strdup_printf("column-added-%u", i - n);
}

/* What the menus say of columns that were added. */
static void
fill_menus(LmuCallView *self)
{
  g_autoptr(GMenu) removal = g_menu_new();
  g_menu_remove_all(self->added_shown);
  g_menu_remove_all(self->added_sorts);
  g_menu_remove_all(self->added_removal);
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++) {
    const LmuCallColumn *def = &self->added[slot];
    if (!def->id)
      continue;
    g_autofree char *name = lmu_call_view_toggle_name(self, lmu_call_n_columns() + slot);
    g_autofree char *toggle = g_strdup_printf("calls.%s", name);
    g_autoptr(GMenuItem) sort = g_menu_item_new(def->title, NULL);
    g_autoptr(GMenuItem) away = g_menu_item_new(def->title, NULL);
    g_menu_item_set_action_and_target(sort, "calls.sort", "s", def->id);
    g_menu_item_set_action_and_target(away, "calls.remove-column", "s", def->id);
    g_menu_append(self->added_shown, def->title, toggle);
    g_menu_append_item(self->added_sorts, sort);
    g_menu_append_item(removal, away);
  }
  if (g_menu_model_get_n_items(G_MENU_MODEL(removal)))
    g_menu_append_submenu(self->added_removal, _("Remove column"), G_MENU_MODEL(removal));
}

/* The first place that is free, or LMU_MAX_FIELDS. */
static guint
free_slot(LmuCallView *self)
{
  guint slot = 0;
  while (slot < LMU_MAX_FIELDS && self->added[slot].id)
    slot++;
  return slot;
}

static void
declare(LmuCallView *self, guint slot, char *name)
{
  LmQueryColumn *column = lm_query_column_new(lm_slice_str(name), NULL);
  gboolean number = column && lm_query_column_is_number(column);
  lm_query_column_free(column);
  self->added_ids[slot] = name;
  self->added[slot] = (LmuCallColumn){
      .id = name,
      .title = lmu_column_title(name),
      .sort = (LmuCallSort)(LMU_SORT_FIELD + slot),
      .chars = number ? NUMBER_CHARS : TEXT_CHARS,
  };
}

gboolean
lmu_call_view_add_field(LmuCallView *self, const char *text)
{
  g_autofree char *name = lmu_column_name(text);
  guint slot = free_slot(self), at = name ? lmu_call_view_find_column(self, name) : 0;
  if (!name || (at == LMU_MAX_COLUMNS && slot == LMU_MAX_FIELDS))
    return FALSE;
  if (at == LMU_MAX_COLUMNS) {
    at = lmu_call_n_columns() + slot;
    declare(self, slot, g_steal_pointer(&name));
    lmu_call_view_make_column(self, at);
    lmu_call_view_tell_fields(self);
    fill_menus(self);
  }
  lmu_call_view_show_columns(self, lmu_call_view_visible_columns(self) | 1u << at);
  return TRUE;
}

void
lmu_call_view_remove_field(LmuCallView *self, const char *name)
{
  guint at = lmu_call_view_find_column(self, name), n = lmu_call_n_columns();
  if (at < n || at == LMU_MAX_COLUMNS)
    return;
  LmuCallColumn *def = &self->added[at - n];
  g_autoptr(GVariant) sort = g_action_group_get_action_state(G_ACTION_GROUP(self->actions), "sort");
  if (g_strcmp0(g_variant_get_string(sort, NULL), def->id) == 0)
    lmu_call_view_sort(self, lmu_call_columns()[0].id, FALSE);
  lmu_call_view_drop_column(self, at);
  /* Its name may be the one that was given. */
  g_autofree char *id = g_steal_pointer(&self->added_ids[at - n]);
  def->id = NULL;
  lmu_call_view_tell_fields(self);
  fill_menus(self);
  lmu_call_view_queue_save(self);
}

void
lmu_call_view_tell_fields(LmuCallView *self)
{
  for (guint slot = 0; self->session && slot < LMU_MAX_FIELDS; slot++)
    lmu_call_fields_set(lmu_session_get_call_fields(self->session), slot, self->added[slot].id);
}

static void
chosen_cb(const char *name, gpointer data)
{
  lmu_call_view_add_field(data, name);
  lmu_call_view_focus_list(data);
}

static void
choose_action_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuCallView *self = data;
  if (!self->chooser)
    self->chooser = lmu_column_chooser_new(GTK_WIDGET(self->columns_button), chosen_cb, self);
  lmu_column_chooser_popup(self->chooser, self->session);
}

static void
add_action_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_call_view_add_field(data, g_variant_get_string(parameter, NULL));
}

static void
remove_action_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_call_view_remove_field(data, g_variant_get_string(parameter, NULL));
}

static void
usual_action_cb(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_call_view_reset_columns(data);
}

static const GActionEntry actions[] = {
    {.name = "choose-column", .activate = choose_action_cb},
    {.name = "add-column", .parameter_type = "s", .activate = add_action_cb},
    {.name = "remove-column", .parameter_type = "s", .activate = remove_action_cb},
    {.name = "usual-columns", .activate = usual_action_cb},
};

void
lmu_call_view_init_fields(LmuCallView *self, GMenu *shown, GMenu *sorts, GMenu *menu)
{
  g_autoptr(GMenu) usual = g_menu_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), actions, G_N_ELEMENTS(actions),
                                  self);
  self->added_shown = g_menu_new();
  self->added_sorts = g_menu_new();
  self->added_removal = g_menu_new();
  g_menu_append_section(shown, NULL, G_MENU_MODEL(self->added_shown));
  g_menu_append_section(sorts, NULL, G_MENU_MODEL(self->added_sorts));
  g_menu_append(menu, _("Add column…"), "calls.choose-column");
  g_menu_append_section(menu, NULL, G_MENU_MODEL(self->added_removal));
  g_menu_append(usual, _("Usual columns"), "calls.usual-columns");
  g_menu_append_section(menu, NULL, G_MENU_MODEL(usual));
  /* The menus hold them. */
  g_object_unref(self->added_shown);
  g_object_unref(self->added_sorts);
  g_object_unref(self->added_removal);
}
