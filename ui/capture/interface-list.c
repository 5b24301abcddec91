/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/interface-private.h"
#include "ui/model/worker.h"

#include <stdlib.h>
#include <string.h>

struct _LmuInterfaceList {
  GObject parent_instance;
  GPtrArray *items; /* LmuInterface */
  guint timer_id;
  gboolean looking; /* a thread does */
};

typedef struct {
  LmInterface *found;
  gsize n;
} Look;

static void lmu_interface_list_model_init(GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuInterfaceList, lmu_interface_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL,
                                                    lmu_interface_list_model_init))

static GType
get_item_type(GListModel *model)
{
  return LMU_TYPE_INTERFACE;
}

static guint
get_n_items(GListModel *model)
{
  return LMU_INTERFACE_LIST(model)->items->len;
}

static gpointer
get_item(GListModel *model, guint position)
{
  LmuInterfaceList *self = LMU_INTERFACE_LIST(model);
  return position < self->items->len ? g_object_ref(self->items->pdata[position]) : NULL;
}

static void
lmu_interface_list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
lmu_interface_list_dispose(GObject *object)
{
  LmuInterfaceList *self = LMU_INTERFACE_LIST(object);
  g_clear_handle_id(&self->timer_id, g_source_remove);
  g_clear_pointer(&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS(lmu_interface_list_parent_class)->dispose(object);
}

static void
lmu_interface_list_class_init(LmuInterfaceListClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_interface_list_dispose;
}

static void
lmu_interface_list_init(LmuInterfaceList *self)
{
  self->items = g_ptr_array_new_with_free_func(g_object_unref);
}

LmuInterfaceList *
lmu_interface_list_new(void)
{
  return g_object_new(LMU_TYPE_INTERFACE_LIST, NULL);
}

LmuInterface *
lmu_interface_list_find(LmuInterfaceList *self, const char *name)
{
  for (guint i = 0; i < self->items->len; i++)
    if (strcmp(lmu_interface_get_name(self->items->pdata[i]), name) == 0)
      return self->items->pdata[i];
  return NULL;
}

/* All of them, then those that carry something, by how much that was, then the rest. */
static int
compare(gconstpointer a, gconstpointer b)
{
  const LmInterface *one = a, *other = b;
  gboolean all = strcmp(one->kind, "any") == 0, all_other = strcmp(other->kind, "any") == 0;
  gboolean up = one->up && one->carrier, up_other = other->up && other->carrier;
  if (all != all_other)
    return all ? -1 : 1;
  if (up != up_other)
    return up ? -1 : 1;
  if (one->packets != other->packets)
    return one->packets > other->packets ? -1 : 1;
  return strcmp(one->name, other->name);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  return strcmp(((const LmInterface *)a)->name, ((const LmInterface *)b)->name);
}

/* "any" has no figures of its own. */
static void
add_up(LmInterface *found, gsize n)
{
  guint64 packets = 0;
  for (gsize i = 0; i < n; i++)
    packets += found[i].packets;
  for (gsize i = 0; i < n; i++)
    if (strcmp(found[i].kind, "any") == 0)
      found[i].packets = packets;
}

/* Tells the items what is new, and marks in @known which of @sorted have one. */
static void
update_items(LmuInterfaceList *self, const LmInterface *sorted, gsize n, gboolean *known,
             gint64 now_us)
{
  for (guint i = self->items->len; i-- > 0;) {
    LmInterface key = {0};
    LmuInterface *item = self->items->pdata[i];
    g_strlcpy(key.name, lmu_interface_get_name(item), sizeof key.name);
    const LmInterface *one = bsearch(&key, sorted, n, sizeof key, compare_names);
    if (one) {
      known[one - sorted] = TRUE;
      lmu_interface_update(item, one, now_us);
    } else {
      g_ptr_array_remove_index(self->items, i);
      g_list_model_items_changed(G_LIST_MODEL(self), i, 1, 0);
    }
  }
}

void
lmu_interface_list_update(LmuInterfaceList *self, const LmInterface *found, gsize n, gint64 now_us)
{
  g_autofree LmInterface *sorted = g_memdup2(found, n * sizeof *found);
  g_autofree gboolean *known = g_new0(gboolean, n + 1);
  gsize n_new = 0;
  add_up(sorted, n);
  qsort(sorted, n, sizeof *sorted, compare_names);
  update_items(self, sorted, n, known, now_us);
  for (gsize i = 0; i < n; i++)
    if (!known[i])
      sorted[n_new++] = sorted[i];
  if (!n_new)
    return;
  guint before = self->items->len;
  qsort(sorted, n_new, sizeof *sorted, compare);
  for (gsize i = 0; i < n_new; i++)
    g_ptr_array_add(self->items, lmu_interface_new(&sorted[i], now_us));
  g_list_model_items_changed(G_LIST_MODEL(self), before, 0, (guint)n_new);
}

static void
look_free(gpointer data)
{
  Look *look = data;
  free(look->found);
  g_free(look);
}

static void
work(gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  look->n = lm_interfaces_list(&look->found);
}

static void
looked_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuInterfaceList *self = LMU_INTERFACE_LIST(source);
  Look *look = g_task_get_task_data(G_TASK(result));
  self->looking = FALSE;
  if (self->timer_id)
    lmu_interface_list_update(self, look->found, look->n, g_get_monotonic_time());
}

static gboolean
look_cb(gpointer data)
{
  LmuInterfaceList *self = data;
  if (self->looking)
    return G_SOURCE_CONTINUE;
  GTask *task = g_task_new(self, NULL, looked_cb, NULL);
  self->looking = TRUE;
  g_task_set_task_data(task, g_new0(Look, 1), look_free);
  lmu_worker_start(task, work);
  return G_SOURCE_CONTINUE;
}

void
lmu_interface_list_watch(LmuInterfaceList *self, gboolean on)
{
  if (on == (self->timer_id != 0))
    return;
  if (on) {
    self->timer_id = g_timeout_add_seconds(1, look_cb, self);
    look_cb(self);
  } else {
    g_clear_handle_id(&self->timer_id, g_source_remove);
  }
}
