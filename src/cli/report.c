/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every subcommand that prints a report (report/report.h): a row a registration, a host ... */

#include "report/report.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/legs.h"
#include "cli/listing.h"
#include "cli/secrets.h"

#include <stdlib.h>

_Static_assert((int)LM_REPORT_DATA == (int)LM_SHOW_DATA &&
                   (int)LM_REPORT_PEOPLE == (int)LM_SHOW_PEOPLE,
               "columns of a report show where those of the output do");

/* Owned: free(). */
static LmOutputColumn *
columns_of(const LmReport *report)
{
  LmOutputColumn *columns = lm_alloc(report->n_columns * sizeof *columns);
  for (unsigned i = 0; i < report->n_columns; i++) {
    const LmReportColumn *column = &report->columns[i];
    columns[i] =
        (LmOutputColumn){column->name, column->heading, column->show, column->right, column->most};
  }
  return columns;
}

/* Which columns are written: no other cell is worked out. Owned: free(). */
static bool *
wanted_of(const LmListing *listing, const LmReport *report, LmOutputFormat format)
{
  bool *wanted = lm_alloc(report->n_columns * sizeof *wanted);
  unsigned show = format == LM_FORMAT_TABLE ? LM_REPORT_PEOPLE : LM_REPORT_DATA;
  for (unsigned i = 0; i < report->n_columns && !listing->fields; i++)
    wanted[i] = report->columns[i].show & show;
  for (size_t i = 0; i < listing->choice.n; i++)
    if (listing->choice.own[i] != LM_OUTPUT_NOT_OWN)
      wanted[listing->choice.own[i]] = true;
  return wanted;
}

/* People read times by the clock, programs in nanoseconds. */
static void
write_time(LmOutput *output, const LmReportColumn *column, int64_t time_ns)
{
  char text[LM_TIME_TEXT_SIZE];
  if (column->show == LM_REPORT_PEOPLE)
    lm_output_str(output, lm_time_format_clock(time_ns, text));
  else
    lm_output_time_ns(output, time_ns);
}

static void
write_cell(LmOutput *output, const LmReportColumn *column, const LmCell *cell)
{
  switch (cell->kind) {
  case LM_CELL_NOTHING:
    lm_output_none(output);
    break;
  case LM_CELL_COUNT:
  case LM_CELL_SECONDS:
    lm_output_uint(output, cell->count);
    break;
  case LM_CELL_REAL:
    lm_output_real(output, cell->real, column->decimals);
    break;
  case LM_CELL_SPAN:
    lm_output_span_ms(output, cell->time_ns);
    break;
  case LM_CELL_TRUTH:
    lm_output_bool(output, cell->yes);
    break;
  case LM_CELL_ENDPOINT:
    lm_output_endpoint(output, &cell->endpoint);
    break;
  case LM_CELL_TIME:
    write_time(output, column, cell->time_ns);
    break;
  case LM_CELL_JSON: {
    const LmText json = {.str = (char *)(uintptr_t)cell->text.data, .len = cell->text.len};
    lm_output_json(output, &json);
    break;
  }
  default:
    lm_output_text(output, cell->text);
  }
}

static void
write_row(LmOutput *output, LmReportRow *row, const bool *wanted)
{
  for (unsigned i = 0; i < row->report->n_columns; i++) {
    LmCell cell = {.kind = LM_CELL_NOTHING};
    if (wanted[i])
      lm_report_cell(row, &row->report->columns[i], &cell);
    write_cell(output, &row->report->columns[i], &cell);
  }
  lm_output_end_row(output);
}

static void
warn_refused(uint64_t n)
{
  LmError error = {0};
  if (n != LM_REPORT_SOME) {
    lm_input_warn_refused(n);
    return;
  }
  lm_error_set(&error, LM_ERROR_LIMIT, _("there is more than is looked at"));
  lm_input_warn(&error);
}

static void
write_rows(LmListing *listing, const LmReportRows *rows, LmOutputFormat format)
{
  LmReportRow row;
  bool *wanted = wanted_of(listing, lm_report_rows_report(rows), format);
  lm_report_row_open(&row, rows);
  lm_query_run_report(listing->filter.run, &row);
  listing->report_row = &row;
  for (uint32_t i = 0; i < lm_report_rows_n(rows); i++) {
    lm_report_row_go(&row, i);
    if (lm_listing_has(listing, i))
      write_row(listing->output, &row, wanted);
  }
  lm_report_row_close(&row);
  free(wanted);
}

static int
list(const LmReport *report, const LmArguments *arguments, const LmPasswords *passwords,
     const LmOutputColumn *columns)
{
  LmListing listing;
  LmLegPin pins[LM_MAX_PINS];
  LmError error = {0};
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_REPORT, columns, report->n_columns, &status))
    return status;
  if (!lm_cli_pins(listing.trace, arguments, pins, &error))
    return lm_listing_fail(&listing, &error);
  const LmReportOptions options = {listing.selection.call, passwords, pins, arguments->n_pins};
  LmReportRows *rows = lm_report_rows_new(report, listing.trace, &options);
  write_rows(&listing, rows, arguments->format);
  warn_refused(lm_report_rows_refused(rows));
  /* The filter may have looked at the rows. */
  status = lm_listing_close(&listing);
  lm_report_rows_free(rows);
  return status;
}

int
lm_command_report(const LmArguments *arguments)
{
  const LmReport *report = lm_report_find(arguments->command);
  LmPasswords *passwords;
  int status;
  if (!lm_secrets_read(arguments, &passwords, &status))
    return status;
  LmOutputColumn *columns = columns_of(report);
  status = list(report, arguments, passwords, columns);
  free(columns);
  lm_passwords_free(passwords);
  return status;
}
