/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/hops.h"

#include "proto/sip/via.h"
#include "relate/look.h"

#define MAX_LOOKED_AT (4 * LM_MAX_HOPS)

typedef struct {
  LmSlice branch, below; /* of the first Via and of the second (RFC 3261, 16.6, 8) */
} Vias;

static Vias
read_vias(LmLook *look, uint32_t message)
{
  Vias vias = {LM_SLICE_EMPTY, LM_SLICE_EMPTY};
  const LmSipMessage *sip = lm_look_at(look, message);
  if (!sip)
    return vias;
  vias.branch = sip->branch;
  LmLookValues values = lm_look_values(sip, LM_SIP_HEADER_VIA);
  LmSlice value;
  LmSipVia via = {0};
  if (lm_look_next(&values, &value) && lm_look_next(&values, &value) &&
      lm_sip_via_parse(value, &via))
    vias.below = via.branch;
  return vias;
}

/* The transactions of the first request, the oldest first. */
static uint32_t
collect(const LmTrace *trace, const LmCall *call, uint32_t *rows)
{
  uint8_t method = call->invite_ns != LM_TIME_NONE ? LM_SIP_METHOD_INVITE : call->method;
  uint32_t n = 0, looked = 0;
  for (uint32_t i = call->newest_transaction; i != LM_NONE && looked < MAX_LOOKED_AT; looked++) {
    const LmTransaction *transaction = lm_trace_transaction(trace, i);
    if (transaction->method == method && !transaction->in_dialog && transaction->request != LM_NONE)
      rows[n++] = i;
    i = transaction->next_in_call;
  }
  for (uint32_t i = 0; i < n / 2; i++) {
    uint32_t row = rows[i];
    rows[i] = rows[n - 1 - i];
    rows[n - 1 - i] = row;
  }
  return n;
}

/* The hop whose branch the request still has below its own; without one, the last that arrived
 * where this one goes on. */
static uint32_t
find_previous(const LmTrace *trace, const LmHop *hops, const Vias *vias, uint32_t n)
{
  const LmAddr *from = &lm_trace_endpoint(trace, hops[n].src)->addr;
  for (uint32_t i = 0; vias[n].below.len && i < n; i++)
    if (lm_slice_equal(vias[i].branch, vias[n].below))
      return i;
  for (uint32_t i = n; i-- > 0;)
    if (lm_addr_equal(&lm_trace_endpoint(trace, hops[i].dst)->addr, from) &&
        !lm_addr_equal(&lm_trace_endpoint(trace, hops[i].src)->addr, from))
      return i;
  return LM_NONE;
}

static uint16_t
final_status(const LmTrace *trace, const LmTransaction *transaction)
{
  return transaction->final == LM_NONE ? 0 : lm_trace_message(trace, transaction->final)->status;
}

uint32_t
lm_call_hops(const LmTrace *trace, const LmCall *call, LmHop hops[LM_MAX_HOPS])
{
  uint32_t rows[MAX_LOOKED_AT], n = 0, n_rows = collect(trace, call, rows);
  Vias vias[LM_MAX_HOPS];
  LmLook *look = lm_look_new(trace);
  for (uint32_t i = 0; i < n_rows; i++) {
    const LmTransaction *transaction = lm_trace_transaction(trace, rows[i]);
    const LmMessage *request = lm_trace_message(trace, transaction->request);
    uint32_t same = 0;
    while (same < n && (hops[same].src != request->src || hops[same].dst != request->dst))
      same++;
    if (same == LM_MAX_HOPS)
      break;
    if (same == n) {
      hops[n] = (LmHop){rows[i], request->src, request->dst, LM_NONE, 0, 0};
      vias[n] = read_vias(look, transaction->request);
      hops[n].previous = find_previous(trace, hops, vias, n);
      hops[n].depth = hops[n].previous == LM_NONE ? 0 : hops[hops[n].previous].depth + 1;
      n++;
    } else {
      vias[same] = read_vias(look, transaction->request);
    }
    hops[same].status = final_status(trace, transaction);
  }
  lm_look_free(look);
  return n;
}
