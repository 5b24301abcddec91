/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/remote-hosts.h"

#define MAX_HOSTS 256

enum { NAME, HOST, INTERFACE, COMMAND, ASK, N_TEXTS };

struct _LmuRemoteHost {
  GObject parent_instance;
  char *texts[N_TEXTS];
};

G_DEFINE_FINAL_TYPE(LmuRemoteHost, lmu_remote_host, G_TYPE_OBJECT)

static void
lmu_remote_host_finalize(GObject *object)
{
  for (guint i = 0; i < N_TEXTS; i++)
    g_free(LMU_REMOTE_HOST(object)->texts[i]);
  G_OBJECT_CLASS(lmu_remote_host_parent_class)->finalize(object);
}

static void
lmu_remote_host_class_init(LmuRemoteHostClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_remote_host_finalize;
}

static void
lmu_remote_host_init(LmuRemoteHost *self)
{
}

LmuRemoteHost *
lmu_remote_host_new(const char *name, const char *host, const char *interface, const char *command,
                    gboolean ask)
{
  LmuRemoteHost *self = g_object_new(LMU_TYPE_REMOTE_HOST, NULL);
  const char *texts[N_TEXTS] = {name, host, interface, command, ask ? "ask" : ""};
  for (guint i = 0; i < N_TEXTS; i++)
    self->texts[i] = g_strstrip(g_strdup(texts[i]));
  return self;
}

const char *
lmu_remote_host_get_name(LmuRemoteHost *self)
{
  return *self->texts[NAME] ? self->texts[NAME] : self->texts[HOST];
}

const char *
lmu_remote_host_get_own_name(LmuRemoteHost *self)
{
  return self->texts[NAME];
}

const char *
lmu_remote_host_get_host(LmuRemoteHost *self)
{
  return self->texts[HOST];
}

const char *
lmu_remote_host_get_interface(LmuRemoteHost *self)
{
  return self->texts[INTERFACE];
}

const char *
lmu_remote_host_get_command(LmuRemoteHost *self)
{
  return self->texts[COMMAND];
}

gboolean
lmu_remote_host_get_ask(LmuRemoteHost *self)
{
  return *self->texts[ASK] != '\0';
}

static GListStore *
hosts(void)
{
  static GListStore *store;
  if (!store)
    store = g_list_store_new(LMU_TYPE_REMOTE_HOST);
  return store;
}

GListModel *
lmu_remote_hosts(void)
{
  return G_LIST_MODEL(hosts());
}

void
lmu_remote_hosts_put(LmuRemoteHost *old, LmuRemoteHost *host)
{
  guint position = g_list_model_get_n_items(lmu_remote_hosts());
  gboolean known = old && g_list_store_find(hosts(), old, &position);
  gpointer items[] = {host};
  if (known || position < MAX_HOSTS)
    g_list_store_splice(hosts(), position, known, items, 1);
}

void
lmu_remote_hosts_remove(LmuRemoteHost *host)
{
  guint position;
  if (g_list_store_find(hosts(), host, &position))
    g_list_store_remove(hosts(), position);
}

char **
lmu_remote_hosts_to_strv(void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (guint i = 0; i < g_list_model_get_n_items(lmu_remote_hosts()); i++) {
    g_autoptr(LmuRemoteHost) host = g_list_model_get_item(lmu_remote_hosts(), i);
    for (guint k = 0; k < N_TEXTS; k++)
      g_strv_builder_add(builder, host->texts[k]);
  }
  return g_strv_builder_end(builder);
}

void
lmu_remote_hosts_from_strv(const char *const *kept)
{
  guint n = 0;
  while (kept[n])
    n++;
  g_list_store_remove_all(hosts());
  for (guint i = 0; i + N_TEXTS <= n; i += N_TEXTS) {
    const char *const *texts = kept + i;
    g_autoptr(LmuRemoteHost) host = lmu_remote_host_new(texts[NAME], texts[HOST], texts[INTERFACE],
                                                        texts[COMMAND], *texts[ASK] != '\0');
    if (*host->texts[HOST])
      lmu_remote_hosts_put(NULL, host);
  }
}
