/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-list.h"

#include "base/vec.h"
#include "ui/model/row-list.h"
#include "ui/report/report-item.h"

/* Longer tables are left to a worker. */
#define SYNC_ROWS 4096u

/* To make a row's widgets takes far longer than to give them another row, and GTK keeps those of
 * about 200 rows. A list that was short gets so many bit by bit. */
#define TURN_ROWS 32u
#define ENOUGH_ROWS 206u

/* Rows of an order from @begin up to @end. */
typedef struct {
  const LmuOrder *order;
  gsize begin, end;
} Part;

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

  LmuOrder *order;
  Part parts[2]; /* what is shown: of the order, and of another one while one becomes another */
  guint turn_id; /* shows more of the order */
};

static void lmu_report_list_model_init(GListModelInterface *iface);
static void lmu_report_list_selection_init(GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuReportList, lmu_report_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, lmu_report_list_model_init)
                                  G_IMPLEMENT_INTERFACE(GTK_TYPE_SELECTION_MODEL,
                                                        lmu_report_list_selection_init))

enum { SIGNAL_REPLACED, SIGNAL_UPDATED, SIGNAL_SELECTION_CHANGED_TO, N_SIGNALS };
static guint signals[N_SIGNALS];

static gsize
length(const LmuReportList *self)
{
  const Part *parts = self->parts;
  return parts[0].end - parts[0].begin + parts[1].end - parts[1].begin;
}

guint
lmu_report_list_get_row(LmuReportList *self, guint position)
{
  const Part *part = self->parts;
  gsize n = part->end - part->begin, at = position;
  if (at >= length(self))
    return LM_NONE;
  if (at >= n) {
    at -= n;
    part++;
  }
  return part->order->rows[part->begin + at];
}

static void
tell(LmuReportList *self, gsize position, gsize removed, gsize added)
{
  if (removed || added)
    g_list_model_items_changed(G_LIST_MODEL(self), (guint)position, (guint)removed, (guint)added);
}

/* One piece of a change, from its end to its beginning: what is still shown of the old order behind
 * @cut becomes what is not yet shown of the next. Tells only what differs. */
static void
change_piece(LmuReportList *self, LmuCut cut)
{
  Part *old = &self->parts[0], *next = &self->parts[1];
  gsize n = old->end - cut.from, n_next = next->begin - cut.to;
  const guint32 *rows = old->order->rows + cut.from, *next_rows = next->order->rows + cut.to;
  gboolean same = n == n_next && (n == 0 || memcmp(rows, next_rows, n * sizeof *rows) == 0);
  old->end = cut.from;
  next->begin = cut.to;
  if (!same)
    tell(self, cut.from, n, n_next);
}

/* The list becomes the first @n rows of @next, which it owns from now on, and stays where it is. */
static void
change_in_pieces(LmuReportList *self, LmuOrder *next, gsize n)
{
  gsize n_live = 0;
  g_autofree guint32 *live = self->items ? lmu_row_list_live(self->items, &n_live) : NULL;
  g_autoptr(GArray) cuts = lmu_order_cuts(self->order, self->parts[0].end, next, n, live, n_live);
  self->parts[1] = (Part){next, n, n};
  for (guint i = 0; i < cuts->len; i++)
    change_piece(self, g_array_index(cuts, LmuCut, i));
  lmu_order_free(self->order);
  self->order = next;
  self->parts[0] = (Part){next, 0, n};
  self->parts[1] = (Part){next, 0, 0};
}

/* All rows of @next come in front of the old ones, which go when the list was scrolled away from
 * them: so GTK looks for no row's widgets among all that come. */
static void
replace(LmuReportList *self, LmuOrder *next)
{
  g_autoptr(LmuOrder) old = self->order;
  gsize n_old = self->parts[0].end;
  self->order = next;
  self->parts[1] = (Part){old, 0, n_old};
  self->parts[0] = (Part){next, 0, next->n};
  tell(self, 0, 0, next->n);
  g_signal_emit(self, signals[SIGNAL_REPLACED], 0);
  self->parts[1] = (Part){next, 0, 0};
  tell(self, next->n, n_old, 0);
}

/* How much of @n rows to show where @shown are. */
static gsize
goal(gsize shown, gsize n)
{
  return shown >= ENOUGH_ROWS || n <= shown + TURN_ROWS ? n : shown + TURN_ROWS;
}

static gboolean
turn_cb(gpointer data)
{
  LmuReportList *self = data;
  Part *shown = &self->parts[0];
  gsize before = shown->end;
  shown->end = goal(before, self->order->n);
  tell(self, before, 0, shown->end - before);
  if (shown->end < self->order->n)
    return G_SOURCE_CONTINUE;
  self->turn_id = 0;
  g_signal_emit(self, signals[SIGNAL_UPDATED], 0);
  return G_SOURCE_REMOVE;
}

/* Takes @next. */
static void
change(LmuReportList *self, LmuOrder *next)
{
  gsize n_shown = self->parts[0].end;
  g_clear_handle_id(&self->turn_id, g_source_remove);
  if (n_shown >= ENOUGH_ROWS && next->n > 0)
    replace(self, next);
  else
    change_in_pieces(self, next, goal(n_shown, next->n));
  if (self->parts[0].end < self->order->n)
    self->turn_id = g_idle_add(turn_cb, self);
}

static void
take(LmuReportList *self, LmuReportOrder *order)
{
  change(self, g_steal_pointer(&order->order));
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
  return (guint)length(LMU_REPORT_LIST(model));
}

static gpointer
lmu_report_list_get_item(GListModel *model, guint position)
{
  LmuReportList *self = LMU_REPORT_LIST(model);
  guint row = lmu_report_list_get_row(self, position);
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

static void
forget_table(LmuReportList *self)
{
  stop(self);
  change(self, lmu_order_new(NULL, 0, 0));
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
  g_clear_handle_id(&self->turn_id, g_source_remove);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(lmu_report_list_parent_class)->dispose(object);
}

static void
lmu_report_list_finalize(GObject *object)
{
  LmuReportList *self = LMU_REPORT_LIST(object);
  g_clear_pointer(&self->order, lmu_order_free);
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
  self->order = lmu_order_new(NULL, 0, 0);
  self->parts[0].order = self->parts[1].order = self->order;
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
  return self->job || self->turn_id;
}

guint
lmu_report_list_find(LmuReportList *self, guint row)
{
  guint32 place = lmu_order_find(self->order, row);
  return place < self->parts[0].end ? place : GTK_INVALID_LIST_POSITION;
}

guint
lmu_report_list_n_rows(LmuReportList *self)
{
  return (guint)self->order->n;
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
