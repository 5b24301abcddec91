/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A report (report/report.h) as a table of plain values for whoever may not look at the trace: made
 * on the engine's thread, then handed over whole and never changed, so that any thread may read it.
 * It has the columns that people see. The bytes of texts are the table's own. */

#include "proto/detail.h"
#include "report/report.h"

/* Whether a table has @column. */
static inline bool
lm_report_column_is_seen(const LmReportColumn *column)
{
  return column->heading && column->show & LM_REPORT_PEOPLE;
}

typedef struct {
  uint32_t call;                /* row of the trace to show for it; LM_NONE: none */
  uint32_t message;             /* the same; LM_NONE: none */
  uint32_t frame;               /* 0: none */
  uint32_t first_call, n_calls; /* all its calls: a part of the table's */
} LmReportTableRow;

typedef struct {
  const LmReport *report;
  const LmReportColumn **columns; /* those that people see */
  unsigned n_columns;
  uint32_t n_rows;
  uint64_t refused; /* that a limit left out */
  LmReportTableRow *rows;
  LmCell *cells; /* a row behind the other */
  uint32_t *calls;
  LmArena arena;
} LmReportTable;

/* About what a row of one takes of memory. */
uint32_t lm_report_table_row_bytes(const LmReport *report);
/* Owned: lm_report_table_free(), which takes NULL. */
LmReportTable *lm_report_table_new(const LmReportRows *rows, const LmTrace *trace);
void lm_report_table_free(LmReportTable *table);

static inline const LmCell *
lm_report_table_cell(const LmReportTable *table, uint32_t row, unsigned column)
{
  return &table->cells[(size_t)row * table->n_columns + column];
}

/* What is known of one row beside its columns: those that people see only where they ask. */
typedef struct {
  const LmReport *report;
  uint32_t index;
  unsigned n;
  const LmReportColumn **columns; /* those that have a value here */
  LmCell *cells;
  LmDetail **trees; /* of JSON: what is in it, below a node without a name */
  LmDetail *tree;   /* the packet that it is about, taken apart; NULL: it is about none */
  LmArena arena;
} LmReportDetail;

/* NULL where there is no such row. Owned: lm_report_detail_free(), which takes NULL. */
LmReportDetail *lm_report_detail_new(const LmReportRows *rows, uint32_t index);
void lm_report_detail_free(LmReportDetail *detail);
