/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/listing.h"

#include "base/i18n.h"
#include "cli/input.h"

#include <stdlib.h>

#define MAX_CHOSEN 256

static bool
give(void *data, size_t column, bool json, LmText *out)
{
  LmListing *listing = data;
  const LmQueryColumn *field = listing->fields[column];
  size_t n =
      json ? lm_query_column_json(listing->filter.run, field, listing->kind, listing->row, out)
           : lm_query_column_text(listing->filter.run, field, listing->kind, listing->row, out);
  return n > 0;
}

/* The subcommand's column called @name: the one for the wanted form if it has several. */
static size_t
find_own(const LmOutputColumn *columns, size_t n, LmSlice name, LmShow wanted)
{
  size_t found = LM_OUTPUT_NOT_OWN;
  for (size_t i = 0; i < n; i++)
    if (columns[i].name && lm_slice_equal_nocase(name, lm_slice_str(columns[i].name)) &&
        (columns[i].show & wanted || found == LM_OUTPUT_NOT_OWN))
      found = i;
  return found;
}

/* A column with a heading for every form. */
static LmOutputColumn
own_column(const LmOutputColumn *own)
{
  LmOutputColumn column = *own;
  column.show = LM_SHOW_ALL;
  if (!column.heading)
    column.heading = column.name;
  return column;
}

/* Takes in one name of --columns. */
static bool
choose(LmListing *listing, const LmArguments *arguments, LmSlice name,
       const LmOutputColumn *columns, size_t n_columns)
{
  LmShow wanted = arguments->format == LM_FORMAT_TABLE ? LM_SHOW_PEOPLE : LM_SHOW_DATA;
  size_t at = listing->choice.n, own = find_own(columns, n_columns, name, wanted);
  LmOutputColumn *chosen = (LmOutputColumn *)(uintptr_t)listing->choice.columns;
  LmQueryError error = {0};
  LmError full = {0};
  if (at == MAX_CHOSEN) {
    lm_error_set(&full, LM_ERROR_USAGE, _("--columns: more than %d"), MAX_CHOSEN);
    lm_input_fail(&full);
    return false;
  }
  ((size_t *)(uintptr_t)listing->choice.own)[at] = own;
  listing->choice.n++;
  if (own != LM_OUTPUT_NOT_OWN) {
    chosen[at] = own_column(&columns[own]);
    return true;
  }
  listing->fields[at] = lm_query_column_new(name, &error);
  if (!listing->fields[at]) {
    error.offset += (uint32_t)(name.data - (const uint8_t *)arguments->columns);
    lm_filter_tell("--columns", arguments->columns, &error);
    return false;
  }
  const char *heading = lm_query_column_name(listing->fields[at]);
  chosen[at] = (LmOutputColumn){heading, heading, LM_SHOW_ALL,
                                lm_query_column_is_number(listing->fields[at]), 0};
  return true;
}

static bool
read_columns(LmListing *listing, const LmArguments *arguments, const LmOutputColumn *columns,
             size_t n_columns)
{
  LmSlice rest = lm_slice_str(arguments->columns);
  listing->choice.columns = lm_alloc(MAX_CHOSEN * sizeof *listing->choice.columns);
  listing->choice.own = lm_alloc(MAX_CHOSEN * sizeof *listing->choice.own);
  listing->fields = lm_alloc(MAX_CHOSEN * sizeof *listing->fields);
  listing->choice.give = give;
  listing->choice.data = listing;
  while (rest.len) {
    LmSlice name = lm_slice_trim(lm_slice_split(rest, ',', &rest));
    if (name.len && !choose(listing, arguments, name, columns, n_columns))
      return false;
  }
  LmError error = {0};
  if (listing->choice.n)
    return true;
  lm_error_set(&error, LM_ERROR_USAGE, _("--columns names no column"));
  lm_input_fail(&error);
  return false;
}

static void
clear(LmListing *listing)
{
  for (size_t i = 0; i < listing->choice.n; i++)
    lm_query_column_free(listing->fields[i]);
  free(listing->fields);
  free((void *)(uintptr_t)listing->choice.columns);
  free((void *)(uintptr_t)listing->choice.own);
  lm_filter_end(&listing->filter);
}

bool
lm_listing_open(LmListing *listing, const LmArguments *arguments, LmQueryKind kind,
                const LmOutputColumn *columns, size_t n_columns, int *status)
{
  *listing = (LmListing){.kind = kind};
  *status = LM_EXIT_USAGE;
  bool ok = lm_filter_read(arguments, &listing->filter) &&
            (!arguments->columns || read_columns(listing, arguments, columns, n_columns));
  if (ok)
    listing->session = lm_selection_read(arguments, &listing->selection, status);
  if (!listing->session) {
    clear(listing);
    return false;
  }
  listing->trace = lm_session_trace(listing->session);
  lm_filter_begin(&listing->filter, listing->trace);
  listing->output = arguments->columns
                        ? lm_output_new_chosen(arguments->format, &listing->choice, n_columns)
                        : lm_output_new(arguments->format, columns, n_columns);
  return true;
}

/* By --call and --path. */
static bool
is_selected(const LmListing *listing, uint32_t row)
{
  const LmTrace *trace = listing->trace;
  const LmSelection *selection = &listing->selection;
  LmSlice path = selection->path;
  switch (listing->kind) {
  case LM_QUERY_CALL:
    return lm_selection_has(selection, row) &&
           (!path.len || lm_call_came_through(trace, lm_trace_call(trace, row), path));
  case LM_QUERY_MESSAGE: {
    const LmMessage *message = lm_trace_message(trace, row);
    return lm_selection_has(selection, message->call) &&
           (!path.len || lm_message_came_through(trace, message, path));
  }
  case LM_QUERY_STREAM: {
    const LmStream *stream = lm_trace_stream(trace, row);
    return lm_selection_has(selection, stream->call) &&
           (!path.len || lm_stream_came_through(trace, stream, path));
  }
  case LM_QUERY_REPORT:
    for (uint32_t i = 0; i < listing->report_row->n_calls; i++)
      if (lm_selection_has(selection, listing->report_row->calls[i]))
        return true;
    return selection->all;
  default:
    return lm_selection_has(selection, lm_trace_event(trace, row)->call);
  }
}

bool
lm_listing_has(LmListing *listing, uint32_t row)
{
  listing->row = row;
  return is_selected(listing, row) && lm_filter_has(&listing->filter, listing->kind, row);
}

int
lm_listing_close(LmListing *listing)
{
  bool written = lm_output_finish(listing->output);
  clear(listing);
  return lm_input_close(listing->session, written);
}

int
lm_listing_fail(LmListing *listing, const LmError *error)
{
  lm_output_discard(listing->output);
  clear(listing);
  lm_input_close(listing->session, true);
  return lm_input_fail(error);
}
