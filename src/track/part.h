/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Works something out of a trace within the memory that there is for it. Where that is too little
 * for all calls, it is worked out of the newest alone: for so long the rows of older ones are
 * passed over by lm_trace_next_call() and the like, as if they had been evicted. */

#include "track/trace.h"

/* Reads the trace by lm_trace_next_message() and the like, whose rows may come to an end at any of
 * them, and be others when it is called again. */
typedef void *(*LmPartMake)(const LmTrace *trace, const void *how);

/* For @make, as its last step: says that @bytes more will be taken for what it made. */
void lm_trace_part_needs(const LmTrace *trace, uint64_t bytes);

/* What @make(@trace, @how) returns, at last; what it returned before was given to @release. It has
 * @share of the room that there is, from 0 to 1, but at least a sixteenth of the budget.
 * @n_left_out gets the number of Call-IDs that were passed over. In a thread that may look at the
 * trace, and not from within @make. */
void *lm_trace_make_part(const LmTrace *trace, double share, LmPartMake make,
                         void (*release)(void *made), const void *how, uint64_t *n_left_out);
