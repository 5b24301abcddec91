/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-loader.h"

#include "ui/model/worker.h"

/* A stream that a worker sums up. It goes on for a moment when nobody wants it any more. */
typedef struct {
  LmuStreamLoader *loader; /* NULL: nobody wants it */
  LmuSession *session;     /* keeps the bytes of the capture */
  LmStreamDetail *detail;
  LmuSeries *series;
} Load;

typedef struct {
  guint stream;
  guint serial;      /* of the request that is under way; 0: none */
  Load *load;        /* what a worker makes of it; NULL: nothing */
  guint64 packets;   /* of the stream when it was asked for */
  LmuSeries *series; /* owned; NULL: not known yet */
} Slot;

struct LmuStreamLoader {
  LmuStreamLoaderCame came;
  gpointer data;
  LmuSession *session; /* owned */
  Slot slots[LMU_STREAM_LOADER_MAX];
  guint n_slots;
};

LmuStreamLoader *
lmu_stream_loader_new(LmuStreamLoaderCame came, gpointer data)
{
  LmuStreamLoader *loader = g_new0(LmuStreamLoader, 1);

  loader->came = came;
  loader->data = data;
  return loader;
}

static void
clear_slots(LmuStreamLoader *loader)
{
  for (guint i = 0; i < loader->n_slots; i++) {
    Slot *slot = &loader->slots[i];

    g_clear_pointer(&slot->series, lmu_series_unref);
    if (slot->load)
      slot->load->loader = NULL;
  }
  loader->n_slots = 0;
}

void
lmu_stream_loader_free(LmuStreamLoader *loader)
{
  lmu_stream_loader_set_session(loader, NULL);
  g_free(loader);
}

static void
ask(LmuStreamLoader *loader, Slot *slot)
{
  const LmStreamRow *row = lmu_session_get_stream_row(loader->session, slot->stream);

  slot->packets = row ? row->packets : 0;
  slot->serial = lm_engine_request_stream(lmu_session_get_engine(loader->session), slot->stream);
}

static void
load_free(Load *load)
{
  lm_stream_detail_free(load->detail);
  g_clear_pointer(&load->series, lmu_series_unref);
  g_clear_object(&load->session);
  g_free(load);
}

/* Hours of packets take longer than a frame. */
static void
work(gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;

  load->series = lmu_series_new(g_steal_pointer(&load->detail));
}

static void
done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Load *load = g_task_get_task_data(G_TASK(result));
  LmuStreamLoader *loader = load->loader;

  for (guint i = 0; loader && i < loader->n_slots; i++) {
    Slot *slot = &loader->slots[i];

    if (slot->load != load)
      continue;
    slot->load = NULL;
    g_clear_pointer(&slot->series, lmu_series_unref);
    slot->series = g_steal_pointer(&load->series);
    loader->came(loader->data);
    return;
  }
}

static void
stream_cb(LmuStreamLoader *loader, guint serial)
{
  for (guint i = 0; i < loader->n_slots; i++) {
    Slot *slot = &loader->slots[i];
    LmStreamDetail *detail;
    GTask *task;

    if (slot->serial == 0 || slot->serial != serial)
      continue;
    slot->serial = 0;
    detail = lmu_session_take_stream(loader->session);
    if (!detail)
      return;
    slot->load = g_new(Load, 1);
    *slot->load = (Load){loader, g_object_ref(loader->session), detail, NULL};
    task = g_task_new(NULL, NULL, done_cb, NULL);
    g_task_set_task_data(task, slot->load, (GDestroyNotify)load_free);
    lmu_worker_start(task, work);
    return;
  }
}

void
lmu_stream_loader_set_session(LmuStreamLoader *loader, LmuSession *session)
{
  clear_slots(loader);
  if (loader->session)
    g_signal_handlers_disconnect_by_data(loader->session, loader);
  g_set_object(&loader->session, session);
  if (session)
    g_signal_connect_swapped(session, "stream", G_CALLBACK(stream_cb), loader);
}

void
lmu_stream_loader_set_streams(LmuStreamLoader *loader, const guint32 *streams, guint n)
{
  Slot slots[LMU_STREAM_LOADER_MAX] = {0};

  n = loader->session ? MIN(n, LMU_STREAM_LOADER_MAX) : 0;
  for (guint i = 0; i < n; i++) {
    slots[i].stream = streams[i];
    for (guint j = 0; j < loader->n_slots; j++)
      if (loader->slots[j].stream == streams[i]) {
        slots[i] = loader->slots[j];
        loader->slots[j].series = NULL;
        loader->slots[j].load = NULL;
      }
    if (!slots[i].series && slots[i].serial == 0 && !slots[i].load)
      ask(loader, &slots[i]);
  }
  clear_slots(loader);
  memcpy(loader->slots, slots, sizeof slots);
  loader->n_slots = n;
}

/* Looking at a long stream costs the engine time that it needs to read on: while it does, a stream
 * is looked at again when it has grown by a quarter. */
static gboolean
has_grown(LmuStreamLoader *loader, const Slot *slot, guint64 packets)
{
  if (lmu_session_is_reading(loader->session))
    return packets > slot->packets + slot->packets / 4;
  return packets != slot->packets || (slot->series && !slot->series->detail->whole);
}

void
lmu_stream_loader_refresh(LmuStreamLoader *loader)
{
  for (guint i = 0; i < loader->n_slots; i++) {
    Slot *slot = &loader->slots[i];
    const LmStreamRow *row = lmu_session_get_stream_row(loader->session, slot->stream);

    if (slot->serial == 0 && !slot->load && row && has_grown(loader, slot, row->packets))
      ask(loader, slot);
  }
}

LmuSeries *
lmu_stream_loader_get(LmuStreamLoader *loader, guint stream)
{
  for (guint i = 0; i < loader->n_slots; i++)
    if (loader->slots[i].stream == stream)
      return loader->slots[i].series;
  return NULL;
}
