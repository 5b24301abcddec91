/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/dtls_pairs.h"

#include "base/limits.h"
#include "track/living.h"
#include "track/media_tracker.h"

#include <stdlib.h>

void
lm_dtls_tracker_free(LmDtlsTracker *dtls)
{
  if (!dtls)
    return;
  for (uint32_t row = 0; row < dtls->pairs.len; row++) {
    LmDtlsPair *pair = lm_vec_at(&dtls->pairs, row);
    lm_dtls_assembly_clear(&pair->sides[0].assembly);
    lm_dtls_assembly_clear(&pair->sides[1].assembly);
  }
  lm_vec_clear(&dtls->pairs);
  lm_table_clear(&dtls->by_ends);
  lm_vec_clear(&dtls->secure);
  lm_table_clear(&dtls->secure_by_flow);
  lm_arena_clear(&dtls->certificates);
  free(dtls->waiting);
  free(dtls);
}

LmDtlsTracker *
lm_dtls_tracker(LmTrace *trace)
{
  if (!trace->dtls) {
    trace->dtls = lm_alloc(sizeof *trace->dtls);
    trace->dtls->pairs = LM_VEC_INIT(LmDtlsPair);
    trace->dtls->secure = LM_VEC_INIT(uint32_t);
    trace->dtls->waiting = lm_alloc(LM_DTLS_WAITING * sizeof *trace->dtls->waiting);
  }
  return trace->dtls;
}

LmDtlsPair *
lm_dtls_pair(LmDtlsTracker *dtls, const LmDatagram *datagram)
{
  uint32_t a = datagram->real_src, b = datagram->real_dst;
  const uint32_t key[] = {a < b ? a : b, a < b ? b : a};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&dtls->by_ends, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&dtls->by_ends, &walk)) {
    LmDtlsPair *pair = lm_vec_at(&dtls->pairs, row);
    if (pair->ends[0] == key[0] && pair->ends[1] == key[1])
      return pair;
  }
  if (dtls->pairs.len >= LM_LIMIT_DTLS_PAIRS)
    return NULL;
  lm_table_add(&dtls->by_ends, hash, dtls->pairs.len);
  LmDtlsPair *pair = lm_vec_push(&dtls->pairs);
  *pair = (LmDtlsPair){.row = dtls->pairs.len - 1, .ends = {key[0], key[1]}};
  pair->sides[0].asked = pair->sides[1].asked = LM_NONE;
  pair->sides[0].flow = pair->sides[1].flow = LM_NONE;
  return pair;
}

void
lm_dtls_add_state(LmTrace *trace, const LmDtlsSide *side, LmEventOutcome outcome, const char *label,
                  const char *detail)
{
  LmDatagram at = {
      .time_ns = side->time_ns, .frame = side->frame, .src = side->at, .dst = side->to};
  lm_datagram_state(trace, &at, LM_EVENT_DTLS, outcome, label, detail);
}

bool
lm_trace_flow_is_secure(const LmTrace *trace, uint32_t flow)
{
  const LmDtlsTracker *dtls = trace->dtls;
  LmTableWalk walk;
  if (!dtls)
    return false;
  uint64_t hash = lm_hash(lm_hash_key(), &flow, sizeof flow);
  uint32_t row = lm_table_first(&dtls->secure_by_flow, hash, &walk);
  while (row != LM_NONE && *(uint32_t *)lm_vec_at(&dtls->secure, row) != flow)
    row = lm_table_next(&dtls->secure_by_flow, &walk);
  return row != LM_NONE;
}

void
lm_dtls_secure_flow(LmTrace *trace, uint32_t flow)
{
  LmDtlsTracker *dtls = trace->dtls;
  if (flow == LM_NONE || lm_trace_flow_is_secure(trace, flow))
    return;
  uint32_t row = dtls->secure.len;
  *(uint32_t *)lm_vec_push(&dtls->secure) = flow;
  lm_table_add(&dtls->secure_by_flow, lm_hash(lm_hash_key(), &flow, sizeof flow), row);
  lm_trace_secure_streams(trace, flow);
}

static bool
keeps_pair(const LmLiving *living, void *row)
{
  LmDtlsPair *pair = row;
  if (lm_living_has_ends(living, pair->ends[0], pair->ends[1]))
    return true;
  for (int i = 0; i < 2; i++) {
    LmDtlsAssembly *assembly = &pair->sides[i].assembly;
    living->trace->dtls->assembled_bytes -= assembly->bytes ? assembly->len : 0;
    lm_dtls_assembly_clear(assembly);
  }
  return false;
}

void
lm_dtls_mark(const LmDtlsTracker *dtls, LmLiving *living)
{
  for (uint32_t i = 0; dtls && i < dtls->pairs.len; i++) {
    const LmDtlsPair *pair = lm_vec_at(&dtls->pairs, i);
    if (!lm_living_has_ends(living, pair->ends[0], pair->ends[1]))
      continue;
    for (int side = 0; side < 2; side++) {
      lm_mark(&living->flows, pair->sides[side].flow);
      lm_keep_mark(living->keep, pair->sides[side].certificate.data);
    }
  }
}

static bool
keeps_flow(const LmLiving *living, void *row)
{
  return lm_is_marked(&living->flows, *(const uint32_t *)row);
}

static void
renumber_waiting(LmDtlsTracker *dtls, const uint32_t *numbers)
{
  uint32_t kept = 0;
  for (uint32_t i = 0; i < dtls->n_waiting; i++) {
    uint32_t row = numbers[dtls->waiting[i] / 2];
    if (row != LM_NONE)
      dtls->waiting[kept++] = row * 2 + dtls->waiting[i] % 2;
  }
  dtls->n_waiting = kept;
}

void
lm_dtls_keep(LmDtlsTracker *dtls, const LmLiving *living)
{
  if (!dtls)
    return;
  uint32_t *numbers = lm_living_keep(&dtls->pairs, &dtls->by_ends, living, keeps_pair);
  if (numbers)
    renumber_waiting(dtls, numbers);
  free(numbers);
  for (uint32_t i = 0; i < dtls->pairs.len; i++) {
    LmDtlsPair *pair = lm_vec_at(&dtls->pairs, i);
    pair->row = i;
    for (int side = 0; side < 2; side++)
      if (!lm_is_marked(&living->flows, pair->sides[side].flow))
        pair->sides[side].flow = LM_NONE;
  }
  free(lm_living_keep(&dtls->secure, &dtls->secure_by_flow, living, keeps_flow));
}
