/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-fields.h"
#include "ui/model/call-item.h"
#include "ui/model/call-job.h"
#include "ui/model/call-list-private.h"

/* Longer tables are left to a worker. */
#define SYNC_ROWS 4096u

/* Between two runs for changed rows the worker rests this many times as long as the last one took:
 * while a file is read there is more to do for a processor than to sort what is there so far. */
#define REST_FACTOR 3

static void lmu_call_list_model_init(GListModelInterface *iface);
static void refresh(LmuCallList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuCallList, lmu_call_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, lmu_call_list_model_init)
                                  G_IMPLEMENT_INTERFACE(GTK_TYPE_SELECTION_MODEL,
                                                        lmu_call_list_selection_init))

enum { SIGNAL_REPLACED, SIGNAL_LEAVING, SIGNAL_UPDATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
change(LmuCallList *self, LmuOrder *order, gboolean asked)
{
  GListModel *calls = self->session ? lmu_session_get_calls(self->session) : NULL;
  lmu_shown_rows_change(&self->shown, order, calls ? LMU_ROW_LIST(calls) : NULL, asked);
}

static void
take(LmuCallList *self, LmuCallJob *job)
{
  gboolean asked = self->asked;
  self->asked = FALSE;
  self->n_unfiltered = job->n_unfiltered;
  self->rest_us = job->took_us * REST_FACTOR;
  change(self, g_steal_pointer(&job->order), asked);
  if (lmu_shown_rows_is_whole(&self->shown))
    g_signal_emit(self, signals[SIGNAL_UPDATED], 0);
}

static gboolean
rested_cb(gpointer data)
{
  LmuCallList *self = data;
  self->rest_id = 0;
  refresh(self);
  return G_SOURCE_REMOVE;
}

static void
job_done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuCallList *self = LMU_CALL_LIST(source);
  GTask *task = G_TASK(result);
  LmuCallJob *job = g_task_get_task_data(task);
  if (g_task_get_cancellable(task) != self->job)
    return;
  g_clear_object(&self->job);
  if (job->order && job->session == self->session)
    take(self, job);
  if (self->stale)
    self->rest_id = g_timeout_add((guint)(self->rest_us / 1000), rested_cb, self);
}

static void
refresh(LmuCallList *self)
{
  LmuCallJob *job = lmu_call_job_new(self->session, &self->query, self->sort, self->descending);
  self->stale = FALSE;
  if (self->session && lmu_session_n_call_rows(self->session) > SYNC_ROWS) {
    self->job = g_cancellable_new();
    lmu_call_job_start(job, self, self->job, job_done_cb);
    return;
  }
  lmu_call_job_run(job);
  take(self, job);
  lmu_call_job_free(job);
}

/* What was asked for changed: a run for the old wish is of no use. */
static void
restart(LmuCallList *self, gboolean asked)
{
  self->asked |= asked;
  g_clear_handle_id(&self->rest_id, g_source_remove);
  if (self->job)
    g_cancellable_cancel(self->job);
  g_clear_object(&self->job);
  refresh(self);
}

void
lmu_call_list_refresh(LmuCallList *self)
{
  if (self->job)
    self->stale = TRUE;
  else if (!self->rest_id)
    refresh(self);
}

/* Nothing else wants the processor any more. */
static void
session_done_cb(LmuCallList *self)
{
  self->rest_us = 0;
  if (self->rest_id)
    restart(self, FALSE);
}

static gboolean
is_sorted_by(LmuCallList *self, guint slot)
{
  return self->sort >= LMU_SORT_FIELD && (guint)self->sort - LMU_SORT_FIELD == slot;
}

static void
values_changed_cb(LmuCallList *self, guint slot)
{
  if (!is_sorted_by(self, slot))
    return;
  lmu_call_list_refresh(self);
  if (lmu_call_fields_is_complete(lmu_session_get_call_fields(self->session), slot))
    session_done_cb(self);
}

/* What it is sorted by is wanted of all rows. */
static void
tell_sorted(LmuCallList *self)
{
  guint slot = self->sort >= LMU_SORT_FIELD ? (guint)self->sort - LMU_SORT_FIELD : LMU_MAX_FIELDS;
  if (self->session)
    lmu_call_fields_set_sorted(lmu_session_get_call_fields(self->session), slot);
}

static GType
lmu_call_list_get_item_type(GListModel *model)
{
  return LMU_TYPE_CALL_ITEM;
}

static guint
lmu_call_list_get_n_items(GListModel *model)
{
  return (guint)lmu_shown_rows_length(&LMU_CALL_LIST(model)->shown);
}

