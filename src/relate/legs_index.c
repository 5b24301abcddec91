/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Legs with something in common are found without looking at every pair: marks are sorted by their
 * hashes, so that those that have one stand together. */

#include "relate/legs_parts.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS 3 /* of the upper part of a hash, which is enough but for a few */
#define N_BUCKETS (1u << DIGIT_BITS)

static int
compare_keys(const void *a, const void *b)
{
  const LmMarkKey *x = a, *y = b;
  if (x->hash != y->hash)
    return x->hash < y->hash ? -1 : 1;
  return (x->mark > y->mark) - (x->mark < y->mark);
}

static int
compare_ways(const void *a, const void *b)
{
  const LmMarkKey *x = a, *y = b;
  if (x->way != y->way)
    return x->way < y->way ? -1 : 1;
  return (x->mark > y->mark) - (x->mark < y->mark);
}

static uint32_t
digit_of(uint64_t hash, unsigned nth)
{
  return (uint32_t)(hash >> (64 - (N_DIGITS - nth) * DIGIT_BITS)) & (N_BUCKETS - 1);
}

/* By one digit, and in the order in which they stand where that is the same. */
static void
sort_by_digit(const LmMarkKey *from, LmMarkKey *to, uint32_t n, unsigned nth)
{
  uint32_t at[N_BUCKETS] = {0}, sum = 0;
  for (uint32_t i = 0; i < n; i++)
    at[digit_of(from[i].hash, nth)]++;
  for (uint32_t i = 0; i < N_BUCKETS; i++) {
    uint32_t here = at[i];
    at[i] = sum;
    sum += here;
  }
  for (uint32_t i = 0; i < n; i++)
    to[at[digit_of(from[i].hash, nth)]++] = from[i];
}

/* Those whose upper parts are the same and the rest is not. */
static void
sort_rest(LmMarkKey *keys, uint32_t n)
{
  const unsigned rest = 64 - N_DIGITS * DIGIT_BITS;
  for (uint32_t first = 0, end; first < n; first = end) {
    bool mixed = false;
    for (end = first + 1; end < n && keys[end].hash >> rest == keys[first].hash >> rest; end++)
      mixed |= keys[end].hash != keys[first].hash;
    if (mixed)
      qsort(&keys[first], end - first, sizeof keys[first], compare_keys);
  }
}

static LmMarkKey *
sorted_keys(const LmLegs *legs)
{
  uint32_t n = legs->gathered.marks.len;
  LmMarkKey *keys = lm_alloc((n + 1) * sizeof *keys), *other = lm_alloc((n + 1) * sizeof *keys);
  for (uint32_t i = 0; i < n; i++)
    keys[i] = (LmMarkKey){lm_mark_at(&legs->gathered, i)->hash, i, 0};
  for (unsigned nth = 0; nth < N_DIGITS; nth++) {
    sort_by_digit(keys, other, n, nth);
    LmMarkKey *sorted = other;
    other = keys;
    keys = sorted;
  }
  free(other);
  sort_rest(keys, n);
  return keys;
}

static uint32_t
add_crowd(LmLegs *legs, uint32_t n)
{
  *(uint32_t *)lm_vec_push(&legs->around.crowds) = n;
  return legs->around.crowds.len - 1;
}

/* How many legs between the same hosts have the mark. */
static void
count_crowds(LmLegs *legs, LmMarkKey *group, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    const LmMark *mark = lm_mark_at(&legs->gathered, group[i].mark);
    const LmLeg *leg = lm_leg_at(&legs->gathered, mark->leg);
    uint32_t kind = mark->kind == LM_MARK_CALL_ID_CORE ? LM_MARK_CALL_ID : mark->kind;
    /* Hosts are few; where they are not, two ways that are counted as one only weigh less. */
    group[i].way = leg->first << 16 ^ leg->ends[0] ^ kind << 27;
  }
  qsort(group, n, sizeof *group, compare_ways);
  for (uint32_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && group[end].way == group[first].way; end++)
      ;
    uint32_t crowd = add_crowd(legs, end - first);
    for (uint32_t i = first; i < end; i++)
      lm_mark_at(&legs->gathered, group[i].mark)->crowd = crowd;
  }
  qsort(group, n, sizeof *group, compare_keys);
}

/* @group is what has one hash. */
static void
tie(LmLegs *legs, const LmMarkKey *group, uint32_t n)
{
  uint32_t newest[LM_N_MARKS];
  memset(newest, 0xff, sizeof newest);
  for (uint32_t i = 0; i < n; i++) {
    LmMark *mark = lm_mark_at(&legs->gathered, group[i].mark);
    mark->previous = newest[mark->kind];
    newest[mark->kind] = group[i].mark;
  }
  for (uint32_t i = 0; i < n; i++) {
    LmMark *mark = lm_mark_at(&legs->gathered, group[i].mark);
    LmMarkKind other = lm_mark_other_kind(mark->kind);
    mark->other = other == mark->kind ? LM_NONE : newest[other];
  }
}

void
lm_legs_index(LmLegs *legs)
{
  uint32_t n = legs->gathered.marks.len, alone = add_crowd(legs, 1);
  LmMarkKey *keys = legs->marks = sorted_keys(legs);
  for (uint32_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && keys[end].hash == keys[first].hash; end++)
      ;
    if (end - first > 1) {
      count_crowds(legs, &keys[first], end - first);
      tie(legs, &keys[first], end - first);
      continue;
    }
    LmMark *mark = lm_mark_at(&legs->gathered, keys[first].mark);
    mark->previous = mark->other = LM_NONE;
    mark->crowd = alone;
  }
}

uint32_t
lm_legs_newest_mark(const LmLegs *legs, LmMarkKind kind, uint64_t hash)
{
  uint32_t low = 0, high = legs->gathered.marks.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (legs->marks[middle].hash <= hash)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low > 0 && legs->marks[low - 1].hash == hash; low--)
    if (lm_mark_at(&legs->gathered, legs->marks[low - 1].mark)->kind == kind)
      return legs->marks[low - 1].mark;
  return LM_NONE;
}
