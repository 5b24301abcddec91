/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

#include "track/part.h"

#include <stdlib.h>

struct LmReportRows {
  const LmReport *report;
  const LmTrace *trace;
  void *data;
  uint32_t n;
  uint64_t n_left_out; /* Call-IDs, where the report does not count them itself */
};

typedef struct {
  const LmReport *report;
  const LmReportOptions *options;
} How;

static void *
make(const LmTrace *trace, const void *data)
{
  const How *how = data;
  void *made = how->report->make(trace, how->options);
  lm_trace_part_needs(trace, (uint64_t)how->report->n_rows(made) * how->options->row_bytes);
  return made;
}

LmReportRows *
lm_report_rows_new(const LmReport *report, const LmTrace *trace, const LmReportOptions *options)
{
  static const LmReportOptions none = {.call = LM_NONE};
  LmReportRows *rows = lm_alloc(sizeof *rows);
  rows->report = report;
  rows->trace = trace;
  const How how = {report, options ? options : &none};
  if (report->left_out)
    rows->data = make(trace, &how);
  else
    rows->data = lm_trace_make_part(trace, how.options->many ? 0.25 : 1, make, report->free, &how,
                                    &rows->n_left_out);
  rows->n = report->n_rows(rows->data);
  return rows;
}

void
lm_report_rows_free(LmReportRows *rows)
{
  if (!rows)
    return;
  rows->report->free(rows->data);
  free(rows);
}

const LmReport *
lm_report_rows_report(const LmReportRows *rows)
{
  return rows->report;
}

uint32_t
lm_report_rows_n(const LmReportRows *rows)
{
  return rows->n;
}

uint64_t
lm_report_rows_left_out(const LmReportRows *rows)
{
  return rows->report->left_out ? rows->report->left_out(rows->data) : rows->n_left_out;
}

uint64_t
lm_report_rows_refused(const LmReportRows *rows)
{
  if (rows->n_left_out)
    return LM_REPORT_SOME;
  return rows->report->refused ? rows->report->refused(rows->data) : 0;
}

void
lm_report_row_open(LmReportRow *row, const LmReportRows *rows)
{
  *row = (LmReportRow){
      .report = rows->report, .trace = rows->trace, .data = rows->data, .call = LM_NONE};
}

void
lm_report_row_go(LmReportRow *row, uint32_t index)
{
  if (row->arena.chunk)
    lm_arena_reset(&row->arena);
  row->index = index;
  row->call = LM_NONE;
  row->calls = NULL;
  row->n_calls = 0;
  row->frame = 0;
  row->report->go(row);
  if (row->n_calls) {
    row->call = row->calls[0];
  } else if (row->call != LM_NONE) {
    row->calls = &row->call;
    row->n_calls = 1;
  }
}

void
lm_report_row_close(LmReportRow *row)
{
  lm_arena_clear(&row->arena);
  lm_text_clear(&row->text);
}
