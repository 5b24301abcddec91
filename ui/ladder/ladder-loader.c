/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-loader.h"

#include "ui/model/session-live.h"

/* How long changes are gathered before the ladder is made again: longer where making it keeps the
 * engine from reading. */
#define RELOAD_INTERVAL_MS 300
#define RELOAD_PAUSES 6 /* of the time that it took */
#define MOST_RELOAD_INTERVAL_MS 3000

struct _LmuLadderLoader {
  GObject parent_instance;
  LmuLadderModel *model;
  LmuSession *session;
  guint32 *calls;
  gsize n_calls;
  LmLadderOptions options;
  char *filter;
  guint64 fingerprint; /* of the calls when the ladder was asked for */
  guint serial;        /* of the request that is under way; 0: none */
  gint64 asked_us;     /* when that was */
  guint took_ms;
  guint timer;
  gboolean again; /* after it, because there is more */
  gboolean fresh;
};

G_DEFINE_FINAL_TYPE(LmuLadderLoader, lmu_ladder_loader, G_TYPE_OBJECT)

enum { LOADED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint64
size_of_call(LmuLadderLoader *self, guint32 call)
{
  const LmCallRow *row = call < lmu_session_n_call_rows(self->session)
                             ? lmu_session_get_call_row(self->session, call)
                             : NULL;

  return row ? row->n_messages + row->n_events + ((guint64)row->n_streams << 32) : 0;
}

/* A number that differs when the selected calls have grown, or the legs that came with them. */
static guint64
fingerprint(LmuLadderLoader *self)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);
  guint64 sum = self->n_calls;

  for (gsize i = 0; i < self->n_calls; i++)
    sum += size_of_call(self, self->calls[i]);
  for (guint i = 0; self->options.legs && ladder && i < ladder->n_legs; i++)
    sum += size_of_call(self, ladder->legs[i].call);
  return sum;
}

static void
request(LmuLadderLoader *self)
{
  g_clear_handle_id(&self->timer, g_source_remove);
  self->again = FALSE;
  if (!self->session || self->n_calls == 0) {
    self->serial = 0;
    lmu_ladder_model_set_ladder(self->model, NULL);
    g_signal_emit(self, signals[LOADED], 0, FALSE);
    return;
  }
  self->fingerprint = fingerprint(self);
  self->asked_us = g_get_monotonic_time();
  self->serial = lm_engine_request_ladder_rows(
      lmu_session_get_engine(self->session), self->calls, self->n_calls, &self->options,
      self->filter ? lm_query_new(lm_slice_str(self->filter), NULL) : NULL);
}

/* What is shown of calls that went is all that there is of them. */
static gboolean
are_evicted(LmuLadderLoader *self)
{
  for (gsize i = 0; i < self->n_calls; i++)
    if (self->calls[i] >= lmu_session_n_call_rows(self->session) ||
        lmu_session_get_call_row(self->session, self->calls[i]))
      return FALSE;
  return self->n_calls > 0;
}

static gboolean
timeout_cb(gpointer data)
{
  LmuLadderLoader *self = data;

  self->timer = 0;
  request(self);
  return G_SOURCE_REMOVE;
}

static void
request_later(LmuLadderLoader *self)
{
  guint interval = RELOAD_INTERVAL_MS;

  if (self->n_calls == 0 || self->timer || are_evicted(self))
    return;
  /* One after the other: the answer that is under way would be thrown away. */
  if (self->serial) {
    self->again = TRUE;
    return;
  }
  if (lmu_session_is_reading(self->session))
    interval = CLAMP(self->took_ms * RELOAD_PAUSES, interval, MOST_RELOAD_INTERVAL_MS);
  self->timer = g_timeout_add(interval, timeout_cb, self);
}

static void
done_cb(LmuLadderLoader *self)
{
  g_clear_handle_id(&self->timer, g_source_remove);
  request_later(self);
}

static void
calls_changed_cb(LmuLadderLoader *self)
{
  if (self->n_calls > 0 && fingerprint(self) != self->fingerprint)
    request_later(self);
}

