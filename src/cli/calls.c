/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/legs.h"
#include "cli/listing.h"
#include "engine/call_output.h"
#include "engine/rows.h"

/* Whoever filters for what is no call is told where it is. */
static void
tell_others(LmListing *listing)
{
  LmError error = {0};
  uint64_t n = 0;
  for (uint32_t i = lm_trace_next_call(listing->trace, 0); i < lm_trace_n_calls(listing->trace);
       i = lm_trace_next_call(listing->trace, i + 1))
    n += !lm_trace_call(listing->trace, i)->number && lm_listing_has(listing, i);
  if (n == 0)
    return;
  lm_error_set(&error, LM_ERROR_USAGE,
               _("no call is like that, but %llu other Call-IDs are; --all lists them"),
               (unsigned long long)n);
  lm_input_warn(&error);
}

static uint64_t
write_calls(LmListing *listing, const LmArguments *arguments, const LmCallLookups *lookups)
{
  uint64_t n = 0;
  for (uint32_t i = lm_trace_next_call(listing->trace, 0); i < lm_trace_n_calls(listing->trace);
       i = lm_trace_next_call(listing->trace, i + 1)) {
    LmCallRow row;
    bool listed = arguments->all || lm_trace_call(listing->trace, i)->number;
    if (!listed || !lm_listing_has(listing, i))
      continue;
    lm_call_row_fill(listing->trace, i, &row);
    lm_calls_write(listing->output, lookups, &row);
    n++;
  }
  return n;
}

int
lm_command_calls(const LmArguments *arguments)
{
  LmListing listing;
  LmError error = {0};
  LmCallLookups lookups = {0};
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, lm_call_columns, lm_n_call_columns,
                       &status))
    return status;
  lookups.trace = listing.trace;
  /* The table for people does not show what they are for, unless it is asked for. */
  bool whole = arguments->format != LM_FORMAT_TABLE || arguments->columns;
  if (whole && !(lookups.legs = lm_cli_legs_new(listing.trace, arguments, &error)))
    return lm_listing_fail(&listing, &error);
  if (whole)
    lookups.reports = lm_rtcp_view_new(listing.trace, NULL);
  uint64_t n = write_calls(&listing, arguments, &lookups);
  if (n == 0 && arguments->filter)
    tell_others(&listing);
  lm_rtcp_view_free(lookups.reports);
  lm_legs_free(lookups.legs);
  return lm_listing_close(&listing);
}
