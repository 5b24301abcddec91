/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-order.h"

#include "base/search.h"
#include "ui/model/worker.h"

#include <stdlib.h>

LmuReportOrder *
lmu_report_order_new(LmuReportTable *table, LmuRowBits *found, const char *words, guint column,
                     gboolean descending)
{
  LmuReportOrder *self = g_new0(LmuReportOrder, 1);
  self->table = lmu_report_table_ref(table);
  self->found = found ? lmu_row_bits_ref(found) : NULL;
  self->words = g_strdup(words ? words : "");
  self->column = column;
  self->descending = descending;
  return self;
}

void
lmu_report_order_free(LmuReportOrder *self)
{
  lmu_report_table_unref(self->table);
  g_clear_pointer(&self->found, lmu_row_bits_unref);
  g_clear_pointer(&self->order, lmu_order_free);
  g_free(self->words);
  g_free(self);
}

static gboolean
has_words(const LmReportTable *table, guint row, const LmSearch *search, LmText *scratch)
{
  for (guint i = 0; i < table->n_columns; i++) {
    lm_text_reset(scratch);
    lm_report_cell_text(table->columns[i], lm_report_table_cell(table, row, i), scratch);
    if (scratch->len && lm_search_find(search, lm_slice(scratch->str, scratch->len)))
      return TRUE;
  }
  return FALSE;
}

/* Rows that are shown, in the table's order. Returns how many; @cancellable may be NULL. */
static gsize
filter(const LmuReportOrder *self, GCancellable *cancellable, guint32 *rows)
{
  const LmReportTable *table = self->table->table;
  LmText scratch = LM_TEXT_INIT;
  LmSearch search;
  gsize n = 0;
  lm_search_init(&search, self->words);
  for (guint i = 0; i < table->n_rows; i++) {
    if (i % 1024 == 0 && g_cancellable_is_cancelled(cancellable))
      break;
    if ((!self->found || lmu_row_bits_get(self->found, i)) &&
        (!*self->words || has_words(table, i, &search, &scratch)))
      rows[n++] = i;
  }
  lm_text_clear(&scratch);
  return n;
}

static int
compare(const void *a, const void *b, void *data)
{
  const LmuReportOrder *self = data;
  const LmReportTable *table = self->table->table;
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
  const LmCell *left_cell = lm_report_table_cell(table, left, self->column);
  const LmCell *right_cell = lm_report_table_cell(table, right, self->column);
  int order = lm_report_cell_compare(left_cell, right_cell);
  /* What has no value stands behind what has one, whichever way it is sorted. */
  if (left_cell->kind == LM_CELL_NOTHING || right_cell->kind == LM_CELL_NOTHING)
    order = -order;
  else if (self->descending)
    order = -order;
  return order ? order : (left > right) - (left < right);
}

static void
run(LmuReportOrder *self, GCancellable *cancellable)
{
  const LmReportTable *table = self->table->table;
  guint32 *rows = g_new(guint32, table->n_rows + 1);
  gsize n = filter(self, cancellable, rows);
  if (self->column < table->n_columns)
    qsort_r(rows, n, sizeof *rows, compare, self);
  if (g_cancellable_is_cancelled(cancellable))
    g_free(rows);
  else
    self->order = lmu_order_new(rows, n, table->n_rows);
}

void
lmu_report_order_run(LmuReportOrder *self)
{
  run(self, NULL);
}

static void
work(gpointer task_data, GCancellable *cancellable)
{
  run(task_data, cancellable);
}

void
lmu_report_order_start(LmuReportOrder *self, gpointer source, GCancellable *cancellable,
                       GAsyncReadyCallback done)
{
  GTask *task = g_task_new(source, cancellable, done, NULL);
  g_task_set_task_data(task, self, (GDestroyNotify)lmu_report_order_free);
  lmu_worker_start(task, work);
}
