/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of reports: the columns of registrations, hosts and the like, as report/report.h declares
 * them. In a row of the report a field is that of the row; elsewhere it is that of all rows about
 * the call, and the report is worked out once for a run. */

#include "base/sparse.h"
#include "query/run.h"

#include <pthread.h>
#include <stdlib.h>

/* In a field's what, beside the report's place: it is the port of an endpoint. */
enum { PORT = 1 };

/* The name of @column as a field: without its unit, which a time has with it in this language. */
static LmSlice
short_name(const LmReportColumn *column)
{
  LmSlice name = lm_slice_str(column->name);
  size_t unit = column->kind == LM_CELL_TIME || column->kind == LM_CELL_SPAN ? 3
                : column->kind == LM_CELL_SECONDS                            ? 2
                                                                             : 0;
  return lm_slice_sub(name, 0, name.len - unit);
}

static LmQueryType
type_of(const LmReportColumn *column)
{
  switch (column->kind) {
  case LM_CELL_TEXT:
    return LM_QUERY_STRING;
  case LM_CELL_COUNT:
  case LM_CELL_REAL:
    return LM_QUERY_NUMBER;
  case LM_CELL_SECONDS:
  case LM_CELL_SPAN:
    return LM_QUERY_SPAN;
  case LM_CELL_TRUTH:
    return LM_QUERY_FLAG;
  case LM_CELL_ENDPOINT:
    return LM_QUERY_ADDRESS;
  case LM_CELL_TIME:
    return LM_QUERY_TIME;
  default:
    return column->words ? LM_QUERY_ENUM : LM_QUERY_TOKEN;
  }
}

static bool
give_word(const LmQueryField *field, LmSlice word, LmQuerySink *sink)
{
  if (field->type != LM_QUERY_ENUM)
    return lm_query_give_some(sink, field, word);
  for (size_t i = 0; field->values[i]; i++)
    if (lm_slice_equal(word, lm_slice_str(field->values[i])))
      return lm_query_give_number(sink, field, (double)i);
  return false;
}

static bool
give_cell(LmReportRow *report_row, const LmQueryField *field, LmQuerySink *sink)
{
  LmCell cell;
  lm_report_cell(report_row, &report_row->report->columns[field->part], &cell);
  switch (cell.kind) {
  case LM_CELL_NOTHING:
    return false;
  case LM_CELL_COUNT:
    return lm_query_give_number(sink, field, (double)cell.count);
  case LM_CELL_SECONDS:
    return cell.count <= UINT32_MAX &&
           lm_query_give_ns(sink, field, (int64_t)cell.count * LM_NS_PER_S);
  case LM_CELL_REAL:
    return lm_query_give_number(sink, field, cell.real);
  case LM_CELL_TRUTH:
    return lm_query_give_flag(sink, field, cell.yes);
  case LM_CELL_ENDPOINT:
    return field->what & PORT
               ? cell.endpoint.port && lm_query_give_number(sink, field, cell.endpoint.port)
               : lm_query_give_address(sink, field, &cell.endpoint.addr);
  case LM_CELL_SPAN:
  case LM_CELL_TIME:
    return lm_query_give_ns(sink, field, cell.time_ns);
  case LM_CELL_JSON:
    for (uint32_t i = 0; i < cell.n_words; i++)
      if (give_word(field, cell.words[i], sink))
        return true;
    return false;
  default:
    /* A name where an address belongs is no address. */
    return field->type <= LM_QUERY_ENUM && give_word(field, cell.text, sink);
  }
}

/* That a row of a report is about a call. */
typedef struct {
  uint32_t row;
  uint32_t next; /* of the same call; LM_NONE: the last */
} About;

/* A report as it is asked about calls: which of its rows are about each. */
typedef struct {
  LmReportRows *rows;
  LmSparse first; /* of each call, in @about */
  LmVec about;    /* About */
} Asked;

struct LmQueryReports {
  Asked asked[LM_QUERY_MOST_REPORTS];
};

/* From the last row to the first, so that the first is the first of its calls. */
static void
sort_by_call(Asked *asked)
{
  LmReportRow row;
  lm_report_row_open(&row, asked->rows);
  for (uint32_t i = lm_report_rows_n(asked->rows); i-- > 0;) {
    lm_report_row_go(&row, i);
    for (uint32_t j = row.n_calls; j-- > 0;) {
      uint32_t next = lm_sparse_get(&asked->first, row.calls[j]);
      lm_sparse_set(&asked->first, row.calls[j], asked->about.len);
      *(About *)lm_vec_push(&asked->about) = (About){i, next};
    }
  }
  lm_report_row_close(&row);
}

static void
work_out(LmQueryRun *run, Asked *asked, const LmReport *report)
{
  asked->rows = lm_report_rows_new(report, run->trace, NULL);
  lm_query_leave_out(run, lm_report_rows_left_out(asked->rows));
  asked->about = LM_VEC_INIT(About);
  sort_by_call(asked);
}

