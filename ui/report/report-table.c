/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-table.h"

#include "base/i18n.h"

LmuReportTable *
lmu_report_table_new(LmReportTable *table)
{
  LmuReportTable *self = g_atomic_rc_box_new0(LmuReportTable);
  self->table = table;
  return self;
}

LmuReportTable *
lmu_report_table_ref(LmuReportTable *self)
{
  return g_atomic_rc_box_acquire(self);
}

static void
clear(gpointer data)
{
  LmuReportTable *self = data;
  lm_report_table_free(self->table);
}

void
lmu_report_table_unref(LmuReportTable *self)
{
  g_atomic_rc_box_release_full(self, clear);
}

char *
lmu_report_cell_text(const LmReportColumn *column, const LmCell *cell)
{
  LmText text = LM_TEXT_INIT;
  lm_report_cell_text(column, cell, &text);
  char *copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return copy;
}

char *
lmu_report_row_words(const LmReportTable *table, guint row)
{
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < table->n_columns; i++) {
    const LmReportColumn *column = table->columns[i];
    const LmCell *cell = lm_report_table_cell(table, row, i);
    g_autofree char *text = lmu_report_cell_text(column, cell);
    if (*text)
      g_string_append_printf(words, "%s%s: %s", words->len ? ", " : "", _(column->heading), text);
  }
  return g_string_free(words, FALSE);
}

char *
lmu_report_row_text(const LmReportTable *table, guint row)
{
  GString *cells = g_string_new(NULL);
  for (guint i = 0; i < table->n_columns; i++) {
    const LmCell *cell = lm_report_table_cell(table, row, i);
    g_autofree char *text = lmu_report_cell_text(table->columns[i], cell);
    g_string_append_printf(cells, "%s%s", i ? "\t" : "", text);
  }
  return g_string_free(cells, FALSE);
}
