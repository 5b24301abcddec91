/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-list.h"

#include "base/vec.h"
#include "ui/model/shown-rows.h"
#include "ui/report/report-item.h"

/* Longer tables are left to a worker. */
#define SYNC_ROWS 4096u

struct _LmuReportList {
  GObject parent_instance;
  LmuSession *session;
  LmuReportTable *table;
  LmuRowList *items; /* of all rows of the table; NULL where there is none */
  LmuRowBits *found;
  char *words;
  guint column;
  gboolean descending;
  guint selected;
  GCancellable *job; /* of the worker that runs; NULL: none */
  LmuShownRows shown;
};

static void lmu_report_list_model_init(GListModelInterface *iface);
static void lmu_report_list_selection_init(GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuReportList, lmu_report_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, lmu_report_list_model_init)
                                  G_IMPLEMENT_INTERFACE(GTK_TYPE_SELECTION_MODEL,
                                                        lmu_report_list_selection_init))

enum { SIGNAL_REPLACED, SIGNAL_UPDATED, SIGNAL_SELECTION_CHANGED_TO, N_SIGNALS };
static guint signals[N_SIGNALS];

guint
lmu_report_list_get_row(LmuReportList *self, guint position)
{
  return position < lmu_shown_rows_n(&self->shown) ? lmu_shown_rows_get(&self->shown, position)
                                                   : LM_NONE;
}

static void
take(LmuReportList *self, LmuReportOrder *order)
{
  lmu_shown_rows_change(&self->shown, g_steal_pointer(&order->order), self->items, TRUE);
  if (lmu_shown_rows_is_whole(&self->shown))
    g_signal_emit(self, signals[SIGNAL_UPDATED], 0);
}

static void
job_done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuReportList *self = LMU_REPORT_LIST(source);
  LmuReportOrder *order = g_task_get_task_data(G_TASK(result));
  if (g_task_get_cancellable(G_TASK(result)) != self->job)
    return;
  g_clear_object(&self->job);
  if (order->order && order->table == self->table)
    take(self, order);
}

static void
stop(LmuReportList *self)
{
  if (self->job)
    g_cancellable_cancel(self->job);
  g_clear_object(&self->job);
}

static void
refresh(LmuReportList *self)
{
  stop(self);
  if (!self->table)
    return;
  LmuReportOrder *order =
      lmu_report_order_new(self->table, self->found, self->words, self->column, self->descending);
  if (self->table->table->n_rows > SYNC_ROWS) {
    self->job = g_cancellable_new();
    lmu_report_order_start(order, self, self->job, job_done_cb);
    return;
  }
  lmu_report_order_run(order);
  take(self, order);
  lmu_report_order_free(order);
}

static GType
lmu_report_list_get_item_type(GListModel *model)
{
  return LMU_TYPE_REPORT_ITEM;
}

static guint
lmu_report_list_get_n_items(GListModel *model)
{
  return (guint)lmu_shown_rows_length(&LMU_REPORT_LIST(model)->shown);
}

static gpointer
lmu_report_list_get_item(GListModel *model, guint position)
{
  LmuReportList *self = LMU_REPORT_LIST(model);
  guint32 row = lmu_shown_rows_get(&self->shown, position);
  return row == LM_NONE || !self->items ? NULL : lmu_row_list_get(self->items, row);
}

static void
lmu_report_list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = lmu_report_list_get_item_type;
  iface->get_n_items = lmu_report_list_get_n_items;
  iface->get_item = lmu_report_list_get_item;
}

static gboolean
lmu_report_list_is_selected(GtkSelectionModel *model, guint position)
{
  LmuReportList *self = LMU_REPORT_LIST(model);
  return self->selected != LM_NONE && lmu_report_list_get_row(self, position) == self->selected;
}