/* The figures in media bars change with every packet. */
static void
streams_changed_cb(LmuLadderLoader *self)
{
  if (self->options.media && lmu_ladder_model_get_counts(self->model).streams > 0)
    request_later(self);
}

static void
ladder_cb(LmuLadderLoader *self, guint serial)
{
  LmLadder *ladder;
  gboolean fresh = self->fresh;

  if (self->serial == 0 || serial != self->serial)
    return;
  ladder = lmu_session_take_ladder(self->session);
  if (!ladder)
    return;
  self->serial = 0;
  self->took_ms = (guint)((g_get_monotonic_time() - self->asked_us) / 1000);
  self->fresh = FALSE;
  lmu_ladder_model_set_ladder(self->model, ladder);
  self->fingerprint = fingerprint(self);
  g_signal_emit(self, signals[LOADED], 0, fresh);
  if (self->again) {
    self->again = FALSE;
    request_later(self);
  }
}

static void
lmu_ladder_loader_dispose(GObject *object)
{
  LmuLadderLoader *self = LMU_LADDER_LOADER(object);

  g_clear_handle_id(&self->timer, g_source_remove);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  g_clear_object(&self->model);
  g_clear_pointer(&self->calls, g_free);
  g_clear_pointer(&self->filter, g_free);
  self->n_calls = 0;
  G_OBJECT_CLASS(lmu_ladder_loader_parent_class)->dispose(object);
}

static void
lmu_ladder_loader_class_init(LmuLadderLoaderClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_loader_dispose;

  signals[LOADED] = g_signal_new("loaded", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
lmu_ladder_loader_init(LmuLadderLoader *self)
{
  self->options = LM_LADDER_OPTIONS_DEFAULT;
}

LmuLadderLoader *
lmu_ladder_loader_new(LmuLadderModel *model)
{
  LmuLadderLoader *self = g_object_new(LMU_TYPE_LADDER_LOADER, NULL);

  self->model = g_object_ref(model);
  return self;
}

void
lmu_ladder_loader_set_session(LmuLadderLoader *self, LmuSession *session)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  if (session) {
    g_signal_connect_swapped(session, "ladder", G_CALLBACK(ladder_cb), self);
    g_signal_connect_swapped(session, "calls-changed", G_CALLBACK(calls_changed_cb), self);
    g_signal_connect_swapped(session, "streams-changed", G_CALLBACK(streams_changed_cb), self);
    g_signal_connect_swapped(session, "done", G_CALLBACK(done_cb), self);
    g_signal_connect_swapped(session, "roles", G_CALLBACK(done_cb), self);
  }
  lmu_ladder_loader_set_calls(self, NULL, 0);
}

void
lmu_ladder_loader_set_calls(LmuLadderLoader *self, const guint32 *calls, gsize n)
{
  g_free(self->calls);
  self->calls = n > 0 ? g_memdup2(calls, n * sizeof *calls) : NULL;
  self->n_calls = n;
  self->fresh = TRUE;
  request(self);
}

void
lmu_ladder_loader_set_options(LmuLadderLoader *self, const LmLadderOptions *options)
{
  self->options = *options;
  lmu_ladder_loader_reload(self);
}

const LmLadderOptions *
lmu_ladder_loader_get_options(LmuLadderLoader *self)
{
  return &self->options;
}

void
lmu_ladder_loader_set_filter(LmuLadderLoader *self, const char *text)
{
  g_free(self->filter);
  self->filter = *text ? g_strdup(text) : NULL;
  lmu_ladder_loader_reload(self);
}

void
lmu_ladder_loader_reload(LmuLadderLoader *self)
{
  if (self->n_calls > 0)
    request(self);
}

gboolean
lmu_ladder_loader_follows(LmuLadderLoader *self, GtkScrolledWindow *scroller)
{
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment(scroller);
  double page = gtk_adjustment_get_page_size(down), upper = gtk_adjustment_get_upper(down);

  return self->session && lmu_session_is_capturing(self->session) && page > 0 &&
         gtk_adjustment_get_value(down) + page >= upper - 1;
}
