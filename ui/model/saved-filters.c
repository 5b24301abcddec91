/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/saved-filters.h"

struct _LmuSavedFilter {
  GObject parent_instance;
  char *name, *view, *text;
};

G_DEFINE_FINAL_TYPE(LmuSavedFilter, lmu_saved_filter, G_TYPE_OBJECT)

static void
lmu_saved_filter_finalize(GObject *object)
{
  LmuSavedFilter *self = LMU_SAVED_FILTER(object);
  g_free(self->name);
  g_free(self->view);
  g_free(self->text);
  G_OBJECT_CLASS(lmu_saved_filter_parent_class)->finalize(object);
}

static void
lmu_saved_filter_class_init(LmuSavedFilterClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_saved_filter_finalize;
}

static void
lmu_saved_filter_init(LmuSavedFilter *self)
{
}

const char *
lmu_saved_filter_get_name(LmuSavedFilter *self)
{
  return self->name;
}

const char *
lmu_saved_filter_get_view(LmuSavedFilter *self)
{
  return self->view;
}

const char *
lmu_saved_filter_get_text(LmuSavedFilter *self)
{
  return self->text;
}

static GListStore *
store(void)
{
  static GListStore *filters;
  if (!filters)
    filters = g_list_store_new(LMU_TYPE_SAVED_FILTER);
  return filters;
}

GListModel *
lmu_saved_filters(void)
{
  return G_LIST_MODEL(store());
}

/* The place of the one called @name; the number of them where there is none. */
static guint
find(const char *name)
{
  GListModel *all = lmu_saved_filters();
  guint n = g_list_model_get_n_items(all), i = 0;
  for (; i < n; i++) {
    g_autoptr(LmuSavedFilter) filter = g_list_model_get_item(all, i);
    if (g_utf8_collate(filter->name, name) == 0)
      break;
  }
  return i;
}

static int
compare(gconstpointer a, gconstpointer b, gpointer data)
{
  const LmuSavedFilter *left = a, *right = b;
  return g_utf8_collate(left->name, right->name);
}

gboolean
lmu_saved_filters_add(const char *name, const char *view, const char *text)
{
  g_autofree char *trimmed = g_strstrip(g_utf8_make_valid(name, -1));
  g_autofree char *valid = g_strstrip(g_utf8_make_valid(text, -1));
  if (!*trimmed || !*valid)
    return FALSE;
  guint at = find(trimmed);
  if (at < g_list_model_get_n_items(lmu_saved_filters()))
    g_list_store_remove(store(), at);
  g_autoptr(LmuSavedFilter) filter = g_object_new(LMU_TYPE_SAVED_FILTER, NULL);
  filter->name = g_steal_pointer(&trimmed);
  filter->view = g_utf8_make_valid(view, -1);
  filter->text = g_steal_pointer(&valid);
  g_list_store_insert_sorted(store(), filter, compare, NULL);
  return TRUE;
}

gboolean
lmu_saved_filters_remove(const char *name)
{
  guint at = find(name);
  if (at == g_list_model_get_n_items(lmu_saved_filters()))
    return FALSE;
  g_list_store_remove(store(), at);
  return TRUE;
}

LmuSavedFilter *
lmu_saved_filters_find(const char *name)
{
  g_autoptr(LmuSavedFilter) filter = g_list_model_get_item(lmu_saved_filters(), find(name));
  return filter; /* the list holds it */
}

char **
lmu_saved_filters_to_strv(void)
{
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
  GListModel *all = lmu_saved_filters();
  for (guint i = 0; i < g_list_model_get_n_items(all); i++) {
    g_autoptr(LmuSavedFilter) filter = g_list_model_get_item(all, i);
    g_strv_builder_add_many(kept, filter->name, filter->view, filter->text, NULL);
  }
  return g_strv_builder_end(kept);
}

void
lmu_saved_filters_from_strv(const char *const *kept)
{
  g_list_store_remove_all(store());
  for (guint i = 0; kept[i] && kept[i + 1] && kept[i + 2]; i += 3)
    lmu_saved_filters_add(kept[i], kept[i + 1], kept[i + 2]);
}
