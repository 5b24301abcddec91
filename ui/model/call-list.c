/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-list.h"

#include "ui/model/call-item.h"

/* Longer tables are left to a worker. */
#define SYNC_ROWS 50000u

struct _LmuCallList {
  GObject parent_instance;
  LmuSession *session;
  LmuCallQuery query;
  LmuCallSort sort;
  gboolean descending;
  guint32 *order; /* rows of the trace in the order shown */
  gsize n;
  guint n_unfiltered;
  GtkBitset *selected; /* rows of the trace */
  GCancellable *job;   /* of the worker that runs; NULL: none */
  gboolean stale;      /* rows changed since the worker began */
};

static void lmu_call_list_model_init(GListModelInterface *iface);
static void lmu_call_list_selection_init(GtkSelectionModelInterface *iface);
static void refresh(LmuCallList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuCallList, lmu_call_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, lmu_call_list_model_init)
                                  G_IMPLEMENT_INTERFACE(GTK_TYPE_SELECTION_MODEL,
                                                        lmu_call_list_selection_init))

enum { SIGNAL_UPDATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A run of the worker: all that it looks at is its own. */
typedef struct {
  LmuSession *session; /* keeps the bytes that the rows point to; let go on the main thread */
  LmuCallRows *rows;
  LmuCallQuery query;
  LmuCallSort sort;
  gboolean descending;
  guint32 *order;
  gsize n;
  guint n_unfiltered;
} Job;

static void
job_free(Job *job)
{
  g_clear_pointer(&job->rows, lmu_call_rows_free);
  g_free(job->order);
  g_free(job);
}

static guint
count_look(const LmuCallRows *rows, LmuLook look)
{
  guint n = 0;
  for (guint32 i = 0; i < rows->n_rows; i++)
    n += lmu_look_has(look, &lmu_call_rows_get(rows, i)->row) ? 1 : 0;
  return n;
}

static void
job_run(Job *job, const LmuCallRows *rows, GCancellable *cancellable)
{
  job->order =
      lmu_call_order_run(rows, &job->query, job->sort, job->descending, cancellable, &job->n);
  job->n_unfiltered = count_look(rows, job->query.look);
}

/* Shows @order, telling only what differs between its common beginning and end. */
static void
apply(LmuCallList *self, guint32 *order, gsize n)
{
  gsize begin = 0, end = 0, least = MIN(self->n, n);
  while (begin < least && self->order[begin] == order[begin])
    begin++;
  while (end < least - begin && self->order[self->n - 1 - end] == order[n - 1 - end])
    end++;
  gsize removed = self->n - begin - end, added = n - begin - end;
  g_free(self->order);
  self->order = order;
  self->n = n;
  if (removed || added)
    g_list_model_items_changed(G_LIST_MODEL(self), (guint)begin, (guint)removed, (guint)added);
}

static void
take(LmuCallList *self, Job *job)
{
  self->n_unfiltered = job->n_unfiltered;
  apply(self, g_steal_pointer(&job->order), job->n);
  g_signal_emit(self, signals[SIGNAL_UPDATED], 0);
}

static void
job_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  job_run(job, job->rows, cancellable);
  g_task_return_boolean(task, TRUE);
}

static void
job_done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuCallList *self = LMU_CALL_LIST(source);
  GTask *task = G_TASK(result);
  Job *job = g_task_get_task_data(task);
  gboolean current = g_task_get_cancellable(task) == self->job;
  if (current)
    g_clear_object(&self->job);
  if (current && job->order && job->session == self->session)
    take(self, job);
  g_clear_object(&job->session);
  if (current && self->stale)
    refresh(self);
}

static void
refresh(LmuCallList *self)
{
  self->stale = FALSE;
  Job *job = g_new0(Job, 1);
  job->query = self->query;
  job->sort = self->sort;
  job->descending = self->descending;
  if (!self->session || lmu_session_n_call_rows(self->session) <= SYNC_ROWS) {
    const LmuCallRows none = {0};
    job_run(job,
            self->session ? lmu_call_store_rows(lmu_session_get_call_store(self->session)) : &none,
            NULL);
    take(self, job);
    job_free(job);
    return;
  }
  job->session = g_object_ref(self->session);
  job->rows = lmu_call_store_snapshot(lmu_session_get_call_store(self->session));
  self->job = g_cancellable_new();
  g_autoptr(GTask) task = g_task_new(self, self->job, job_done_cb, NULL);
  g_task_set_task_data(task, job, (GDestroyNotify)job_free);
  /* The end of a cancelled run is wanted too: it lets the session go. */
  g_task_set_check_cancellable(task, FALSE);
  g_task_run_in_thread(task, job_thread);
}

/* What was asked for changed: a run for the old wish is of no use. */
static void
restart(LmuCallList *self)
{
  if (self->job)
    g_cancellable_cancel(self->job);
  g_clear_object(&self->job);
  refresh(self);
}

static void
calls_changed_cb(LmuCallList *self)
{
  if (self->job)
    self->stale = TRUE;
  else
    refresh(self);
}

static GType
lmu_call_list_get_item_type(GListModel *model)
{
  return LMU_TYPE_CALL_ITEM;
}

static guint
lmu_call_list_get_n_items(GListModel *model)
{
  return (guint)LMU_CALL_LIST(model)->n;
}

