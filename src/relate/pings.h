/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* OPTIONS outside dialogs, as servers and phones send them to see whether their peers are there: by
 * pair of endpoints how many, how many answered and how soon, how regular. Computed from a trace
 * when somebody looks; linear in its messages. One thread. */

#include "track/trace.h"

typedef struct {
  uint32_t src, dst; /* endpoint rows */
  uint32_t n_sent, n_answered, n_retransmissions;
  uint32_t n_silent; /* unanswered ones at the end, one behind the other */
  uint32_t n_longest_silent;
  uint32_t first_frame, last_frame;
  uint16_t last_status;                      /* 0: none was ever answered */
  int64_t first_ns, last_ns;                 /* sent */
  int64_t answered_ns;                       /* the last answer; LM_TIME_NONE: none */
  int64_t shortest_ns, longest_ns, total_ns; /* until an answer, over all that were answered */
  int64_t shortest_gap_ns, longest_gap_ns;   /* between two; LM_TIME_NONE where there is one */
} LmPing;

typedef struct LmPings LmPings;

/* Owned: lm_pings_free(). @trace must outlive it. */
LmPings *lm_pings_new(const LmTrace *trace);
void lm_pings_free(LmPings *pings);
/* By the time of the first. Borrowed. */
uint32_t lm_pings_n(const LmPings *pings);
const LmPing *lm_pings_at(const LmPings *pings, uint32_t index);
