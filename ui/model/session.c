/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/session-private.h"

#include "ui/model/call-fields.h"
#include "ui/model/call-item.h"
#include "ui/model/row-list.h"
#include "ui/model/session-remains.h"
#include "ui/model/session-signals.h"
#include "ui/model/stream-item.h"

/* Microseconds of one turn of the main loop that events may take; the rest waits for the next, so
 * that a frame can be drawn between them. */
#define EVENT_BUDGET_US 8000

/* Wakes the main loop from the engine's thread: setting a source's ready time is safe there. */
typedef struct {
  GSource source;
  LmuSession *session; /* borrowed; NULL once the session is disposed */
} WakeSource;

G_DEFINE_FINAL_TYPE(LmuSession, lmu_session, G_TYPE_OBJECT)

static guint signals[LMU_SESSION_N_SIGNALS];

static void
take_calls(LmuSession *self, const LmEngineEvent *event)
{
  lmu_call_store_update(self->calls, event->calls, event->n_calls);
  lmu_call_fields_rows_changed(self->fields, event->calls, event->n_calls);
  lmu_row_list_set_length(self->call_list, lmu_session_n_call_rows(self));
  for (size_t i = 0; i < event->n_calls; i++)
    lmu_row_list_changed(self->call_list, event->calls[i].index);
  g_signal_emit(self, signals[LMU_SESSION_CALLS_CHANGED], 0);
}

static const LmStreamRow no_stream = {.index = LM_NONE};

static void
take_streams(LmuSession *self, const LmEngineEvent *event)
{
  for (size_t i = 0; i < event->n_streams; i++) {
    const LmStreamRow *row = &event->streams[i];
    if (row->index == LM_NONE)
      continue;
    while (self->streams.len <= row->index)
      *(LmStreamRow *)lm_vec_push(&self->streams) = no_stream;
    *(LmStreamRow *)lm_vec_at(&self->streams, row->index) = *row;
    if (self->streams_found)
      self->streams_found = lmu_row_bits_set(self->streams_found, row->index, !row->left_out);
  }
  lmu_row_list_set_length(self->stream_list, self->streams.len);
  for (size_t i = 0; i < event->n_streams; i++)
    lmu_row_list_changed(self->stream_list, event->streams[i].index);
  g_signal_emit(self, signals[LMU_SESSION_STREAMS_CHANGED], 0);
}

/* Rows that went: who shows them hears of it as of any other change. */
static void
take_evicted(LmuSession *self, const LmEngineEvent *event)
{
  lmu_call_store_evict(self->calls, event->gone_calls, event->n_gone_calls);
  lm_vec_set_nothing(&self->streams, &no_stream);
  for (size_t i = 0; i < event->n_gone_streams; i++)
    if (event->gone_streams[i] < self->streams.len &&
        !lm_vec_is_buried(&self->streams, event->gone_streams[i])) {
      lm_vec_bury(&self->streams, event->gone_streams[i]);
      self->n_gone_streams++;
    }
  lm_vec_sweep(&self->streams);
  if (event->n_gone_calls)
    g_signal_emit(self, signals[LMU_SESSION_CALLS_CHANGED], 0);
  if (event->n_gone_streams)
    g_signal_emit(self, signals[LMU_SESSION_STREAMS_CHANGED], 0);
}

static void
take_found(LmuSession *self, const LmEngineEvent *event)
{
  if (event->filtered == LM_QUERY_CALL) {
    lmu_call_store_set_found(self->calls, event->found, (guint32)event->n_found);
    return;
  }
  g_clear_pointer(&self->streams_found, lmu_row_bits_unref);
  self->streams_found = lmu_row_bits_new(event->found, (guint32)event->n_found);
}

/* Rows that are in sight show what they have now. */
static void
take_values(LmuSession *self, LmEngineEvent *event)
{
  gsize n;
  guint slot;
  const guint32 *rows = event->values->rows;
  guint32 first = event->values->n ? rows[0] : 0, end = 0;
  for (gsize i = 0; i < event->values->n; i++) {
    first = MIN(first, rows[i]);
    end = MAX(end, rows[i] + 1);
  }
  if (!lmu_call_fields_take(self->fields, event, &slot))
    return;
  g_autofree guint32 *live = lmu_row_list_live(self->call_list, &n);
  for (gsize i = 0; i < n; i++)
    if (live[i] >= first && live[i] < end)
      lmu_row_list_changed(self->call_list, live[i]);
  g_signal_emit(self, signals[LMU_SESSION_VALUES_CHANGED], 0, slot);
}

static void
tell_headers(LmuSession *self, const LmEngineEvent *event)
{
  g_auto(GStrv) names = g_strsplit(event->text ? event->text : "", "\n", -1);
  g_signal_emit(self, signals[LMU_SESSION_HEADERS], 0, event->serial, names);
}