static gpointer
lmu_call_list_get_item(GListModel *model, guint position)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  if (position >= lmu_shown_rows_length(&self->shown) || !self->session)
    return NULL;
  return g_list_model_get_item(lmu_session_get_calls(self->session),
                               lmu_shown_rows_get(&self->shown, position));
}

static void
lmu_call_list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = lmu_call_list_get_item_type;
  iface->get_n_items = lmu_call_list_get_n_items;
  iface->get_item = lmu_call_list_get_item;
}

static void
forget_session(LmuCallList *self)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  lmu_shown_rows_stop(&self->shown);
  g_clear_handle_id(&self->rest_id, g_source_remove);
}

static void
lmu_call_list_dispose(GObject *object)
{
  LmuCallList *self = LMU_CALL_LIST(object);
  forget_session(self);
  g_clear_object(&self->session);
  g_clear_object(&self->job);
  G_OBJECT_CLASS(lmu_call_list_parent_class)->dispose(object);
}

static void
lmu_call_list_finalize(GObject *object)
{
  LmuCallList *self = LMU_CALL_LIST(object);
  lmu_shown_rows_clear(&self->shown);
  g_clear_pointer(&self->selected, gtk_bitset_unref);
  G_OBJECT_CLASS(lmu_call_list_parent_class)->finalize(object);
}

static void
lmu_call_list_class_init(LmuCallListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->dispose = lmu_call_list_dispose;
  object_class->finalize = lmu_call_list_finalize;
  signals[SIGNAL_REPLACED] =
      g_signal_new("replaced", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_LEAVING] =
      g_signal_new("leaving", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                   G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_UPDATED] = g_signal_new("updated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_call_list_init(LmuCallList *self)
{
  lmu_call_query_init(&self->query);
  lmu_shown_rows_init(&self->shown, G_LIST_MODEL(self));
  self->selected = gtk_bitset_new_empty();
}

LmuCallList *
lmu_call_list_new(void)
{
  return g_object_new(LMU_TYPE_CALL_LIST, NULL);
}

void
lmu_call_list_set_session(LmuCallList *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_CALL_LIST(self));
  if (self->session == session)
    return;
  forget_session(self);
  gtk_bitset_remove_all(self->selected);
  change(self, lmu_order_new(NULL, 0, 0), FALSE);
  lmu_shown_rows_settle(&self->shown);
  g_set_object(&self->session, session);
  if (session) {
    g_signal_connect_swapped(session, "calls-changed", G_CALLBACK(lmu_call_list_refresh), self);
    g_signal_connect_swapped(session, "done", G_CALLBACK(session_done_cb), self);
    g_signal_connect_swapped(session, "values-changed", G_CALLBACK(values_changed_cb), self);
    tell_sorted(self);
  }
  restart(self, TRUE);
}

void
lmu_call_list_set_query(LmuCallList *self, const LmuCallQuery *query)
{
  self->query = *query;
  restart(self, TRUE);
}

void
lmu_call_list_set_sort(LmuCallList *self, LmuCallSort sort, gboolean descending)
{
  if (self->sort == sort && self->descending == descending)
    return;
  self->sort = sort;
  self->descending = descending;
  tell_sorted(self);
  restart(self, TRUE);
}

guint
lmu_call_list_n_shown(LmuCallList *self)
{
  return lmu_shown_rows_n(&self->shown);
}

guint
lmu_call_list_n_unfiltered(LmuCallList *self)
{
  return self->n_unfiltered;
}

gboolean
lmu_call_list_is_busy(LmuCallList *self)
{
  return self->job || self->shown.turn_id || self->rest_id;
}

guint
lmu_call_list_find(LmuCallList *self, guint32 index)
{
  return lmu_shown_rows_find(&self->shown, index);
}

guint32
lmu_call_list_get_index(LmuCallList *self, guint position)
{
  return lmu_shown_rows_get(&self->shown, position);
}

guint32
lmu_call_list_get_first_selected(LmuCallList *self)
{
  return gtk_bitset_is_empty(self->selected) ? LM_NONE : gtk_bitset_get_minimum(self->selected);
}

guint32 *
lmu_call_list_get_selected(LmuCallList *self, gsize *n)
{
  GtkBitsetIter iter;
  guint row;
  gsize size = lmu_call_list_n_shown(self) ? gtk_bitset_get_size(self->selected) : 0, i = 0;
  guint32 *rows = g_new(guint32, size + 1);
  for (gboolean more = gtk_bitset_iter_init_first(&iter, self->selected, &row); more && i < size;
       more = gtk_bitset_iter_next(&iter, &row))
    rows[i++] = row;
  *n = i;
  return rows;
}
