/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a leg may have in common with another. Most of it no other leg has: that would be the larger
 * part of all that is gathered, and says nothing. */

#include "relate/leg_parts.h"

#include <stdlib.h>

#define LOWERED 256 /* bytes */
/* A mark: more of them let fewer stay that nobody else has, and take more memory. */
#define SEEN_BITS 8

static void
add_mark(LmGathering *gathering, const LmFoundMark *mark)
{
  for (uint32_t i = 0; i < gathering->n_marks; i++)
    if (gathering->marks[i].hash == mark->hash &&
        (gathering->marks[i].kind == mark->kind || lm_mark_is_call_id(mark->kind)))
      return;
  if (gathering->n_marks < LM_LIMIT_LEG_MARKS)
    gathering->marks[gathering->n_marks++] = *mark;
}

LmMarkKind
lm_mark_other_kind(LmMarkKind kind)
{
  switch (kind) {
  case LM_MARK_CALL_ID:
    return LM_MARK_CALL_ID_CORE;
  case LM_MARK_CALL_ID_CORE:
    return LM_MARK_CALL_ID;
  case LM_MARK_ORIGIN:
    return LM_MARK_ORIGIN_BACK;
  case LM_MARK_ORIGIN_BACK:
    return LM_MARK_ORIGIN;
  case LM_MARK_MEDIA:
    return LM_MARK_MEDIA_BACK;
  case LM_MARK_MEDIA_BACK:
    return LM_MARK_MEDIA;
  default:
    return kind;
  }
}

static uint64_t
hash_kind(LmMarkKind kind)
{
  LmMarkKind other = lm_mark_other_kind(kind);
  return other < kind ? other : kind;
}

uint64_t
lm_mark_hash_number(LmMarkKind kind, uint64_t number)
{
  return lm_hash_pair(lm_hash_key(), hash_kind(kind), number);
}

static void
mark(LmGathering *gathering, LmMarkKind kind, LmSlice value, uint64_t of_value)
{
  LmFoundMark mark = {.kind = (uint8_t)kind, .value = value.data};
  mark.value_bytes = value.len < UINT32_MAX ? (uint32_t)value.len : UINT32_MAX;
  mark.hash = lm_mark_hash_number(kind, of_value);
  add_mark(gathering, &mark);
}

void
lm_gathering_mark(LmGathering *gathering, LmMarkKind kind, LmSlice value)
{
  uint8_t lower[LOWERED];
  if (!value.len)
    return;
  if (value.len > sizeof lower) {
    mark(gathering, kind, value, lm_look_hash_nocase(value));
    return;
  }
  for (size_t i = 0; i < value.len; i++)
    lower[i] = (uint8_t)lm_lower(value.data[i]);
  mark(gathering, kind, value, lm_hash(lm_hash_key(), lower, value.len));
}

void
lm_gathering_mark_bytes(LmGathering *gathering, LmMarkKind kind, LmSlice value)
{
  mark(gathering, kind, value, lm_hash(lm_hash_key(), value.data, value.len));
}

void
lm_gathering_mark_number(LmGathering *gathering, LmMarkKind kind, uint64_t number)
{
  mark(gathering, kind, LM_SLICE_EMPTY, number);
}

static bool
stands_behind(const LmFoundMark *a, const LmFoundMark *b)
{
  return a->hash != b->hash ? a->hash > b->hash : a->kind > b->kind;
}

/* By hash and kind; there are few. */
static void
sort_marks(LmGathering *gathering)
{
  for (uint32_t i = 1; i < gathering->n_marks; i++) {
    LmFoundMark moved = gathering->marks[i];
    uint32_t at = i;
    for (; at > 0 && stands_behind(&gathering->marks[at - 1], &moved); at--)
      gathering->marks[at] = gathering->marks[at - 1];
    gathering->marks[at] = moved;
  }
}

void
lm_gathering_keep_marks(LmGathering *gathering)
{
  LmGathered *gathered = gathering->gathered;
  sort_marks(gathering);
  gathering->leg->first_mark = gathered->found.len;
  gathering->leg->n_marks = (uint8_t)gathering->n_marks;
  for (uint32_t i = 0; i < gathering->n_marks; i++)
    *(LmFoundMark *)lm_vec_push(&gathered->found) = gathering->marks[i];
}

/* Bits by a part of a hash: of those that were seen, and of those that were seen again, some by
 * chance. */
typedef struct {
  uint64_t *once, *again;
  uint64_t mask;
} Seen;

static bool
take_bit(uint64_t *bits, uint64_t at)
{
  uint64_t bit = (uint64_t)1 << at % 64, before = bits[at / 64];
  bits[at / 64] |= bit;
  return before & bit;
}

static bool
was_seen_again(const Seen *seen, uint64_t hash)
{
  uint64_t at = hash & seen->mask;
  return seen->again[at / 64] >> at % 64 & 1;
}

static Seen
see_all(const LmVec *found)
{
  uint64_t n = 64;
  while (n < (uint64_t)found->len * SEEN_BITS)
    n *= 2;
  Seen seen = {lm_alloc(n / 8), lm_alloc(n / 8), n - 1};
  for (uint32_t i = 0; i < found->len; i++) {
    uint64_t at = ((const LmFoundMark *)lm_vec_at(found, i))->hash & seen.mask;
    if (take_bit(seen.once, at))
      take_bit(seen.again, at);
  }
  free(seen.once);
  seen.once = NULL;
  return seen;
}

/* A callee is looked for by itself where a call was led to it. */
static bool
is_worth_keeping(const LmGathered *gathered, const Seen *seen, const LmFoundMark *mark)
{
  return was_seen_again(seen, mark->hash) || (mark->kind == LM_MARK_CALLEE && gathered->hints.len);
}

static void
sift_leg(LmGathered *gathered, const Seen *seen, uint32_t row)
{
  LmLeg *leg = lm_leg_at(gathered, row);
  uint32_t first = leg->first_mark, end = first + leg->n_marks;
  leg->first_mark = gathered->marks.len;
  leg->n_marks = 0;
  for (uint32_t i = first; i < end; i++) {
    const LmFoundMark *mark = lm_vec_at(&gathered->found, i);
    if (!is_worth_keeping(gathered, seen, mark))
      continue;
    LmSlice value = lm_slice(mark->value, mark->value_bytes);
    *(LmMark *)lm_vec_push(&gathered->marks) =
        (LmMark){.hash = mark->hash, .value = value, .leg = row, .kind = mark->kind};
    leg->n_marks++;
  }
}

bool
lm_gathered_sift(LmGathered *gathered)
{
  Seen seen = see_all(&gathered->found);
  bool fits = true;
  for (uint32_t row = 0; fits && row < gathered->legs.len; row++) {
    sift_leg(gathered, &seen, row);
    fits = lm_gathered_may_go_on(gathered, row, (seen.mask + 1) / 8);
  }
  free(seen.again);
  lm_vec_clear(&gathered->found);
  gathered->hashes = lm_alloc(gathered->marks.len * sizeof *gathered->hashes);
  for (uint32_t i = 0; i < gathered->marks.len; i++)
    gathered->hashes[i] = lm_mark_at(gathered, i)->hash;
  return fits;
}
