/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/pings.h"

#include "base/hash.h"

#include <stdlib.h>

struct LmPings {
  LmVec rows;
  LmTable by_pair;
};

static LmPing *
intern(LmPings *pings, uint32_t src, uint32_t dst)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash_pair(lm_hash_key(), src, dst);
  uint32_t index = lm_table_first(&pings->by_pair, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&pings->by_pair, &walk)) {
    LmPing *row = lm_vec_at(&pings->rows, index);
    if (row->src == src && row->dst == dst)
      return row;
  }
  lm_table_add(&pings->by_pair, hash, pings->rows.len);
  LmPing *row = lm_vec_push(&pings->rows);
  *row = (LmPing){.src = src,
                  .dst = dst,
                  .last_ns = LM_TIME_NONE,
                  .answered_ns = LM_TIME_NONE,
                  .shortest_gap_ns = LM_TIME_NONE,
                  .longest_gap_ns = LM_TIME_NONE};
  return row;
}

static void
note_gap(LmPing *row, const LmMessage *request)
{
  if (row->last_ns != LM_TIME_NONE) {
    int64_t gap = lm_time_sub(request->time_ns, row->last_ns);
    bool first = row->longest_gap_ns == LM_TIME_NONE;
    row->longest_gap_ns = first || gap > row->longest_gap_ns ? gap : row->longest_gap_ns;
    row->shortest_gap_ns = first || gap < row->shortest_gap_ns ? gap : row->shortest_gap_ns;
  } else {
    row->first_ns = request->time_ns;
    row->first_frame = request->frame;
  }
  row->last_ns = request->time_ns;
  row->last_frame = request->frame;
}

static void
take(LmPings *pings, const LmTrace *trace, const LmTransaction *transaction)
{
  const LmMessage *request = lm_trace_message(trace, transaction->request);
  LmPing *row = intern(pings, request->src, request->dst);
  note_gap(row, request);
  row->n_sent++;
  row->n_retransmissions += transaction->n_retransmissions;
  if (transaction->final == LM_NONE) {
    row->n_silent++;
    row->n_longest_silent =
        row->n_silent > row->n_longest_silent ? row->n_silent : row->n_longest_silent;
    return;
  }
  const LmMessage *answer = lm_trace_message(trace, transaction->final);
  int64_t span = lm_time_sub(answer->time_ns, request->time_ns);
  bool first = row->n_answered++ == 0;
  row->shortest_ns = first || span < row->shortest_ns ? span : row->shortest_ns;
  row->longest_ns = first || span > row->longest_ns ? span : row->longest_ns;
  row->total_ns = lm_time_add(row->total_ns, span);
  row->n_silent = 0;
  row->answered_ns = answer->time_ns;
  row->last_status = answer->status;
}

LmPings *
lm_pings_new(const LmTrace *trace)
{
  LmPings *pings = lm_alloc(sizeof *pings);
  pings->rows = LM_VEC_INIT(LmPing);
  for (uint32_t i = lm_trace_next_transaction(trace, 0); i < lm_trace_n_transactions(trace);
       i = lm_trace_next_transaction(trace, i + 1)) {
    const LmTransaction *transaction = lm_trace_transaction(trace, i);
    if (transaction->method == LM_SIP_METHOD_OPTIONS && transaction->request != LM_NONE &&
        !transaction->in_dialog)
      take(pings, trace, transaction);
  }
  return pings;
}

void
lm_pings_free(LmPings *pings)
{
  if (!pings)
    return;
  lm_vec_clear(&pings->rows);
  lm_table_clear(&pings->by_pair);
  free(pings);
}

uint32_t
lm_pings_n(const LmPings *pings)
{
  return pings->rows.len;
}

const LmPing *
lm_pings_at(const LmPings *pings, uint32_t index)
{
  return lm_vec_at(&pings->rows, index);
}
