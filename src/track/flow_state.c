/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/flow_state.h"

#include "base/limits.h"

void *
lm_flow_state(LmFlowStates *states, uint32_t src, uint32_t dst, bool make)
{
  LmFlowKey key = {src, dst};
  uint64_t hash = lm_hash(lm_hash_key(), &key, sizeof key);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&states->by_key, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&states->by_key, &walk)) {
    LmFlowKey *found = lm_vec_at(&states->rows, row);
    if (found->src == src && found->dst == dst)
      return found;
  }
  if (!make || states->rows.len >= LM_LIMIT_FLOW_STATES)
    return NULL;
  lm_table_add(&states->by_key, hash, states->rows.len);
  LmFlowKey *fresh = lm_vec_push(&states->rows);
  *fresh = key;
  return fresh;
}

void
lm_flow_states_clear(LmFlowStates *states)
{
  lm_vec_clear(&states->rows);
  lm_table_clear(&states->by_key);
}
