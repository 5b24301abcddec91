/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/row-item.h"

typedef struct {
  LmuSession *session;
  guint index;
} LmuRowItemPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE(LmuRowItem, lmu_row_item, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

struct LmuItemCache {
  GType type;
  LmuSession *session; /* borrowed: the session owns the cache */
  GHashTable *items;   /* index -> item, borrowed */
};

static void
lmu_row_item_dispose(GObject *object)
{
  LmuRowItemPrivate *priv = lmu_row_item_get_instance_private(LMU_ROW_ITEM(object));
  g_clear_object(&priv->session);
  G_OBJECT_CLASS(lmu_row_item_parent_class)->dispose(object);
}

static void
lmu_row_item_class_init(LmuRowItemClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_row_item_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_row_item_init(LmuRowItem *self)
{
}

guint
lmu_row_item_get_index(LmuRowItem *self)
{
  LmuRowItemPrivate *priv = lmu_row_item_get_instance_private(self);
  return priv->index;
}

LmuSession *
lmu_row_item_get_session(LmuRowItem *self)
{
  LmuRowItemPrivate *priv = lmu_row_item_get_instance_private(self);
  return priv->session;
}

void
lmu_row_item_changed(LmuRowItem *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

LmuItemCache *
lmu_item_cache_new(GType type, LmuSession *session)
{
  LmuItemCache *cache = g_new0(LmuItemCache, 1);
  cache->type = type;
  cache->session = session;
  /* The keys are row numbers that we count ourselves, so nobody can choose colliding ones. */
  cache->items = g_hash_table_new(g_direct_hash, g_direct_equal);
  return cache;
}

static void
item_gone_cb(gpointer data, GObject *item)
{
  LmuItemCache *cache = data;
  LmuRowItemPrivate *priv = lmu_row_item_get_instance_private((LmuRowItem *)item);
  g_hash_table_remove(cache->items, GUINT_TO_POINTER(priv->index));
}

void
lmu_item_cache_free(LmuItemCache *cache)
{
  GHashTableIter iter;
  gpointer item;
  g_hash_table_iter_init(&iter, cache->items);
  while (g_hash_table_iter_next(&iter, NULL, &item))
    g_object_weak_unref(item, item_gone_cb, cache);
  g_hash_table_unref(cache->items);
  g_free(cache);
}

gpointer
lmu_item_cache_get(LmuItemCache *cache, guint index)
{
  LmuRowItem *item = g_hash_table_lookup(cache->items, GUINT_TO_POINTER(index));
  if (item)
    return g_object_ref(item);
  item = g_object_new(cache->type, NULL);
  LmuRowItemPrivate *priv = lmu_row_item_get_instance_private(item);
  priv->index = index;
  priv->session = g_object_ref(cache->session);
  g_hash_table_insert(cache->items, GUINT_TO_POINTER(index), item);
  g_object_weak_ref(G_OBJECT(item), item_gone_cb, cache);
  return item;
}

void
lmu_item_cache_changed(LmuItemCache *cache, guint index)
{
  LmuRowItem *item = g_hash_table_lookup(cache->items, GUINT_TO_POINTER(index));
  if (!item)
    return;
  g_object_ref(item);
  lmu_row_item_changed(item);
  g_object_unref(item);
}

guint32 *
lmu_item_cache_live(LmuItemCache *cache, gsize *n)
{
  GHashTableIter iter;
  gpointer key;
  guint32 *rows = g_new(guint32, g_hash_table_size(cache->items) + 1);
  *n = 0;
  g_hash_table_iter_init(&iter, cache->items);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    rows[(*n)++] = GPOINTER_TO_UINT(key);
  return rows;
}
