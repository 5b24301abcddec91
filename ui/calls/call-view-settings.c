/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of the call view as they are kept: each by its id. */

#include "ui/calls/call-view-private.h"
#include "ui/window/settings.h"

#define KEY_ORDER "column-order"

static const char *const shown_keys[2] = {"call-columns", "other-columns"};

static void
show_usual(LmuCallView *self)
{
  self->shown[0] = self->shown[1] = 0;
  for (guint i = 0; i < lmu_call_n_columns(); i++) {
    guint flags = lmu_call_columns()[i].flags;
    self->shown[0] |= flags & LMU_COLUMN_IN_CALLS ? 1u << i : 0;
    self->shown[1] |= flags & LMU_COLUMN_IN_OTHER ? 1u << i : 0;
  }
}

/* Puts the columns into the order of @ids, those that are not in it behind. */
static void
arrange(LmuCallView *self, const char *const *ids)
{
  guint position = 0;
  for (guint k = 0; ids[k]; k++) {
    guint i = lmu_call_view_find_column(self, ids[k]);
    if (i < LMU_MAX_COLUMNS)
      gtk_column_view_insert_column(self->column_view, position++, self->columns[i]);
  }
}

static void
restore_shown(LmuCallView *self, guint kind)
{
  g_auto(GStrv) ids = lmu_settings_get_strv(shown_keys[kind]);
  guint shown = 0;
  for (guint k = 0; ids[k]; k++) {
    guint i = lmu_call_view_find_column(self, ids[k]);
    shown |= i < LMU_MAX_COLUMNS ? 1u << i : 0;
  }
  if (shown)
    self->shown[kind] = shown;
}

static char **
visible_ids(LmuCallView *self, guint shown)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
  for (guint i = 0; i < LMU_MAX_COLUMNS; i++) {
    const LmuCallColumn *column = lmu_call_view_column(self, i);
    if (column && shown >> i & 1)
      g_strv_builder_add(ids, column->id);
  }
  return g_strv_builder_end(ids);
}

static char **
ordered_ids(LmuCallView *self)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
  GListModel *columns = gtk_column_view_get_columns(self->column_view);
  for (guint k = 0; k < g_list_model_get_n_items(columns); k++) {
    g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item(columns, k);
    for (guint i = 0; i < LMU_MAX_COLUMNS; i++)
      if (self->columns[i] == column)
        g_strv_builder_add(ids, lmu_call_view_column(self, i)->id);
  }
  return g_strv_builder_end(ids);
}

static gboolean
save_cb(gpointer data)
{
  LmuCallView *self = data;
  g_auto(GStrv) order = ordered_ids(self);
  self->save_id = 0;
  self->shown[lmu_call_view_kind(self)] = lmu_call_view_visible_columns(self);
  lmu_settings_set_strv(KEY_ORDER, (const char *const *)order);
  for (guint kind = 0; kind < 2; kind++) {
    g_auto(GStrv) ids = visible_ids(self, self->shown[kind]);
    lmu_settings_set_strv(shown_keys[kind], (const char *const *)ids);
  }
  return G_SOURCE_REMOVE;
}

void
lmu_call_view_queue_save(LmuCallView *self)
{
  /* Without a list the columns go because the view does. */
  if (!self->save_id && self->list)
    self->save_id = g_idle_add_full(G_PRIORITY_LOW, save_cb, self, NULL);
}

void
lmu_call_view_restore_columns(LmuCallView *self)
{
  g_auto(GStrv) order = lmu_settings_get_strv(KEY_ORDER);
  show_usual(self);
  for (guint k = 0; order[k]; k++)
    if (lmu_call_view_find_column(self, order[k]) == LMU_MAX_COLUMNS)
      lmu_call_view_add_field(self, order[k]);
  arrange(self, (const char *const *)order);
  restore_shown(self, 0);
  restore_shown(self, 1);
  lmu_call_view_show_columns(self, self->shown[0]);
  g_clear_handle_id(&self->save_id, g_source_remove);
  g_signal_connect_object(gtk_column_view_get_columns(self->column_view), "items-changed",
                          G_CALLBACK(lmu_call_view_queue_save), self, G_CONNECT_SWAPPED);
}

void
lmu_call_view_reset_columns(LmuCallView *self)
{
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++)
    if (self->added[slot].id)
      lmu_call_view_remove_field(self, self->added[slot].id);
  for (guint i = 0; i < lmu_call_n_columns(); i++)
    gtk_column_view_insert_column(self->column_view, i, self->columns[i]);
  show_usual(self);
  lmu_call_view_show_columns(self, self->shown[lmu_call_view_kind(self)]);
  lmu_call_view_queue_save(self);
}
