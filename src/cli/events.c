/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/listing.h"

#include <stdlib.h>

static const LmOutputColumn columns[] = {
    {"event", N_("Event"), LM_SHOW_ALL, true, 0},
    {"time", N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"frame", N_("Frame"), LM_SHOW_ALL, true, 0},
    {"protocol", N_("Protocol"), LM_SHOW_ALL, false, 0},
    {"src", N_("Source"), LM_SHOW_ALL, false, 0},
    {"dst", N_("Destination"), LM_SHOW_ALL, false, 0},
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"label", N_("What"), LM_SHOW_DATA, false, 0},
    {"label", N_("What"), LM_SHOW_PEOPLE, false, 40},
    {"detail", N_("Details"), LM_SHOW_ALL, false, 60},
    {"outcome", N_("Outcome"), LM_SHOW_DATA, false, 0},
    {"outcome", N_("Outcome"), LM_SHOW_PEOPLE, false, 0},
    {"repeats", NULL, LM_SHOW_DATA, false, 0},
    {"seen", N_("Seen"), LM_SHOW_PEOPLE, true, 0},
    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"last_ns", NULL, LM_SHOW_DATA, false, 0},
    {"state", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
};

static void
write_call(LmOutput *output, const LmCall *call)
{
  if (call && call->number)
    lm_output_uint(output, call->number);
  else
    lm_output_none(output);
}

static void
write_event(LmOutput *output, const LmTrace *trace, uint32_t index)
{
  const LmEvent *event = lm_trace_event(trace, index);
  const LmCall *call = event->call == LM_NONE ? NULL : lm_trace_call(trace, event->call);
  char text[LM_TIME_TEXT_SIZE];
  lm_output_uint(output, index + 1);
  lm_output_str(output, lm_time_format_clock(event->time_ns, text));
  lm_output_uint(output, event->frame);
  lm_output_str(output, lm_event_protocol_name(event->protocol));
  lm_output_endpoint(output, lm_trace_endpoint(trace, event->src));
  lm_output_endpoint(output, lm_trace_endpoint(trace, event->dst));
  write_call(output, call);
  lm_output_text(output, lm_slice_str(event->label));
  lm_output_text(output, lm_slice_str(*event->label ? _(event->label) : ""));
  lm_output_text(output, lm_slice_str(event->detail));
  lm_output_str(output, lm_event_outcome_name(event->outcome));
  lm_output_str(output,
                event->outcome == LM_EVENT_NOTE ? NULL : lm_event_outcome_text(event->outcome));
  lm_output_uint(output, event->repeats);
  lm_output_uint(output, (uint64_t)event->repeats + 1);
  lm_output_time_ns(output, event->time_ns);
  lm_output_time_ns(output, event->last_ns);
  lm_output_bool(output, event->state);
  lm_output_uint(output, event->len);
  if (call)
    lm_output_text(output, call->call_id);
  else
    lm_output_none(output);
  lm_output_end_row(output);
}

/* An event that says how a handshake ended is made later than its first packet came. A state stands
 * behind what led to it. */
static int
compare(const void *a, const void *b, void *data)
{
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  const LmEvent *x = lm_trace_event(data, left), *y = lm_trace_event(data, right);
  if (x->time_ns != y->time_ns)
    return x->time_ns < y->time_ns ? -1 : 1;
  return x->state != y->state ? x->state - y->state : (left > right) - (left < right);
}

/* Those that are wanted by time. Owned: free(). */
static uint32_t *
select_events(LmListing *listing, uint32_t *n)
{
  const LmTrace *trace = listing->trace;
  uint32_t all = lm_trace_n_events(trace);
  uint32_t *rows = lm_alloc((all ? all : 1) * sizeof *rows);
  *n = 0;
  for (uint32_t i = lm_trace_next_event(trace, 0); i < all; i = lm_trace_next_event(trace, i + 1))
    if (lm_listing_has(listing, i))
      rows[(*n)++] = i;
  qsort_r(rows, *n, sizeof *rows, compare, (void *)(uintptr_t)trace);
  return rows;
}

int
lm_command_events(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_EVENT, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  uint32_t n, *rows = select_events(&listing, &n);
  for (uint32_t i = 0; i < n; i++) {
    listing.row = rows[i];
    write_event(listing.output, listing.trace, rows[i]);
  }
  free(rows);
  return lm_listing_close(&listing);
}
