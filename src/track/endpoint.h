/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of endpoints: each address and port that sent or received something, once. Beside it
 * what media was announced for it and which streams arrive there. */

#include "track/tables.h"

typedef struct {
  LmEndpoint endpoint;
  uint32_t announcement; /* the newest of this endpoint, or LM_NONE */
  uint32_t first_stream; /* the newest stream that arrives here, or LM_NONE */
  uint32_t first_event;  /* the newest that waits here for a call, or LM_NONE */
  bool rtcp;             /* announced for RTCP */
  bool shared; /* announced by several calls at a time, as servers do that tell calls apart
                  by their other end */
} LmEndpointRow;

/* The keyed hash of @endpoint, without its look-up. Pure; any thread. */
uint64_t lm_endpoint_hash(const LmEndpoint *endpoint);
/* The row of @endpoint, made if there is none. */
uint32_t lm_trace_intern_endpoint(LmTrace *trace, const LmEndpoint *endpoint);
/* The same, where its hash is there already. */
uint32_t lm_trace_intern_hashed_endpoint(LmTrace *trace, const LmEndpoint *endpoint, uint64_t hash);
/* Fetches into the cache the row of an endpoint with @hash that is asked for soon, if there is one.
 */
void lm_trace_prefetch_endpoint(const LmTrace *trace, uint64_t hash);
/* The row of @endpoint, or LM_NONE. */
uint32_t lm_trace_find_endpoint(const LmTrace *trace, const LmEndpoint *endpoint);

static inline LmEndpointRow *
lm_trace_endpoint_row(LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->endpoints, row);
}
