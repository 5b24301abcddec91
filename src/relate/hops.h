/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The way of a call through proxies: one Call-ID on several hops, in order. Where a proxy forks
 * (RFC 3261, 16.6) the way is a tree. Computed when somebody looks. */

#include "track/trace.h"

#define LM_MAX_HOPS 64

typedef struct {
  uint32_t transaction; /* row */
  uint32_t src, dst;    /* endpoints */
  uint32_t previous;    /* index of the hop that led to this one; LM_NONE for the first */
  uint32_t depth;       /* hops before it */
  uint16_t status;      /* the final one; 0: none was seen */
} LmHop;

/* Fills @hops with those of the first request of @call, outside a dialog and with its INVITE where
 * it has one, so that every hop stands behind the one that led to it. What was sent again between
 * the same ends, as with credentials, counts once, with the last status. Returns how many. */
uint32_t lm_call_hops(const LmTrace *trace, const LmCall *call, LmHop hops[LM_MAX_HOPS]);