static GtkBitset *
lmu_report_list_get_selection_in_range(GtkSelectionModel *model, guint position, guint n)
{
  GtkBitset *found = gtk_bitset_new_empty();
  guint at = lmu_report_list_find(LMU_REPORT_LIST(model), LMU_REPORT_LIST(model)->selected);
  if (at != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add(found, at);
  return found;
}

static gboolean
lmu_report_list_select_item(GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  LmuReportList *self = LMU_REPORT_LIST(model);
  guint row = lmu_report_list_get_row(self, position);
  if (row != LM_NONE)
    lmu_report_list_select(self, row);
  return row != LM_NONE;
}

static void
lmu_report_list_selection_init(GtkSelectionModelInterface *iface)
{
  iface->is_selected = lmu_report_list_is_selected;
  iface->get_selection_in_range = lmu_report_list_get_selection_in_range;
  iface->select_item = lmu_report_list_select_item;
}

/* Its rows rest for their widgets, which those of another table take over. */
static void
forget_table(LmuReportList *self)
{
  stop(self);
  lmu_shown_rows_change(&self->shown, lmu_order_new(NULL, 0, 0), self->items, TRUE);
  if (self->items)
    lmu_row_list_detach(self->items);
  g_clear_object(&self->items);
  g_clear_pointer(&self->table, lmu_report_table_unref);
  g_clear_pointer(&self->found, lmu_row_bits_unref);
  g_clear_pointer(&self->words, g_free);
}

static void
lmu_report_list_dispose(GObject *object)
{
  LmuReportList *self = LMU_REPORT_LIST(object);
  forget_table(self);
  lmu_shown_rows_settle(&self->shown);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(lmu_report_list_parent_class)->dispose(object);
}

static void
lmu_report_list_finalize(GObject *object)
{
  LmuReportList *self = LMU_REPORT_LIST(object);
  lmu_shown_rows_clear(&self->shown);
  G_OBJECT_CLASS(lmu_report_list_parent_class)->finalize(object);
}

static void
lmu_report_list_class_init(LmuReportListClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_report_list_dispose;
  G_OBJECT_CLASS(klass)->finalize = lmu_report_list_finalize;
  signals[SIGNAL_REPLACED] =
      g_signal_new("replaced", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_UPDATED] = g_signal_new("updated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTION_CHANGED_TO] =
      g_signal_new("selection-changed-to", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                   NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_report_list_init(LmuReportList *self)
{
  lmu_shown_rows_init(&self->shown, G_LIST_MODEL(self));
  self->column = LMU_REPORT_UNSORTED;
  self->selected = LM_NONE;
}

LmuReportList *
lmu_report_list_new(void)
{
  return g_object_new(LMU_TYPE_REPORT_LIST, NULL);
}

/* The row of @table that is about the same as @row was, or LM_NONE. */
static guint
find_same(const LmReportTable *table, const LmReportTableRow *row)
{
  for (guint i = 0; table && i < table->n_rows; i++)
    if (table->rows[i].call == row->call && table->rows[i].frame == row->frame)
      return i;
  return LM_NONE;
}

void
lmu_report_list_set_table(LmuReportList *self, LmuSession *session, LmReportTable *table)
{
  guint before = self->selected;
  g_return_if_fail(LMU_IS_REPORT_LIST(self));
  if (before != LM_NONE)
    before = find_same(table, &self->table->table->rows[before]);
  forget_table(self);
  g_set_object(&self->session, session);
  self->selected = before;
  if (table) {
    self->table = lmu_report_table_new(table);
    self->items = lmu_row_list_new(LMU_TYPE_REPORT_ITEM, session);
  } else {
    lmu_shown_rows_settle(&self->shown);
  }
  refresh(self);
}

const LmReportTable *
lmu_report_list_get_table(LmuReportList *self)
{
  return self->table ? self->table->table : NULL;
}

void
lmu_report_list_set_filter(LmuReportList *self, LmuRowBits *found, const char *words)
{
  LmuRowBits *kept = found ? lmu_row_bits_ref(found) : NULL;
  g_clear_pointer(&self->found, lmu_row_bits_unref);
  self->found = kept;
  g_free(self->words);
  self->words = g_strdup(words);
  refresh(self);
}

void
lmu_report_list_set_sort(LmuReportList *self, guint column, gboolean descending)
{
  if (self->column == column && self->descending == descending)
    return;
  self->column = column;
  self->descending = descending;
  refresh(self);
}

gboolean
lmu_report_list_is_busy(LmuReportList *self)
{
  return self->job || self->shown.turn_id;
}

guint
lmu_report_list_find(LmuReportList *self, guint row)
{
  return lmu_shown_rows_find(&self->shown, row);
}

guint
lmu_report_list_n_rows(LmuReportList *self)
{
  return (guint)self->shown.order->n;
}

guint
lmu_report_list_get_selected(LmuReportList *self)
{
  return self->selected;
}

void
lmu_report_list_select(LmuReportList *self, guint row)
{
  guint before = self->selected, positions[2];
  if (row == before)
    return;
  positions[0] = lmu_report_list_find(self, before);
  positions[1] = lmu_report_list_find(self, row);
  self->selected = row;
  for (guint i = 0; i < 2; i++)
    if (positions[i] != GTK_INVALID_LIST_POSITION)
      gtk_selection_model_selection_changed(GTK_SELECTION_MODEL(self), positions[i], 1);
  g_signal_emit(self, signals[SIGNAL_SELECTION_CHANGED_TO], 0);
}