/* Answers of which the serial alone is told; who asked takes the rest. */
static void
tell_answer(LmuSession *self, const LmEngineEvent *event)
{
  static const guint8 kinds[] = {
      [LM_ENGINE_STREAM] = LMU_SESSION_STREAM,
      [LM_ENGINE_STRIPS] = LMU_SESSION_STREAM,
      [LM_ENGINE_REPORT] = LMU_SESSION_REPORT,
      [LM_ENGINE_REPORT_DETAIL] = LMU_SESSION_REPORT_DETAIL,
      [LM_ENGINE_SOUND] = LMU_SESSION_SOUND,
  };
  if (event->kind < G_N_ELEMENTS(kinds) && kinds[event->kind])
    g_signal_emit(self, signals[kinds[event->kind]], 0, event->serial);
}

static void
tell(LmuSession *self, LmEngineEvent *event)
{
  switch (event->kind) {
  case LM_ENGINE_PROGRESS:
    self->progress = event->progress;
    self->counters = event->counters;
    g_signal_emit(self, signals[LMU_SESSION_PROGRESS], 0);
    break;
  case LM_ENGINE_CALLS:
    take_calls(self, event);
    break;
  case LM_ENGINE_STREAMS:
    take_streams(self, event);
    break;
  case LM_ENGINE_EVICTED:
    take_evicted(self, event);
    break;
  case LM_ENGINE_OPENED:
    g_signal_emit(self, signals[LMU_SESSION_OPENED], 0);
    break;
  case LM_ENGINE_FAILED:
    self->reading = FALSE;
    g_signal_emit(self, signals[LMU_SESSION_FAILED], 0, &event->error);
    break;
  case LM_ENGINE_WARNING:
    g_signal_emit(self, signals[LMU_SESSION_WARNING], 0, event->text);
    break;
  case LM_ENGINE_DONE:
    self->reading = FALSE;
    /* The tables are full: what would go on unseen could not be stopped any more. */
    if (event->error.code == LM_ERROR_LIMIT)
      lm_engine_stop_live(self->engine);
    self->n_locked = event->n_locked;
    lmu_call_fields_all_read(self->fields);
    g_signal_emit(self, signals[LMU_SESSION_DONE], 0, &event->error);
    break;
  case LM_ENGINE_LADDER:
    g_signal_emit(self, signals[LMU_SESSION_LADDER], 0, event->serial, event->ladder);
    break;
  case LM_ENGINE_ROLES:
    g_signal_emit(self, signals[LMU_SESSION_ROLES], 0);
    break;
  case LM_ENGINE_MESSAGE:
    g_signal_emit(self, signals[LMU_SESSION_MESSAGE], 0, event->serial, &event->message);
    break;
  case LM_ENGINE_FOUND:
    g_signal_emit(self, signals[LMU_SESSION_FOUND], 0, event->serial, event->found,
                  (gulong)event->n_found);
    break;
  case LM_ENGINE_FILTERED:
    take_found(self, event);
    g_signal_emit(self, signals[LMU_SESSION_FILTERED], 0, event->serial);
    break;
  case LM_ENGINE_REPORT_FOUND:
    g_signal_emit(self, signals[LMU_SESSION_REPORT_FOUND], 0, event->serial, event->found,
                  (gulong)event->n_found);
    break;
  case LM_ENGINE_REPORT_COUNT:
    g_signal_emit(self, signals[LMU_SESSION_REPORT_COUNT], 0, event->report, (guint)event->n_found);
    break;
  case LM_ENGINE_VALUES:
    take_values(self, event);
    break;
  case LM_ENGINE_HEADERS:
    tell_headers(self, event);
    break;
  case LM_ENGINE_ALERTS:
    g_signal_emit(self, signals[LMU_SESSION_ALERTS], 0, event->alerts, (gulong)event->n_alerts,
                  (gulong)event->n_alerts_more, event->text);
    break;
  case LM_ENGINE_EXPORTED:
    g_signal_emit(self, signals[LMU_SESSION_EXPORTED], 0, event->serial, event->text,
                  &event->error);
    break;
  default:
    tell_answer(self, event);
    break;
  }
}

