/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Third-party call control (RFC 3725, 4): a controller calls two parties and gives each the session
 * description of the other, at least one INVITE going without. */

#include "relate/legs_parts.h"

#define SCORE 0.9
#define WINDOW_NS (180 * LM_NS_PER_S)
#define MAX_LOOKED_AT 16

static bool
are_of_one_controller(const LmLeg *a, const LmLeg *b)
{
  return a->first == b->first && a->ends[0] != b->ends[0] && (a->late_offer || b->late_offer) &&
         lm_time_sub(b->invite_ns, a->invite_ns) < WINDOW_NS;
}

/* What the other side of the other leg has, where a controller crosses them. */
static LmMarkKind
crossed(LmMarkKind kind)
{
  switch (kind) {
  case LM_MARK_ORIGIN:
    return LM_MARK_ORIGIN_BACK;
  case LM_MARK_ORIGIN_BACK:
    return LM_MARK_ORIGIN;
  case LM_MARK_MEDIA:
    return LM_MARK_MEDIA_BACK;
  case LM_MARK_MEDIA_BACK:
    return LM_MARK_MEDIA;
  default:
    return LM_N_MARKS;
  }
}

/* The earlier leg to which @leg hands on a description, or LM_NONE. */
static uint32_t
find_other(const LmLegs *legs, uint32_t leg, LmSlice *what)
{
  const LmLeg *row = lm_leg_at(&legs->gathered, leg);
  for (uint32_t i = 0; i < row->n_marks; i++) {
    const LmMark *mark = lm_mark_at(&legs->gathered, row->first_mark + i);
    LmMarkKind kind = crossed(mark->kind);
    if (kind == LM_N_MARKS)
      continue;
    *what = mark->value;
    uint32_t other = lm_legs_newest_mark(legs, kind, lm_mark_hash(kind, mark->value));
    for (unsigned n = 0; other != LM_NONE && n < MAX_LOOKED_AT; n++) {
      mark = lm_mark_at(&legs->gathered, other);
      if (mark->leg < leg && are_of_one_controller(lm_leg_at(&legs->gathered, mark->leg), row))
        return mark->leg;
      other = mark->previous;
    }
  }
  return LM_NONE;
}

void
lm_legs_link_third_parties(LmLegs *legs)
{
  for (uint32_t leg = 0; leg < legs->gathered.legs.len; leg++) {
    LmSlice what = LM_SLICE_EMPTY;
    uint32_t other = find_other(legs, leg, &what);
    if (other != LM_NONE)
      lm_legs_add_link(legs, other, leg, LM_LINK_THIRD_PARTY, SCORE, what);
  }
}
