/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/row-list.h"

struct _LmuRowList {
  GObject parent_instance;
  GType type;
  LmuItemCache *cache; /* NULL once detached */
  guint n_rows;
};

static void lmu_row_list_model_init(GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuRowList, lmu_row_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, lmu_row_list_model_init))

static GType
lmu_row_list_get_item_type(GListModel *model)
{
  return LMU_ROW_LIST(model)->type;
}

static guint
lmu_row_list_get_n_items(GListModel *model)
{
  return LMU_ROW_LIST(model)->n_rows;
}

static gpointer
lmu_row_list_get_item(GListModel *model, guint position)
{
  LmuRowList *self = LMU_ROW_LIST(model);
  return position < self->n_rows ? lmu_row_list_get(self, position) : NULL;
}

static void
lmu_row_list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = lmu_row_list_get_item_type;
  iface->get_n_items = lmu_row_list_get_n_items;
  iface->get_item = lmu_row_list_get_item;
}

static void
lmu_row_list_finalize(GObject *object)
{
  LmuRowList *self = LMU_ROW_LIST(object);
  g_clear_pointer(&self->cache, lmu_item_cache_free);
  G_OBJECT_CLASS(lmu_row_list_parent_class)->finalize(object);
}

static void
lmu_row_list_class_init(LmuRowListClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_row_list_finalize;
}

static void
lmu_row_list_init(LmuRowList *self)
{
}

LmuRowList *
lmu_row_list_new(GType type, LmuSession *session)
{
  LmuRowList *self = g_object_new(LMU_TYPE_ROW_LIST, NULL);
  self->type = type;
  self->cache = lmu_item_cache_new(type, session);
  return self;
}

void
lmu_row_list_set_length(LmuRowList *self, guint n_rows)
{
  guint before = self->n_rows;
  self->n_rows = n_rows;
  if (n_rows > before)
    g_list_model_items_changed(G_LIST_MODEL(self), before, 0, n_rows - before);
  else if (n_rows < before)
    g_list_model_items_changed(G_LIST_MODEL(self), n_rows, before - n_rows, 0);
}

void
lmu_row_list_detach(LmuRowList *self)
{
  lmu_row_list_set_length(self, 0);
  g_clear_pointer(&self->cache, lmu_item_cache_free);
}

gpointer
lmu_row_list_get(LmuRowList *self, guint index)
{
  return self->cache ? lmu_item_cache_get(self->cache, index) : NULL;
}

void
lmu_row_list_changed(LmuRowList *self, guint index)
{
  if (self->cache)
    lmu_item_cache_changed(self->cache, index);
}

guint32 *
lmu_row_list_live(LmuRowList *self, gsize *n)
{
  *n = 0;
  return self->cache ? lmu_item_cache_live(self->cache, n) : NULL;
}
