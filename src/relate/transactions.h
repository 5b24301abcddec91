/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is wrong with a transaction on one hop: its timers and its missing parts (RFC 3261, 17; RFC
 * 6026; RFC 4320). Computed when somebody looks; linear in the transaction's messages. */

#include "relate/problems.h"
#include "track/trace.h"

/* Handed each problem. */
typedef void (*LmProblemSink)(void *data, const LmProblem *problem);

/* Tells what is wrong with transaction @index. What never came is told only where the capture goes
 * on long enough. An ACK to a 2xx is no part of it: see relate/dialogs.h. */
void lm_transaction_check(const LmTrace *trace, uint32_t index, LmProblemSink sink, void *data);
