/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of a call, as whatever lists calls writes it. One thread, the tracker's. */

#include "engine/output.h"
#include "engine/rows.h"
#include "relate/legs.h"
#include "relate/rtcp.h"

/* What the columns for data are found by. */
typedef struct {
  const LmTrace *trace;
  LmLegs *legs;        /* NULL: the conversation is not wanted */
  LmRtcpView *reports; /* NULL: scores are not wanted */
} LmCallLookups;

extern const LmOutputColumn lm_call_columns[];
extern const size_t lm_n_call_columns;

/* Rows of calls. */
LmOutput *lm_calls_output_new(LmOutputFormat format);
void lm_calls_write(LmOutput *output, const LmCallLookups *lookups, const LmCallRow *row);
