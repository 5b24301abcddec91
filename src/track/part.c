/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/part.h"

#include "track/tables.h"

#include <malloc.h>
#include <string.h>

#define ROWS_AT_ONCE 128 /* until it is looked at what they took */
#define FEWEST_CALLS 64  /* which are taken whatever they take */

static bool
is_used_up(const LmTrace *trace)
{
  LmTracePart *part = trace->part;
  if (!part->is_cut && part->n_rows++ % ROWS_AT_ONCE == ROWS_AT_ONCE - 1)
    part->is_cut = lm_trace_memory(trace).in_use_bytes > part->most_bytes;
  return part->is_cut;
}

uint32_t
lm_part_next(const LmTrace *trace, const LmVec *rows, size_t call_at, uint32_t index)
{
  LmTracePart *part = trace->part;
  bool first = index == 0;
  for (; (index = lm_vec_next(rows, index)) < rows->len; index++) {
    uint32_t call = index;
    if (rows != &trace->calls)
      memcpy(&call, (const uint8_t *)lm_vec_at(rows, index) + call_at, sizeof call);
    if (call >= part->first_call) /* LM_NONE, too */
      break;
  }
  if (first)
    part->first_row = index;
  if (part->is_cut || index == rows->len)
    return rows->len;
  if (!is_used_up(trace))
    return index;
  part->share = ((double)index - part->first_row) / ((double)rows->len - part->first_row);
  return rows->len;
}

void
lm_trace_part_needs(const LmTrace *trace, uint64_t bytes)
{
  LmTracePart *part = trace->part;
  if (!part || !part->is_under_way || part->is_cut)
    return;
  uint64_t in_use = lm_trace_memory(trace).in_use_bytes;
  uint64_t left = in_use < part->most_bytes ? part->most_bytes - in_use : 0;
  part->is_cut = bytes > left;
  part->share = part->is_cut ? (double)left / (double)bytes : 0;
}

static uint32_t
count_calls(const LmTrace *trace, uint32_t from, uint32_t until)
{
  uint32_t n = 0;
  for (uint32_t i = lm_vec_next(&trace->calls, from); i < until;
       i = lm_vec_next(&trace->calls, i + 1))
    n++;
  return n;
}

/* So that about @n of the calls are left. */
static void
pass_over_all_but(const LmTrace *trace, uint32_t n)
{
  uint32_t gone = count_calls(trace, trace->part->first_call, trace->calls.len) - n;
  uint32_t row = lm_vec_next(&trace->calls, trace->part->first_call);
  for (uint32_t i = 0; i < gone; i++)
    row = lm_vec_next(&trace->calls, row + 1);
  trace->part->first_call = row;
}

/* False where nothing fewer can be tried. */
static bool
take_fewer(const LmTrace *trace)
{
  LmTracePart *part = trace->part;
  uint32_t n = count_calls(trace, part->first_call, trace->calls.len);
  double share = part->share * 3 / 4;
  if (n <= FEWEST_CALLS)
    return false;
  /* Where it went through several tables little can be said. */
  n = (uint32_t)(n * (share >= 0.25 && share <= 0.75 ? share : 0.25));
  pass_over_all_but(trace, n < FEWEST_CALLS ? FEWEST_CALLS : n);
  if (n <= FEWEST_CALLS)
    part->most_bytes = UINT64_MAX;
  malloc_trim(0);
  return true;
}

static uint64_t
share_of_room(const LmTrace *trace, double share)
{
  uint64_t least = lm_trace_memory(trace).budget_bytes / 16;
  uint64_t room = (uint64_t)((double)lm_trace_room(trace) * share);
  return room > least ? room : least;
}

void *
lm_trace_make_part(const LmTrace *trace, double share, LmPartMake make, void (*release)(void *made),
                   const void *how, uint64_t *n_left_out)
{
  LmTracePart *part = trace->part;
  void *made;
  *n_left_out = 0;
  if (!part)
    return make(trace, how);
  *part = (LmTracePart){.is_under_way = true};
  part->most_bytes = lm_trace_memory(trace).in_use_bytes + share_of_room(trace, share);
  for (;;) {
    part->is_cut = false;
    made = make(trace, how);
    if (!part->is_cut || !take_fewer(trace))
      break;
    release(made);
  }
  part->is_under_way = false;
  *n_left_out = count_calls(trace, 0, part->first_call);
  return made;
}
