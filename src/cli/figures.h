/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The figures of a trace, or of what a filter leaves of its messages, calls, streams and events. */

#include "cli/filter.h"

typedef struct {
  LmTraceCounters counters;
  uint64_t *other_methods; /* requests of each that the trace lists; owned */
  uint64_t transports[LM_N_TRANSPORTS];
  uint64_t states[LM_N_CALL_STATES];
  uint64_t call_ids, streams, events;
  bool filtered; /* counters of what is no row, as packets, are not known then */
} LmFigures;

/* Counts; clear them with lm_figures_clear(). */
void lm_figures_count(LmFigures *figures, const LmTrace *trace, const LmFilter *filter);
void lm_figures_clear(LmFigures *figures);
