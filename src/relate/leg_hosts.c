/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/leg_parts.h"

#define MAX_HOPS 32 /* of a call; there are not more between two ends (RFC 3261, 16.6, 3) */

typedef struct {
  uint32_t from, to;
} Hop;

static uint32_t
host_of(LmGathering *gathering, uint32_t endpoint)
{
  LmGathered *gathered = gathering->gathered;
  return lm_hosts_number(&gathered->hosts, lm_trace_endpoint(gathered->trace, endpoint));
}

/* Whether @host sent the INVITE further. */
static bool
goes_on(const Hop *hops, unsigned n, uint32_t host)
{
  for (unsigned i = 0; i < n; i++)
    if (hops[i].from == host && hops[i].to != host)
      return true;
  return false;
}

static void
add_end(LmGathering *gathering, uint32_t host)
{
  LmLeg *leg = gathering->leg;
  for (unsigned i = 0; i < leg->n_ends; i++)
    if (gathering->ends[i] == host)
      return;
  if (leg->n_ends < LM_LEG_ENDS)
    gathering->ends[leg->n_ends++] = host;
}

static unsigned
collect_hops(LmGathering *gathering, Hop *hops)
{
  const LmTrace *trace = gathering->gathered->trace;
  unsigned n = 0, looked = 0;
  /* The newest transaction stands first. */
  for (uint32_t i = gathering->call->newest_transaction; i != LM_NONE && looked < 4 * MAX_HOPS;
       looked++) {
    const LmTransaction *transaction = lm_trace_transaction(trace, i);
    i = transaction->next_in_call;
    if (transaction->method != LM_SIP_METHOD_INVITE || transaction->in_dialog ||
        transaction->request == LM_NONE || n == MAX_HOPS)
      continue;
    const LmMessage *request = lm_trace_message(trace, transaction->request);
    hops[n++] = (Hop){host_of(gathering, request->src), host_of(gathering, request->dst)};
  }
  return n;
}

void
lm_gathering_hosts(LmGathering *gathering)
{
  LmLeg *leg = gathering->leg;
  Hop hops[MAX_HOPS];
  unsigned n = collect_hops(gathering, hops);
  leg->first = n ? hops[n - 1].from : host_of(gathering, gathering->call->caller);
  for (unsigned i = n; i-- > 0;)
    if (!goes_on(hops, n, hops[i].to))
      add_end(gathering, hops[i].to);
  if (!leg->n_ends)
    add_end(gathering, n ? hops[0].to : host_of(gathering, gathering->call->callee));
}