void
lm_query_forget_reports(LmQueryRun *run)
{
  for (size_t i = 0; run->reports && i < LM_QUERY_MOST_REPORTS; i++) {
    Asked *asked = &run->reports->asked[i];
    lm_report_rows_free(asked->rows);
    lm_sparse_clear(&asked->first);
    lm_vec_clear(&asked->about);
  }
  free(run->reports);
  run->reports = NULL;
}

bool
lm_query_each_report(const LmQueryRow *row, size_t report, LmQueryAsk ask, void *data)
{
  LmQueryRun *run = row->run;
  LmQueryRow of = *row;
  LmReportRow report_row;
  bool done = false;
  if (row->report && row->report->report == lm_reports[report])
    return ask(row, data);
  if (row->call == LM_NONE)
    return false;
  if (!run->reports)
    run->reports = lm_alloc(sizeof *run->reports);
  Asked *asked = &run->reports->asked[report];
  if (!asked->rows)
    work_out(run, asked, lm_reports[report]);
  lm_report_row_open(&report_row, asked->rows);
  of.report = &report_row;
  /* A call that came since is not among them. */
  uint32_t next = lm_sparse_get(&asked->first, row->call);
  while (next != LM_NONE && !done) {
    const About *about = lm_vec_at(&asked->about, next);
    lm_report_row_go(&report_row, about->row);
    done = run->cut || ask(&of, data);
    next = about->next;
  }
  lm_report_row_close(&report_row);
  return done;
}

typedef struct {
  const LmQueryField *field;
  LmQuerySink *sink;
} Getting;

static bool
get_cell(const LmQueryRow *row, void *data)
{
  Getting *getting = data;
  return give_cell(row->report, getting->field, getting->sink);
}

bool
lm_query_get_report(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Getting getting = {field, sink};
  return lm_query_each_report(row, field->what >> 1, get_cell, &getting);
}

const LmReport *
lm_query_field_report(const LmQueryField *field)
{
  return field->get == lm_query_get_report ? lm_reports[field->what >> 1] : NULL;
}

/* The table is made once, of all reports, and stays. */
static pthread_once_t made = PTHREAD_ONCE_INIT;
static LmQueryTable table;
static LmArena names;

static void
add_field(LmQueryField *field, unsigned report, unsigned column)
{
  const LmReportColumn *declared = &lm_reports[report]->columns[column];
  LmSlice name = short_name(declared);
  *field = (LmQueryField){
      .name = lm_arena_printf(&names, "%s.%.*s", lm_reports[report]->noun, (int)name.len,
                              (const char *)name.data),
      .aliases = "",
      .type = (uint8_t)type_of(declared),
      .of = LM_QUERY_OF_CALL,
      .many = declared->kind == LM_CELL_JSON,
      .part = (uint8_t)column,
      .what = (uint16_t)(report << 1),
      .get = lm_query_get_report,
      .values = declared->words,
      .help = declared->help,
  };
  if (name.len < strlen(declared->name) && declared->kind != LM_CELL_SPAN)
    field->aliases = lm_arena_printf(&names, "%s.%s", lm_reports[report]->noun, declared->name);
}

/* Fields of fields-relate.c know rows of reports themselves. */
static bool
is_known(const char *name)
{
  for (size_t i = 0; i < lm_query_relate_fields.n; i++)
    if (!strcmp(lm_query_relate_fields.fields[i].name, name))
      return true;
  return false;
}

static void
add_port(LmQueryField *field, const LmQueryField *of)
{
  *field = *of;
  field->name = lm_arena_printf(&names, "%s.port", of->name);
  field->type = LM_QUERY_NUMBER;
  field->what |= PORT;
}

/* With its unit in the name, a span is compared with numbers of that unit. */
static void
add_in_ms(LmQueryField *field, const LmQueryField *of)
{
  *field = *of;
  field->name = lm_arena_printf(&names, "%s_ms", of->name);
  field->in_ms = true;
}

static void
make_table(void)
{
  size_t most = 0;
  for (unsigned i = 0; lm_reports[i]; i++)
    most += 2 * lm_reports[i]->n_columns;
  LmQueryField *fields = lm_arena_alloc(&names, most * sizeof *fields);
  table.fields = fields;
  for (unsigned i = 0; lm_reports[i] && i < LM_QUERY_MOST_REPORTS; i++)
    for (unsigned j = 0; j < lm_reports[i]->n_columns; j++) {
      const LmReportColumn *column = &lm_reports[i]->columns[j];
      if (!column->name)
        continue;
      add_field(&fields[table.n], i, j);
      if (is_known(fields[table.n].name))
        continue;
      table.n++;
      if (column->kind == LM_CELL_ENDPOINT) {
        add_port(&fields[table.n], &fields[table.n - 1]);
        table.n++;
      } else if (column->kind == LM_CELL_SPAN) {
        add_in_ms(&fields[table.n], &fields[table.n - 1]);
        table.n++;
      }
    }
}

const LmQueryTable *
lm_query_report_fields(void)
{
  pthread_once(&made, make_table);
  return &table;
}
