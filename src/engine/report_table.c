/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/report_table.h"

#include "base/vec.h"
#include "proto/body/json.h"

#include <stdlib.h>

/* A cell is looked at, and not read like a book. */
#define MOST_TEXT_BYTES 16384u
#define MOST_JSON_BYTES (1u << 20)
#define TEXT_BYTES 16 /* of a cell, about: many have none */

/* Makes what @cell points to the arena's. */
static void
keep(LmCell *cell, LmArena *arena)
{
  bool text =
      cell->kind == LM_CELL_TEXT || cell->kind == LM_CELL_WORD || cell->kind == LM_CELL_JSON;
  cell->words = NULL;
  cell->n_words = 0;
  if (text)
    cell->text = lm_arena_copy(arena, lm_slice_sub(cell->text, 0, MOST_TEXT_BYTES));
}

/* What a table is made with. */
typedef struct {
  LmReportTable *table;
  const LmTrace *trace;
  LmReportRow row;
  size_t n_calls, room_calls;
} Maker;

static void
add_calls(Maker *maker, LmReportTableRow *to)
{
  LmReportTable *table = maker->table;
  to->first_call = (uint32_t)maker->n_calls;
  to->n_calls = maker->row.n_calls;
  if (maker->n_calls + to->n_calls > maker->room_calls) {
    maker->room_calls = 2 * maker->room_calls + to->n_calls;
    table->calls = lm_realloc(table->calls, maker->room_calls * sizeof *table->calls);
  }
  for (uint32_t i = 0; i < to->n_calls; i++)
    table->calls[maker->n_calls++] = maker->row.calls[i];
}

/* The message to show: one of the call, where the frame holds several. */
static uint32_t
find_message(const LmTrace *trace, uint32_t frame, uint32_t call)
{
  uint32_t first = frame ? lm_trace_message_by_frame(trace, frame) : LM_NONE;
  for (uint32_t i = first; i != LM_NONE && i < lm_trace_n_messages(trace); i++) {
    const LmMessage *message = lm_trace_message(trace, i);
    if (message->frame != frame)
      break;
    if (message->call == call)
      return i;
  }
  return first;
}

static void
add_row(Maker *maker)
{
  LmReportTable *table = maker->table;
  LmReportTableRow *to = &table->rows[table->n_rows];
  LmCell *cells = &table->cells[(size_t)table->n_rows * table->n_columns];
  to->call = maker->row.call;
  to->frame = maker->row.frame;
  to->message = find_message(maker->trace, to->frame, to->call);
  /* What is about no call is about that of its message, which is better than none. */
  if (maker->row.n_calls == 0 && to->message != LM_NONE) {
    maker->row.call = lm_trace_message(maker->trace, to->message)->call;
    maker->row.calls = &maker->row.call;
    maker->row.n_calls = maker->row.call != LM_NONE;
    to->call = maker->row.call;
  }
  add_calls(maker, to);
  lm_trace_tell_read(maker->trace);
  for (unsigned i = 0; i < table->n_columns; i++) {
    lm_report_cell(&maker->row, table->columns[i], &cells[i]);
    keep(&cells[i], &table->arena);
  }
  table->n_rows++;
}

uint32_t
lm_report_table_row_bytes(const LmReport *report)
{
  uint32_t n = 0;
  for (unsigned i = 0; i < report->n_columns; i++)
    n += lm_report_column_is_seen(&report->columns[i]);
  return (uint32_t)(sizeof(LmReportTableRow) + n * (sizeof(LmCell) + TEXT_BYTES));
}

LmReportTable *
lm_report_table_new(const LmReportRows *rows, const LmTrace *trace)
{
  LmReportTable *table = lm_alloc(sizeof *table);
  Maker maker = {.table = table, .trace = trace};
  table->report = lm_report_rows_report(rows);
  table->refused = lm_report_rows_refused(rows);
  table->columns = lm_alloc((table->report->n_columns + 1) * sizeof *table->columns);
  for (unsigned i = 0; i < table->report->n_columns; i++)
    if (lm_report_column_is_seen(&table->report->columns[i]))
      table->columns[table->n_columns++] = &table->report->columns[i];
  uint32_t n = lm_report_rows_n(rows);
  table->rows = lm_alloc((n + 1u) * sizeof *table->rows);
  table->cells = lm_alloc((n + 1u) * (size_t)table->n_columns * sizeof *table->cells);
  lm_report_row_open(&maker.row, rows);
  for (uint32_t i = 0; i < n; i++) {
    lm_report_row_go(&maker.row, i);
    add_row(&maker);
  }
  lm_report_row_close(&maker.row);
  return table;
}

void
lm_report_table_free(LmReportTable *table)
{
  if (!table)
    return;
  free(table->columns);
  free(table->rows);
  free(table->cells);
  free(table->calls);
  lm_arena_clear(&table->arena);
  free(table);
}

static LmDetail *
json_tree(LmSlice json, LmArena *arena)
{
  return lm_json_tree(lm_arena_copy(arena, lm_slice_sub(json, 0, MOST_JSON_BYTES)), arena);
}

LmReportDetail *
lm_report_detail_new(const LmReportRows *rows, uint32_t index)
{
  const LmReport *report = lm_report_rows_report(rows);
  if (index >= lm_report_rows_n(rows))
    return NULL;
  LmReportDetail *detail = lm_alloc(sizeof *detail);
  LmReportRow row;
  detail->report = report;
  detail->index = index;
  detail->columns = lm_alloc((report->n_columns + 1) * sizeof *detail->columns);
  detail->cells = lm_alloc((report->n_columns + 1) * sizeof *detail->cells);
  detail->trees = lm_alloc((report->n_columns + 1) * sizeof *detail->trees);
  lm_report_row_open(&row, rows);
  lm_report_row_go(&row, index);
  for (unsigned i = 0; i < report->n_columns; i++) {
    LmCell *cell = &detail->cells[detail->n];
    if (lm_report_column_is_seen(&report->columns[i]))
      continue;
    lm_report_cell(&row, &report->columns[i], cell);
    if (cell->kind == LM_CELL_JSON)
      detail->trees[detail->n] = json_tree(cell->text, &detail->arena);
    keep(cell, &detail->arena);
    if (cell->kind != LM_CELL_NOTHING)
      detail->columns[detail->n++] = &report->columns[i];
  }
  if (report->tree)
    detail->tree = report->tree(&row, &detail->arena);
  lm_report_row_close(&row);
  return detail;
}

void
lm_report_detail_free(LmReportDetail *detail)
{
  if (!detail)
    return;
  free(detail->columns);
  free(detail->cells);
  free(detail->trees);
  lm_arena_clear(&detail->arena);
  free(detail);
}
