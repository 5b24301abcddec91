/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a tracker remembers of each direction between two endpoints: rows that never move, found by
 * their endpoints. */

#include "base/hash.h"

#include <stdbool.h>

/* What every row begins with. */
typedef struct {
  uint32_t src, dst; /* endpoint rows */
} LmFlowKey;

typedef struct {
  LmVec rows;
  LmTable by_key;
} LmFlowStates;

#define LM_FLOW_STATES_INIT(type) ((LmFlowStates){.rows = LM_VEC_INIT(type)})

/* The row of the direction, made and zeroed but for its key if there is none; NULL when there are
 * LM_LIMIT_FLOW_STATES of them, or, without @make, when there is none. */
void *lm_flow_state(LmFlowStates *states, uint32_t src, uint32_t dst, bool make);
void lm_flow_states_clear(LmFlowStates *states);
