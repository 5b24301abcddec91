/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/leg_parts.h"

#include <stdlib.h>
#include <string.h>

/* Of lists of hosts and calls, which are short. */
#define ROWS_AT_ONCE 1000
#define LEGS_AT_ONCE 256 /* until it is looked at what they take */

void
lm_gathered_init(LmGathered *gathered, const LmTrace *trace)
{
  *gathered = (LmGathered){.trace = trace,
                           .most_bytes = UINT64_MAX,
                           .hosts = LM_HOSTS_INIT,
                           .legs = LM_VEC_INIT(LmLeg),
                           .found = LM_VEC_INIT(LmFoundMark),
                           .marks = LM_VEC_INIT(LmMark),
                           .hints = LM_VEC_INIT(LmHint)};
  gathered->gathering = lm_alloc(sizeof *gathered->gathering);
  gathered->gathering->gathered = gathered;
}

void
lm_gathered_clear(LmGathered *gathered)
{
  lm_arena_clear(&gathered->gathering->sdp);
  free(gathered->gathering);
  lm_arena_clear(&gathered->arena);
  lm_hosts_clear(&gathered->hosts);
  lm_vec_clear(&gathered->legs);
  lm_vec_clear(&gathered->found);
  lm_vec_clear(&gathered->marks);
  free(gathered->hashes);
  lm_vec_clear(&gathered->hints);
}

bool
lm_gathered_may_go_on(const LmGathered *gathered, uint32_t row, uint64_t more_bytes)
{
  if (row % LEGS_AT_ONCE)
    return true;
  const LmHosts *hosts = &gathered->hosts;
  uint64_t bytes = lm_vec_bytes(&hosts->rows) + lm_table_bytes(&hosts->by_address) +
                   lm_vec_bytes(&gathered->legs) + lm_vec_bytes(&gathered->found) +
                   lm_vec_bytes(&gathered->marks) + lm_vec_bytes(&gathered->hints) +
                   gathered->arena.total_bytes;
  return bytes + more_bytes <= gathered->most_bytes;
}

/* Whether message @row has anything to say about the leg: INVITEs, their answers, what carries a
 * description or leads to another call. */
static bool
is_telling(const LmMessage *row)
{
  if (row->flags & LM_MESSAGE_RETRANSMISSION)
    return false;
  if (row->status == 0)
    return row->method == LM_SIP_METHOD_INVITE || row->method == LM_SIP_METHOD_REFER ||
           row->flags & LM_MESSAGE_HAS_SDP;
  if (row->flags & LM_MESSAGE_HAS_SDP)
    return true;
  return row->cseq_method == LM_SIP_METHOD_INVITE && row->status >= 200 && row->status < 400;
}

static void
look_at(LmGathering *gathering, uint32_t index)
{
  const LmTrace *trace = gathering->gathered->trace;
  const LmMessage *row = lm_trace_message(trace, index);
  const LmSipMessage *message = lm_look_at(gathering->look, index);
  if (!message)
    return;
  bool invite = row->method == LM_SIP_METHOD_INVITE;
  bool initial = invite && !lm_trace_transaction(trace, row->transaction)->in_dialog;
  bool first = initial && !gathering->invited;
  if (gathering->n_messages == 0)
    gathering->caller_tag = message->from_tag;
  lm_gathering_headers(gathering, message, initial);
  lm_gathering_hints(gathering, message, row);
  bool described = row->flags & LM_MESSAGE_HAS_SDP && lm_gathering_description(gathering, message);
  if (first)
    gathering->leg->late_offer = !described;
}

/* The lists of the leg, as long as they are. */
static void
keep_lists(LmGathering *gathering)
{
  LmLeg *leg = gathering->leg;
  unsigned n = leg->n_ends + leg->n_trail + leg->n_quotes;
  LmNumber *numbers = lm_arena_alloc(&gathering->gathered->arena,
                                     (leg->n_callers + leg->n_callees) * sizeof *numbers);
  memcpy(numbers, gathering->callers, leg->n_callers * sizeof *numbers);
  memcpy(numbers + leg->n_callers, gathering->callees, leg->n_callees * sizeof *numbers);
  if (gathering->n_rows < n) {
    gathering->n_rows = ROWS_AT_ONCE;
    gathering->rows =
        lm_arena_alloc(&gathering->gathered->arena, ROWS_AT_ONCE * sizeof *gathering->rows);
  }
  uint32_t *rows = gathering->rows;
  memcpy(rows, gathering->ends, leg->n_ends * sizeof *rows);
  memcpy(rows + leg->n_ends, gathering->trail, leg->n_trail * sizeof *rows);
  memcpy(rows + leg->n_ends + leg->n_trail, gathering->quotes, leg->n_quotes * sizeof *rows);
  gathering->rows += n;
  gathering->n_rows -= n;
  leg->callers = numbers;
  leg->ends = rows;
}

void
lm_gather_leg(LmGathered *gathered, LmLook *look, uint32_t call)
{
  LmGathering *gathering = gathered->gathering;
  gathering->look = look;
  gathering->n_marks = gathering->n_messages = 0;
  gathering->caller_tag = LM_SLICE_EMPTY;
  gathering->call = lm_trace_call(gathered->trace, call);
  gathering->invited = false;
  gathering->leg = lm_vec_push(&gathered->legs);
  gathering->leg->call = call;
  gathering->leg->invite_ns = gathering->call->invite_ns != LM_TIME_NONE
                                  ? gathering->call->invite_ns
                                  : gathering->call->start_ns;
  gathering->leg->ringing_ns = gathering->call->ringing_ns;
  gathering->leg->answer_ns = gathering->call->answer_ns;
  gathering->leg->end_ns = gathering->call->end_ns;
  lm_gathering_call_id(gathering);
  lm_gathering_hosts(gathering);
  uint32_t index = gathering->call->first_message;
  while (index != LM_NONE && gathering->n_messages < LM_LIMIT_LEG_MESSAGES) {
    const LmMessage *row = lm_trace_message(gathered->trace, index);
    if (is_telling(row)) {
      look_at(gathering, index);
      gathering->n_messages++;
    }
    index = row->next_in_call;
  }
  lm_gathering_streams(gathering);
  keep_lists(gathering);
  lm_gathering_keep_marks(gathering);
}
