/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Faxes: the report of that name, or with --pages their pages as files and a row for each. */

#include "fax/faxes.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/listing.h"
#include "engine/fax_file.h"
#include "report/report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define M_PER_INCH 0.0254

static const LmOutputColumn columns[] = {
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"page", N_("Page"), LM_SHOW_ALL, true, 0},
    {"time_ns", NULL, LM_SHOW_DATA, true, 0},
    {"sender", N_("Sender"), LM_SHOW_ALL, false, 24},
    {"width", N_("Width"), LM_SHOW_ALL, true, 0},
    {"rows", N_("Rows"), LM_SHOW_ALL, true, 0},
    {"resolution", N_("Resolution"), LM_SHOW_PEOPLE, true, 0},
    {"x_per_m", NULL, LM_SHOW_DATA, true, 0},
    {"y_per_m", NULL, LM_SHOW_DATA, true, 0},
    {"bad_rows", N_("Bad rows"), LM_SHOW_ALL, true, 0},
    {"longest_bad_run", NULL, LM_SHOW_DATA, true, 0},
    {"missing_frames", N_("Missing frames"), LM_SHOW_ALL, true, 0},
    {"compression", N_("Compression"), LM_SHOW_ALL, false, 0},
    {"ecm", NULL, LM_SHOW_DATA, false, 0},
    {"sent_bytes", NULL, LM_SHOW_DATA, true, 0},
    {"cut", NULL, LM_SHOW_DATA, false, 0},
    {"file", N_("File"), LM_SHOW_ALL, false, 0},
};

typedef struct {
  LmListing listing;
  const LmArguments *arguments;
  LmReportRow row;
  LmError error; /* the first thing that went wrong with a file */
  bool listed;   /* a page was */
} Pages;

static void
write_row(Pages *pages, const LmFax *fax, const LmFaxSheet *sheet, uint32_t number,
          const char *file)
{
  LmOutput *output = pages->listing.output;
  const LmFaxPage *page = &sheet->page;
  char resolution[32];
  uint32_t call = fax->call == LM_NONE ? 0 : lm_trace_call(pages->listing.trace, fax->call)->number;
  snprintf(resolution, sizeof resolution, "%.0f × %.0f dpi", round(page->form.x_per_m * M_PER_INCH),
           round(page->form.y_per_m * M_PER_INCH));
  lm_output_uint_if(output, call != 0, call);
  lm_output_uint(output, number + 1);
  lm_output_time_ns(output, sheet->time_ns);
  lm_output_text(output, fax->sender);
  lm_output_uint(output, page->form.width);
  lm_output_uint(output, page->rows);
  lm_output_str(output, resolution);
  lm_output_uint(output, page->form.x_per_m);
  lm_output_uint(output, page->form.y_per_m);
  lm_output_uint(output, page->bad_rows);
  lm_output_uint(output, page->longest_bad_run);
  lm_output_uint(output, page->missing_frames);
  lm_output_str(output, lm_fax_compression_name((LmFaxCompression)page->form.compression));
  lm_output_bool(output, page->form.ecm);
  lm_output_uint(output, page->line_bytes);
  lm_output_bool(output, page->cut);
  lm_output_str(output, file);
  lm_output_end_row(output);
  pages->listed = true;
}

static void
warn(const char *message, uint32_t call)
{
  LmError error = {0};
  lm_error_set(&error, LM_ERROR_LIMIT, _("call %u: %s"), call, message);
  lm_input_warn(&error);
}

/* False where nothing can be read at all. */
static bool
check_reading(Pages *pages, const LmFax *fax, const LmFaxReading *reading)
{
  uint32_t call = fax->call == LM_NONE ? 0 : lm_trace_call(pages->listing.trace, fax->call)->number;
  if (reading->state == LM_FAX_NO_READER)
    return lm_error_set(&pages->error, LM_ERROR_UNSUPPORTED,
                        _("linesman-fax, which reads pages, is not installed; it is built where "
                          "spandsp is"));
  if (reading->state == LM_FAX_READ_PARTLY)
    warn(_("its pages could not be read to the end"), call);
  else if (reading->state == LM_FAX_UNREAD)
    warn(_("its pages were not read"), call);
  for (uint32_t i = 0; i < reading->sheets.len; i++) {
    const LmFaxPage *page = &((const LmFaxSheet *)lm_vec_at(&reading->sheets, i))->page;
    if (page->rows == 0)
      warn(_("a page is compressed in a way that is not read"), call);
  }
  return true;
}

/* False after the first failure. */
static bool
write_fax(Pages *pages, uint32_t index)
{
  const LmFax *fax = pages->row.record;
  const LmFaxReading *reading = lm_faxes_read(pages->row.data, index);
  LmText path = LM_TEXT_INIT;
  bool ok = check_reading(pages, fax, reading);
  for (uint32_t i = 0; ok && i < reading->sheets.len; i++) {
    const LmFaxSheet *sheet = lm_vec_at(&reading->sheets, i);
    lm_text_reset(&path);
    lm_text_printf(&path, "%s/", pages->arguments->pages);
    lm_fax_file_name(&path, pages->listing.trace, fax, index, i);
    if (sheet->page.rows)
      ok = lm_fax_file_write(sheet, i, reading->sheets.len, path.str, pages->arguments->replace,
                             &pages->error);
    if (ok)
      write_row(pages, fax, sheet, i, sheet->page.rows ? path.str : NULL);
  }
  lm_text_clear(&path);
  return ok;
}

static bool
write_faxes(Pages *pages, const LmReportRows *rows)
{
  LmListing *listing = &pages->listing;
  bool ok = true;
  lm_report_row_open(&pages->row, rows);
  lm_query_run_report(listing->filter.run, &pages->row);
  listing->report_row = &pages->row;
  for (uint32_t i = 0; ok && i < lm_report_rows_n(rows); i++) {
    lm_report_row_go(&pages->row, i);
    if (lm_listing_has(listing, i))
      ok = write_fax(pages, i);
  }
  lm_report_row_close(&pages->row);
  return ok;
}

static bool
make_folder(const char *path, LmError *error)
{
  if (mkdir(path, 0777) == 0 || errno == EEXIST)
    return true;
  return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: cannot be made: %s"), path,
                      strerror(errno));
}

int
lm_command_faxes(const LmArguments *arguments)
{
  Pages pages = {.arguments = arguments};
  int status;
  if (!arguments->pages)
    return lm_command_report(arguments);
  if (!lm_listing_open(&pages.listing, arguments, LM_QUERY_REPORT, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  if (!make_folder(arguments->pages, &pages.error))
    return lm_listing_fail(&pages.listing, &pages.error);
  LmReportOptions options = LM_REPORT_OPTIONS_INIT;
  options.call = pages.listing.selection.call;
  LmReportRows *rows = lm_report_rows_new(lm_report_find("faxes"), pages.listing.trace, &options);
  bool ok = write_faxes(&pages, rows);
  /* The filter may have looked at the rows, and so it is closed before they go. */
  if (!ok && !pages.listed) {
    status = lm_listing_fail(&pages.listing, &pages.error);
  } else {
    status = lm_listing_close(&pages.listing);
    status = ok ? status : lm_input_fail(&pages.error);
  }
  lm_report_rows_free(rows);
  return status;
}