static gboolean
wake_dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
  LmuSession *self = ((WakeSource *)source)->session;
  if (!self)
    return G_SOURCE_REMOVE;
  g_object_ref(self);
  /* First back to sleep, then take: what comes after the last take wakes us again. */
  g_source_set_ready_time(source, -1);
  gint64 end = g_get_monotonic_time() + EVENT_BUDGET_US;
  LmEngineEvent *event;
  while (self->engine && (event = lm_engine_take(self->engine))) {
    self->event = event;
    tell(self, event);
    self->event = NULL;
    lm_engine_event_free(event);
    if (g_get_monotonic_time() >= end) {
      g_source_set_ready_time(source, 0);
      break;
    }
  }
  g_object_unref(self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs wake_funcs = {.dispatch = wake_dispatch};

static void
wake_cb(void *data)
{
  g_source_set_ready_time(data, 0);
}

static void
lmu_session_dispose(GObject *object)
{
  LmuSession *self = LMU_SESSION(object);
  ((WakeSource *)self->wake)->session = NULL;
  g_source_destroy(self->wake);
  if (self->call_list)
    lmu_row_list_detach(self->call_list);
  if (self->stream_list)
    lmu_row_list_detach(self->stream_list);
  g_clear_object(&self->call_list);
  g_clear_object(&self->stream_list);
  G_OBJECT_CLASS(lmu_session_parent_class)->dispose(object);
}

static void
lmu_session_finalize(GObject *object)
{
  LmuSession *self = LMU_SESSION(object);
  g_clear_pointer(&self->fields, lmu_call_fields_free);
  lmu_session_leave(self->engine, self->wake, self->calls);
  lm_vec_clear(&self->streams);
  g_clear_pointer(&self->streams_found, lmu_row_bits_unref);
  g_clear_pointer(&self->paths, g_strfreev);
  G_OBJECT_CLASS(lmu_session_parent_class)->finalize(object);
}

static void
lmu_session_class_init(LmuSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->dispose = lmu_session_dispose;
  object_class->finalize = lmu_session_finalize;
  lmu_session_signals_install(G_TYPE_FROM_CLASS(klass), signals);
}

static void
lmu_session_init(LmuSession *self)
{
  self->calls = lmu_call_store_new();
  self->fields = lmu_call_fields_new(self);
  self->streams = LM_VEC_INIT(LmStreamRow);
  self->call_list = lmu_row_list_new(LMU_TYPE_CALL_ITEM, self);
  self->stream_list = lmu_row_list_new(LMU_TYPE_STREAM_ITEM, self);
  self->wake = g_source_new(&wake_funcs, sizeof(WakeSource));
  ((WakeSource *)self->wake)->session = self;
  g_source_set_static_name(self->wake, "linesman engine");
  g_source_attach(self->wake, NULL);
  self->engine = lm_engine_new(wake_cb, self->wake);
}

LmuSession *
lmu_session_new(void)
{
  return g_object_new(LMU_TYPE_SESSION, NULL);
}

void
lmu_session_open(LmuSession *self, const char *const *paths, gsize n,
                 const LmEngineOptions *options)
{
  g_return_if_fail(LMU_IS_SESSION(self));
  g_return_if_fail(!self->paths && n > 0);
  self->paths = g_new0(char *, n + 1);
  for (gsize i = 0; i < n; i++)
    self->paths[i] = g_strdup(paths[i]);
  self->reading = TRUE;
  lm_engine_open(self->engine, (const char *const *)self->paths, n, options);
}

void
lmu_session_cancel(LmuSession *self)
{
  g_return_if_fail(LMU_IS_SESSION(self));
  lm_engine_cancel(self->engine);
}

LmEngine *
lmu_session_get_engine(LmuSession *self)
{
  return self->engine;
}

const char *const *
lmu_session_get_paths(LmuSession *self)
{
  return (const char *const *)self->paths;
}

guint
lmu_session_n_paths(LmuSession *self)
{
  return self->paths ? g_strv_length(self->paths) : 0;
}

gboolean
lmu_session_is_reading(LmuSession *self)
{
  return self->reading;
}

guint
lmu_session_n_locked(LmuSession *self)
{
  return self->n_locked;
}

GListModel *
lmu_session_get_calls(LmuSession *self)
{
  return G_LIST_MODEL(self->call_list);
}

guint
lmu_session_n_call_rows(LmuSession *self)
{
  return lmu_call_store_rows(self->calls)->n_rows;
}

const LmCallRow *
lmu_session_get_call_row(LmuSession *self, guint index)
{
  const LmuCallRows *rows = lmu_call_store_rows(self->calls);
  if (index >= rows->n_rows)
    return NULL;
  const LmuCallEntry *entry = lmu_call_rows_get(rows, index);
  return entry->row.index == LM_NONE ? NULL : &entry->row;
}

LmuCallStore *
lmu_session_get_call_store(LmuSession *self)
{
  return self->calls;
}

LmuCallFields *
lmu_session_get_call_fields(LmuSession *self)
{
  return self->fields;
}

GListModel *
lmu_session_get_streams(LmuSession *self)
{
  return G_LIST_MODEL(self->stream_list);
}

guint
lmu_session_n_stream_rows(LmuSession *self)
{
  return self->streams.len;
}

guint
lmu_session_n_streams(LmuSession *self)
{
  return self->streams.len - self->n_gone_streams;
}

const LmStreamRow *
lmu_session_get_stream_row(LmuSession *self, guint index)
{
  if (index >= self->streams.len)
    return NULL;
  const LmStreamRow *row = lm_vec_at(&self->streams, index);
  return row->index == LM_NONE ? NULL : row;
}

gboolean
lmu_session_is_stream_found(LmuSession *self, guint index)
{
  return !self->streams_found || lmu_row_bits_get(self->streams_found, index);
}

const LmTraceCounters *
lmu_session_get_counters(LmuSession *self)
{
  return &self->counters;
}

const LmCaptureProgress *
lmu_session_get_progress(LmuSession *self)
{
  return &self->progress;
}
