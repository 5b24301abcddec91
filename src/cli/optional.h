/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Values of a row that may not be there. */

#include "cli/listing.h"
#include "track/trace.h"

/* LM_NONE: nothing. */
static inline void
lm_output_some_uint(LmOutput *output, uint32_t number)
{
  if (number == LM_NONE)
    lm_output_none(output);
  else
    lm_output_uint(output, number);
}

/* Empty: nothing. */
static inline void
lm_output_some_text(LmOutput *output, LmSlice text)
{
  if (lm_slice_is_empty(text))
    lm_output_none(output);
  else
    lm_output_text(output, text);
}

/* A row of the trace's endpoints; LM_NONE: nothing. */
static inline void
lm_output_some_endpoint(LmOutput *output, const LmTrace *trace, uint32_t row)
{
  if (row == LM_NONE)
    lm_output_none(output);
  else
    lm_output_endpoint(output, lm_trace_endpoint(trace, row));
}

/* The time of day for people; LM_TIME_NONE: nothing. */
static inline void
lm_output_some_clock(LmOutput *output, int64_t time_ns)
{
  char text[LM_TIME_TEXT_SIZE];
  lm_output_str(output, time_ns == LM_TIME_NONE ? NULL : lm_time_format_clock(time_ns, text));
}

/* Whether what belongs to row @call of the calls is wanted; what belongs to none is where nothing
 * is asked of calls. */
static inline bool
lm_listing_has_call(LmListing *listing, uint32_t call)
{
  if (call == LM_NONE)
    return listing->selection.all && !listing->filter.query && !listing->fields;
  return lm_listing_has(listing, call);
}
