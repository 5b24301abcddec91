/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/strip-store.h"

/* Rows that are scrolled past in less are not asked for. */
#define DELAY_MS 40
/* Asked for at once; of more, those that were drawn first are out of sight again. */
#define MOST_WANTED 64u
#define MOST_KEPT 4096u

struct _LmuStripStore {
  GObject parent_instance;
  LmuSession *session;
  GHashTable *strips; /* LmStreamStrip by row: numbers of our own, so nobody picks the keys */
  guint32 wanted[MOST_WANTED];
  guint n_wanted;
  guint serial; /* of the request that is under way; 0: none */
  guint timer;
};

G_DEFINE_FINAL_TYPE(LmuStripStore, lmu_strip_store, G_TYPE_OBJECT)

enum { CAME, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
ask_cb(gpointer data)
{
  LmuStripStore *self = data;

  self->timer = 0;
  if (self->session && self->n_wanted > 0 && self->serial == 0)
    self->serial = lm_engine_request_strips(lmu_session_get_engine(self->session), self->wanted,
                                            self->n_wanted);
  self->n_wanted = 0;
  return G_SOURCE_REMOVE;
}

static void
stream_cb(LmuStripStore *self, guint serial)
{
  const LmStreamStrip *strips;
  gsize n;

  if (self->serial == 0 || serial != self->serial)
    return;
  self->serial = 0;
  if (g_hash_table_size(self->strips) > MOST_KEPT)
    g_hash_table_remove_all(self->strips);
  strips = lmu_session_get_strips(self->session, &n);
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert(self->strips, GUINT_TO_POINTER(strips[i].stream),
                        g_memdup2(&strips[i], sizeof strips[i]));
  g_signal_emit(self, signals[CAME], 0);
}

static void
lmu_strip_store_dispose(GObject *object)
{
  lmu_strip_store_set_session(LMU_STRIP_STORE(object), NULL);
  G_OBJECT_CLASS(lmu_strip_store_parent_class)->dispose(object);
}

static void
lmu_strip_store_finalize(GObject *object)
{
  g_hash_table_unref(LMU_STRIP_STORE(object)->strips);
  G_OBJECT_CLASS(lmu_strip_store_parent_class)->finalize(object);
}

static void
lmu_strip_store_class_init(LmuStripStoreClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_strip_store_dispose;
  G_OBJECT_CLASS(class)->finalize = lmu_strip_store_finalize;
  signals[CAME] = g_signal_new("came", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
lmu_strip_store_init(LmuStripStore *self)
{
  self->strips = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
}

LmuStripStore *
lmu_strip_store_new(void)
{
  return g_object_new(LMU_TYPE_STRIP_STORE, NULL);
}

void
lmu_strip_store_set_session(LmuStripStore *self, LmuSession *session)
{
  g_clear_handle_id(&self->timer, g_source_remove);
  g_hash_table_remove_all(self->strips);
  self->n_wanted = self->serial = 0;
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  if (session)
    g_signal_connect_swapped(session, "stream", G_CALLBACK(stream_cb), self);
}

static void
want(LmuStripStore *self, guint32 stream)
{
  for (guint i = 0; i < self->n_wanted; i++)
    if (self->wanted[i] == stream)
      return;
  if (self->n_wanted == MOST_WANTED)
    memmove(self->wanted, self->wanted + 1, --self->n_wanted * sizeof *self->wanted);
  self->wanted[self->n_wanted++] = stream;
  if (!self->timer)
    self->timer = g_timeout_add(DELAY_MS, ask_cb, self);
}

/* While the capture is read a stream is looked at again when it has grown by a quarter. */
static gboolean
is_old(LmuStripStore *self, const LmStreamStrip *strip, guint64 packets)
{
  if (lmu_session_is_reading(self->session))
    return packets > strip->packets + strip->packets / 4;
  return packets != strip->packets;
}

const LmStreamStrip *
lmu_strip_store_find(LmuStripStore *self, const LmStreamRow *row)
{
  return g_hash_table_lookup(self->strips, GUINT_TO_POINTER(row->index));
}

const LmStreamStrip *
lmu_strip_store_get(LmuStripStore *self, const LmStreamRow *row)
{
  const LmStreamStrip *strip = lmu_strip_store_find(self, row);

  if (self->session && (!strip || is_old(self, strip, row->packets)))
    want(self, row->index);
  return strip;
}