static gpointer
lmu_call_list_get_item(GListModel *model, guint position)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  if (position >= self->n || !self->session)
    return NULL;
  return g_list_model_get_item(lmu_session_get_calls(self->session), self->order[position]);
}

static void
lmu_call_list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = lmu_call_list_get_item_type;
  iface->get_n_items = lmu_call_list_get_n_items;
  iface->get_item = lmu_call_list_get_item;
}

static gboolean
lmu_call_list_is_selected(GtkSelectionModel *model, guint position)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  return position < self->n && gtk_bitset_contains(self->selected, self->order[position]);
}

static GtkBitset *
lmu_call_list_get_selection_in_range(GtkSelectionModel *model, guint position, guint n_items)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  GtkBitset *found = gtk_bitset_new_empty();
  if (gtk_bitset_is_empty(self->selected))
    return found;
  for (gsize i = position; i < self->n && i - position < n_items; i++)
    if (gtk_bitset_contains(self->selected, self->order[i]))
      gtk_bitset_add(found, (guint)i);
  return found;
}

/* For every position in @mask its bit of @wanted; positions are those of the list. */
static gboolean
lmu_call_list_set_selection(GtkSelectionModel *model, GtkBitset *wanted, GtkBitset *mask)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  GtkBitsetIter iter;
  guint position, first = G_MAXUINT, last = 0;
  /* What is hidden by the filter goes with a choice that replaces all. */
  if (self->n && gtk_bitset_get_size(mask) >= self->n) {
    g_autoptr(GtkBitset) shown = gtk_bitset_new_empty();
    for (gsize i = 0; i < self->n; i++)
      if (gtk_bitset_contains(self->selected, self->order[i]))
        gtk_bitset_add(shown, self->order[i]);
    gtk_bitset_intersect(self->selected, shown);
  }
  for (gboolean more = gtk_bitset_iter_init_first(&iter, mask, &position);
       more && position < self->n; more = gtk_bitset_iter_next(&iter, &position)) {
    guint32 row = self->order[position];
    gboolean want = gtk_bitset_contains(wanted, position);
    if (want == gtk_bitset_contains(self->selected, row))
      continue;
    if (want)
      gtk_bitset_add(self->selected, row);
    else
      gtk_bitset_remove(self->selected, row);
    first = MIN(first, position);
    last = position;
  }
  if (first <= last)
    gtk_selection_model_selection_changed(model, first, last - first + 1);
  return TRUE;
}

static void
lmu_call_list_selection_init(GtkSelectionModelInterface *iface)
{
  /* The other functions come down to this one by default. */
  iface->is_selected = lmu_call_list_is_selected;
  iface->get_selection_in_range = lmu_call_list_get_selection_in_range;
  iface->set_selection = lmu_call_list_set_selection;
}

static void
lmu_call_list_dispose(GObject *object)
{
  LmuCallList *self = LMU_CALL_LIST(object);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  g_clear_object(&self->job);
  G_OBJECT_CLASS(lmu_call_list_parent_class)->dispose(object);
}

static void
lmu_call_list_finalize(GObject *object)
{
  LmuCallList *self = LMU_CALL_LIST(object);
  g_clear_pointer(&self->order, g_free);
  g_clear_pointer(&self->selected, gtk_bitset_unref);
  G_OBJECT_CLASS(lmu_call_list_parent_class)->finalize(object);
}

static void
lmu_call_list_class_init(LmuCallListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  object_class->dispose = lmu_call_list_dispose;
  object_class->finalize = lmu_call_list_finalize;
  signals[SIGNAL_UPDATED] = g_signal_new("updated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_call_list_init(LmuCallList *self)
{
  lmu_call_query_init(&self->query);
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
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  gtk_bitset_remove_all(self->selected);
  apply(self, NULL, 0);
  g_set_object(&self->session, session);
  if (session)
    g_signal_connect_swapped(session, "calls-changed", G_CALLBACK(calls_changed_cb), self);
  restart(self);
}

void
lmu_call_list_set_query(LmuCallList *self, const LmuCallQuery *query)
{
  self->query = *query;
  restart(self);
}

void
lmu_call_list_set_sort(LmuCallList *self, LmuCallSort sort, gboolean descending)
{
  if (self->sort == sort && self->descending == descending)
    return;
  self->sort = sort;
  self->descending = descending;
  restart(self);
}

guint
lmu_call_list_n_unfiltered(LmuCallList *self)
{
  return self->n_unfiltered;
}

gboolean
lmu_call_list_is_busy(LmuCallList *self)
{
  return self->job != NULL;
}

guint
lmu_call_list_find(LmuCallList *self, guint32 index)
{
  for (gsize i = 0; i < self->n; i++)
    if (self->order[i] == index)
      return (guint)i;
  return GTK_INVALID_LIST_POSITION;
}

guint32
lmu_call_list_get_index(LmuCallList *self, guint position)
{
  return position < self->n ? self->order[position] : LM_NONE;
}

guint32 *
lmu_call_list_get_selected(LmuCallList *self, gsize *n)
{
  GtkBitsetIter iter;
  guint row;
  gsize size = self->n ? gtk_bitset_get_size(self->selected) : 0, i = 0;
  guint32 *rows = g_new(guint32, size + 1);
  for (gboolean more = gtk_bitset_iter_init_first(&iter, self->selected, &row); more && i < size;
       more = gtk_bitset_iter_next(&iter, &row))
    rows[i++] = row;
  *n = i;
  return rows;
}
