/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables by which legs with something in common are found without looking at every pair. */

#include "relate/legs_parts.h"

uint32_t
lm_legs_newest_mark(const LmLegs *legs, LmMarkKind kind, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&legs->marks, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&legs->marks, &walk)) {
    const LmMark *mark = lm_mark_at(&legs->gathered, row);
    if (mark->hash == hash && mark->kind == kind)
      return row;
  }
  return LM_NONE;
}

static void
count_in_crowd(LmLegs *legs, LmMark *mark)
{
  const LmLeg *leg = lm_leg_at(&legs->gathered, mark->leg);
  uint64_t way = (uint64_t)leg->first << 32 | leg->ends[0];
  uint64_t key = lm_hash_pair(lm_hash_key(), mark->hash, way);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&legs->crowds, key, &walk);
  while (row != LM_NONE && *(uint64_t *)lm_vec_at(&legs->crowd_keys, row) != key)
    row = lm_table_next(&legs->crowds, &walk);
  if (row == LM_NONE) {
    row = legs->around.crowds.len;
    lm_vec_push(&legs->around.crowds);
    *(uint64_t *)lm_vec_push(&legs->crowd_keys) = key;
    lm_table_add(&legs->crowds, key, row);
  }
  (*(uint32_t *)lm_vec_at(&legs->around.crowds, row))++;
  mark->crowd = row;
}

void
lm_legs_index(LmLegs *legs)
{
  lm_table_clear(&legs->marks);
  for (uint32_t i = 0; i < legs->gathered.marks.len; i++) {
    LmMark *mark = lm_mark_at(&legs->gathered, i);
    mark->previous = lm_legs_newest_mark(legs, mark->kind, mark->hash);
    if (mark->previous == LM_NONE)
      lm_table_add(&legs->marks, mark->hash, i);
    else
      lm_table_replace(&legs->marks, mark->hash, mark->previous, i);
    count_in_crowd(legs, mark);
  }
}
